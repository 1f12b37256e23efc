"""What there is to be had here: how many tutors teach something, and from which price on."""

from sqlalchemy import Connection

from etude.conversations.answers.known import Known, look_up
from etude.conversations.answers.situation import Situation
from etude.conversations.forms import Utterance
from etude.conversations.messages import Button, Say, StartFlow
from etude.conversations.parts.joining import joined
from etude.conversations.parts.picking import per_hour
from etude.conversations.parts.tutor_cards import RELAXED
from etude.conversations.understanding.lexicon import load_lexicon
from etude.conversations.understanding.tokens import Tokens
from etude.conversations.understanding.wishing import Heard, read_wishes
from etude.core.money import Money
from etude.core.text import Text, _, counted, verbatim
from etude.matching.search import Found, find_tutors
from etude.matching.store import lowest_prices
from etude.matching.taxonomy import load_taxonomy, split_words
from etude.matching.wishes import PriceLimit, Wishes

MOST_WISHES, MOST_CURRENCIES = 4, 3


def available(situation: Situation, said: Utterance) -> Known | None:
    """How many tutors there are for what is asked about, and a button that looks at them."""
    wishes = wishes_in(said)
    if not (wishes.subjects or wishes.genres) or situation.teaches:
        return None
    person = situation.scene.person
    found = look_up(situation.scene, find_tutors, wishes, person.zone, person.locale, 0, 1)
    what = joined([chip.label for chip in wishes.chips(person.locale)[:MOST_WISHES]], ", ")
    person_button = Button(_("Talk to a person"), StartFlow("talk_to_person"))
    if not found.total:
        return Known((Say(_("{what}: nobody here teaches that yet, sorry.", what=what), (person_button,)),))
    return Known((Say(_how_many(what, found), (_look(situation, wishes),)),))


def price(situation: Situation, said: Utterance) -> Known | None:
    """The lowest prices for what is asked about, where no tutor is meant."""
    wishes = wishes_in(said)
    if not wishes.subjects or situation.teaches:
        return None
    lowest = look_up(situation.scene, lowest_for, wishes)
    if not lowest:
        return None
    what = joined([chip.label for chip in wishes.chips(situation.scene.person.locale)[:MOST_WISHES]], ", ")
    prices = joined([_("{price}", price=price) for price in lowest[:MOST_CURRENCIES]], " / ")
    words = _("{what}: from {prices} a lesson, depending on the tutor and the length.", what=what, prices=prices)
    return Known((Say(words, (_look(situation, wishes),)),))


def other_price(situation: Situation, said: Utterance) -> Known | None:
    """The lowest prices for something that nobody who is spoken about teaches."""
    wished = [each for subject in wishes_in(said).subjects for each in load_taxonomy().family(subject)]
    teach_it = any(subject in wished for tutor in situation.tutors for subject in tutor.subjects)
    return None if teach_it or not wished else price(situation, said)


def cheaper(situation: Situation, said: Utterance) -> Known | None:
    """Who costs less than what was last shown; without a question it is said to the cards, and changes them."""
    given = situation.booking.answers.get("wishes") if situation.booking else None
    shown = [card for card in situation.cards.values() if situation.chosen in (None, card.tutor)]
    if situation.teaches or given is None or not shown or (situation.chosen is None and "?" not in said.text):
        return None
    least = min(shown, key=lambda card: per_hour(card.price, card.minutes))
    below = PriceLimit(
        amount=per_hour(least.price, least.minutes), currency=least.price.currency, per="hour", below=True
    )
    wishes = Wishes.model_validate(given.value).model_copy(update={"price_max": below})
    person = situation.scene.person
    found = look_up(situation.scene, find_tutors, wishes, person.zone, person.locale, 0, 1)
    if found.total and not found.relaxed:
        words = counted(
            "{count} tutor costs less than {price} for {minutes} min.",
            "{count} tutors cost less than {price} for {minutes} min.",
            found.total,
            price=least.price,
            minutes=least.minutes,
        )
        return Known((Say(words, (_see(wishes),)),))
    words = _(
        "Nobody costs less than {price} for {minutes} min there. Elsewhere, or online, somebody may.",
        price=least.price,
        minutes=least.minutes,
    )
    anywhere = wishes.model_copy(update={"at": None, "online": True, "place": None})
    return Known((Say(words, (_see(anywhere, _("Online")),)),))


def lowest_for(conn: Connection, now: object, wishes: Wishes) -> list[Money]:
    """The lowest price of a lesson in each currency, the most usual currency first."""
    return lowest_prices(conn, wishes)


def wishes_in(said: Utterance) -> Wishes:
    """What a question would wish for if it were a wish."""
    heard = said.understood
    if heard.wishes:
        return heard.wishes
    words, lexicon = split_words(said.text), load_lexicon(heard.language)
    quantities = Heard(heard.times, heard.durations, heard.money, heard.ages, heard.distances, heard.counts)
    return read_wishes(words, Tokens(said.text, words, lexicon), lexicon, quantities)


def _how_many(what: Text, found: Found) -> Text:
    if found.relaxed == "farther":
        return counted(
            "{what}: nobody is that near. {count} tutor is farther away.",
            "{what}: nobody is that near. {count} tutors are farther away.",
            found.total,
            what=what,
        )
    if found.relaxed:
        but = RELAXED.get(found.relaxed, verbatim(""))
        return counted(
            "{what}: nobody fits all of that. {count} tutor does, but for {wish}.",
            "{what}: nobody fits all of that. {count} tutors do, but for {wish}.",
            found.total,
            what=what,
            wish=but,
        )
    return counted("Yes. {what}: {count} tutor.", "Yes. {what}: {count} tutors.", found.total, what=what)


def _look(situation: Situation, wishes: Wishes) -> Button:
    """Looks for this, with what was wished for before."""
    given = situation.booking.answers.get("wishes") if situation.booking else None
    return _see(Wishes.model_validate(given.value).merge(wishes) if given else wishes)


def _see(wishes: Wishes, label: Text = _("See them")) -> Button:
    return Button(label, StartFlow("book", {}, {"wishes": wishes.model_dump(mode="json")}))
