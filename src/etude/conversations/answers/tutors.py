"""What can be said of a tutor: from the profile, and nothing that is not in it."""

from collections.abc import Callable, Sequence
from itertools import groupby

from etude.conversations.answers.known import Known
from etude.conversations.answers.situation import Situation
from etude.conversations.forms import Utterance
from etude.conversations.messages import Button, Say, StartFlow
from etude.conversations.parts.joining import any_of, joined
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.quoting import shorten
from etude.conversations.parts.spans import span_words
from etude.conversations.parts.tutor_cards import badge_words, rating_words
from etude.core.money import Money
from etude.core.text import Text, _, counted, verbatim
from etude.core.tutors.model import Rate, Tutor
from etude.core.tutors.store import load_qualifications, load_reviews

LONGEST_QUOTE, LONGEST_TITLE, LONGEST_PASSED_ON, LONGEST_NAME = 110, 65, 180, 15
MOST_WAYS = 2
PLACES: dict[str, Text] = {"online": _("online"), "student": _("at your place")}


def price(situation: Situation, said: Utterance) -> Known | None:
    """What lessons cost: every length of one tutor's, what the card says for several."""
    return _of_each(
        situation, lambda tutor: _("{name}: {rates}", name=_name(tutor), rates=rates_words(situation, tutor))
    )


def length(situation: Situation, said: Utterance) -> Known | None:
    """How long lessons can be."""

    def lengths(tutor: Tutor) -> Text:
        minutes = [verbatim(str(each)) for each in sorted({rate.minutes for rate in tutor.rates})]
        return _("{name} gives lessons of {minutes} minutes", name=_name(tutor), minutes=any_of(minutes))

    return _of_each(situation, lengths)


def where(situation: Situation, said: Utterance) -> Known | None:
    """In which ways lessons take place."""
    return _of_each(
        situation,
        lambda tutor: _("{name} teaches {places}", name=_name(tutor), places=any_of(_places(tutor))),
    )


def good(situation: Situation, said: Utterance) -> Known | None:
    """What others say: stars, how many they stand on, and somebody's own words."""
    tutor = situation.tutor
    if said.understood.times:
        return None  # "is Tuesday good?" is about Tuesday
    if tutor is None:
        return _of_each(situation, lambda each: _("{name}: {rating}", name=_name(each), rating=rating_words(each)))
    words = _("{name}: {rating}.", name=_name(tutor), rating=rating_words(tutor))
    reviews = [each for each in load_reviews(situation.conn, tutor.id) if len(each.words) <= LONGEST_QUOTE]
    if reviews:
        review = reviews[0]
        words = _("{words} {author} writes: “{review}”", words=words, author=review.author, review=review.words)
    return Known((Say(words, (*_reviews(tutor), profile_button(tutor))),))


def qualified(situation: Situation, said: Utterance) -> Known | None:
    """What a tutor has learnt, for how long they have taught, and what was checked."""
    tutor = situation.tutor
    if tutor is None:
        return None
    parts = [counted("{count} year of teaching", "{count} years of teaching", tutor.years)]
    parts += [verbatim(shorten(str(each), LONGEST_TITLE)) for each in load_qualifications(situation.conn, tutor.id)[:2]]
    parts += [badge] if (badge := badge_words(tutor)) else []
    words = _("{name}: {facts}.", name=_name(tutor), facts=joined(parts, "; "))
    return Known((Say(words, (profile_button(tutor), ask_button(tutor, said.text))),))


def answering(situation: Situation, said: Utterance) -> Known | None:
    """How soon a tutor usually answers."""
    tutor = situation.tutor
    if tutor is None or situation.teaches:
        return None
    words = _("{name} usually answers within {span}.", name=_name(tutor), span=span_words(tutor))
    return Known((Say(words, (ask_button(tutor),)),))


def about(situation: Situation, said: Utterance) -> Known | None:
    """Who a tutor is, in their own headline."""
    tutor = situation.tutor
    if tutor is None or not situation.names(tutor.name):
        return None
    words = _(
        "{name}: {headline}. {rating}.",
        name=tutor.name,
        headline=shorten(tutor.headline, LONGEST_QUOTE),
        rating=rating_words(tutor),
    )
    return Known((Say(words, (*_reviews(tutor), profile_button(tutor))),))


def bring(situation: Situation, said: Utterance) -> Known | None:
    """What is needed for a lesson is for its tutor to say."""
    tutor = situation.tutor
    if tutor is None or situation.teaches:
        return None
    words = _("That's for {name} to say. Shall I pass your question on?", name=_name(tutor))
    return Known((Say(words, (ask_button(tutor, said.text),)),))


def ask_button(tutor: Tutor, question: str = "") -> Button:
    """Puts a question to a tutor: the one just asked, where there is one."""
    args: dict[str, object] = {"tutor": tutor.id}
    if question and len(question) <= LONGEST_PASSED_ON:
        args["question"] = question
    return Button(_("Ask {name}", name=_name(tutor)[:LONGEST_NAME]), StartFlow("ask_tutor", args))


def profile_button(tutor: Tutor) -> Button:
    return Button(_("Profile"), StartFlow("see_profile", {"tutor": tutor.id}))


def _reviews(tutor: Tutor) -> tuple[Button, ...]:
    args: dict[str, object] = {"tutor": tutor.id}
    return (Button(_("Reviews"), StartFlow("read_reviews", args)),) if tutor.reviews_count else ()


def _of_each(situation: Situation, say: Callable[[Tutor], Text]) -> Known | None:
    """One line for each tutor who is spoken about."""
    lines = [_("{line}.", line=say(tutor)) for tutor in situation.tutors]
    if not lines or situation.teaches:
        return None
    ask = (ask_button(situation.tutor),) if situation.tutor else ()
    return Known((Say(joined(lines, "\n"), ask),))


def rates_words(situation: Situation, tutor: Tutor) -> Text:
    """What each length costs at each place; what the card says where several are spoken about."""
    card = situation.cards.get(tutor.id)
    if card and situation.tutor is None:
        return _one_rate(card.minutes, card.price)
    rates = sorted(tutor.rates, key=lambda rate: (rate.minutes, rate.price.amount))
    cheapest = [next(same) for _minutes, same in groupby(rates, key=lambda rate: rate.minutes)]
    lines = [_one_rate(rate.minutes, rate.price) for rate in cheapest]
    if len({(rate.minutes, rate.price) for rate in rates}) == len(cheapest):
        return joined(lines, ", ")
    ways = [(way, [rate for rate in rates if rate.format == way]) for way in ("online", "tutor", "student")]
    offered = [(way, there) for way, there in ways if there]
    if len(offered) > MOST_WAYS:  # the shortest and the longest say enough
        offered = [(way, there[:: max(len(there) - 1, 1)]) for way, there in offered]
    return joined([_rates_there(tutor, way, there) for way, there in offered], "; ")


def _rates_there(tutor: Tutor, way: str, rates: Sequence[Rate]) -> Text:
    lines = [_one_rate(rate.minutes, rate.price) for rate in rates]
    return _("{place} {rates}", place=_place(tutor, way), rates=joined(lines, ", "))


def _one_rate(minutes: int, price: Money) -> Text:
    return _("{price} for {minutes} min", price=price, minutes=minutes)


def _places(tutor: Tutor) -> list[Text]:
    formats = {rate.format for rate in tutor.rates}
    return [_place(tutor, way) for way in ("online", "tutor", "student") if way in formats]


def _place(tutor: Tutor, way: str) -> Text:
    if way in PLACES:
        return PLACES[way]
    return _("in {place}", place=tutor.place) if tutor.place else _("at {name}'s", name=_name(tutor))


def _name(tutor: Tutor) -> str:
    return first_name(tutor.name)
