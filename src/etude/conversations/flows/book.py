"""A student finds a tutor, picks a time, agrees and pays."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from etude.calendar.openings import refusal_of
from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Answer, Form, Option, Utterance, answer, consent
from etude.conversations.messages import Button, Cards, StartFlow, TimeOption, Times
from etude.conversations.parts import booking
from etude.conversations.parts.booking import Plan
from etude.conversations.parts.learners import WhoLearns, choose_learner
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.readers import read_time
from etude.conversations.parts.tutor_cards import rating_words, tutor_card
from etude.core.errors import TimeTakenError
from etude.core.ids import PersonId
from etude.core.lessons.booking import Offer
from etude.core.people.store import change_person
from etude.core.text import Text, _, verbatim
from etude.core.transaction import Tx
from etude.core.tutors.model import Tutor
from etude.core.tutors.store import load_tutor, load_tutors
from etude.matching.search import Found, Match, find_tutors, free_times, match_tutor
from etude.matching.taxonomy import load_taxonomy
from etude.matching.wishes import Wishes
from etude.payments.quote import quote

CARDS, TIMES, MORE_TIMES = 3, 2, 5


def read_wishes(said: Utterance) -> Sequence[Wishes]:
    return (said.understood.wishes,) if said.understood.wishes else ()


def absorb_wishes(old: Wishes | None, said: Utterance) -> Wishes | None:
    """Whatever a message wishes for corrects and adds to what was wished for before."""
    new = said.understood.wishes
    return (old.merge(new) if old else new) if new else None


class Booking(Form):
    """What has to be known to book a lesson."""

    wishes = answer(Wishes, reads=read_wishes, absorbs=absorb_wishes)
    page = answer(int)
    tutor = answer(PersonId)
    later = answer(int)
    time = answer(datetime, reads=read_time, names=("time", "day"))
    changing = answer(bool)
    what = answer(str)
    agreed = consent()


async def book(chat: Chat, tutor: str | None = None) -> str:
    """From a wish to a paid request; the lesson that came of it."""
    wishes = await _wishes(chat, tutor)
    match = await _choose(chat, wishes, tutor)
    teacher = chat.look(lambda conn: load_tutor(conn, match.tutor))
    start = await _pick_time(chat, wishes, teacher, match)
    learner = await choose_learner(chat, wishes)
    if learner is None:
        await chat.say(_("You're under 18, so a parent or guardian has to book for you. Ask them to write to me here."))
        return ""
    plan = Plan(_offer(chat, wishes, teacher, match, start), learner)
    await _change(chat)
    await booking.agree(chat, Booking.agreed, plan, chat.button(Booking.changing, True, _("Change")))
    try:
        lesson = await booking.keep_and_pay(chat, plan)
    except TimeTakenError:
        await chat.again(Booking.time, why=_("Someone has just taken that time. Here are others."))
    if lesson is None:
        await chat.again(
            Booking.time, why=_("I couldn't keep that time any longer, and nothing was charged. Pick again?")
        )
    return f"lesson:{lesson}"


async def _change(chat: Chat) -> None:
    """Anything that was said can still be changed before it is agreed to."""
    if not chat.given(Booking.changing, False):
        return
    what = await chat.ask(
        Booking.what,
        _("What shall I change?"),
        [
            Option(_("The time"), "time"),
            Option(_("The tutor"), "tutor"),
            Option(_("Who it's for"), "who"),
            Option(_("Nothing"), ""),
        ],
    )
    redone: dict[str, list[Answer[Any]]] = {
        "time": [Booking.time],
        "tutor": [Booking.tutor],
        "who": [WhoLearns.who, WhoLearns.name],
    }
    await chat.again(Booking.changing, Booking.what, *redone.get(what, []))


def _offer(chat: Chat, wishes: Wishes, tutor: Tutor, match: Match, start: datetime) -> Offer:
    place = tutor.place if match.format == "tutor" else None
    fee = quote(match.price, chat.house.commission_percent).fee
    subject = _subject(wishes, tutor)
    return Offer(tutor.id, subject, match.format, place, start, match.minutes, match.price, fee, tutor.policy)


async def _wishes(chat: Chat, tutor: str | None) -> Wishes:
    """What is wished for; the subject is the one thing that must be said, unless the tutor is chosen already."""
    wishes = chat.given(Booking.wishes, Wishes())
    if tutor is None and not wishes.subjects:
        taxonomy = load_taxonomy()
        top = [
            Option(verbatim(taxonomy.label("subject", s, chat.person.locale)), Wishes(subjects=(s,))) for s in POPULAR
        ]
        wishes = await chat.ask(Booking.wishes, _("What would you like to learn?"), top, check=_needs_subject)
    if wishes.place and chat.person.zone == "UTC":
        await chat.once("zone", settle_zone, chat.person.id, wishes.place.zone)
    return wishes


POPULAR = ("piano", "guitar", "violin", "singing", "drums", "mathematics")


def _needs_subject(wishes: Wishes) -> Text | None:
    return None if wishes.subjects else _("Good to know. Which instrument or subject is it?")


def settle_zone(tx: Tx, person: PersonId, zone: str) -> str:
    """Somebody near a place reads times as its clocks show them."""
    change_person(tx.conn, person, zone=zone)
    return zone


async def _choose(chat: Chat, wishes: Wishes, tutor: str | None) -> Match:
    """A tutor out of cards, or the one the flow was started for."""
    page, person = chat.given(Booking.page, 0), chat.person
    if tutor is not None:
        wishes = wishes.model_copy(update={"subjects": ()})
        only = await chat.load("match", match_tutor, PersonId(tutor), wishes, person.zone, person.locale)
        if only is not None:
            return only
    found = await chat.load("tutors", find_tutors, wishes, person.zone, person.locale, page * CARDS, CARDS)
    if not found.matches:
        await chat.again(Booking.wishes, why=_("I have nobody for that yet. Try another day, place or subject?"))
    cards = await _cards(chat, wishes, found, page)
    chosen = await chat.ask(Booking.tutor, cards, given=(wishes.subjects, wishes.online))
    match = await chat.load("match", match_tutor, chosen, wishes, person.zone, person.locale, key="chosen")
    if match is None:
        await chat.again(Booking.tutor, why=_("They have no free time for that just now. Here are others."))
    return match


async def _cards(chat: Chat, wishes: Wishes, found: Found, page: int) -> Cards:
    ids = [match.tutor for match in found.matches]
    tutors = {tutor.id: tutor for tutor in chat.look(lambda conn: load_tutors(conn, ids))}
    cards = []
    for match in found.matches:
        name = first_name(tutors[match.tutor].name)
        pick = chat.button(Booking.tutor, match.tutor, _("Choose {name}", name=name[:13]))
        cards.append(tutor_card(tutors[match.tutor], match, [pick]))
    more = chat.button(Booking.page, page + 1, _("More tutors"))
    buttons = (more,) if found.total > (page + 1) * CARDS else ()
    return Cards(_intro(wishes, found, chat.person.locale, page), tuple(cards), buttons)


def _intro(wishes: Wishes, found: Found, locale: str, page: int) -> Text:
    chips = [chip.label for chip in wishes.chips(locale)][:6]
    what = chips[0]
    for chip in chips[1:]:
        what = _("{head}, {tail}", head=what, tail=chip)
    if found.relaxed:
        return _("Nobody fits all of that. Without “{wish}” these do:", wish=RELAXED.get(found.relaxed, verbatim("")))
    if page:
        return _("More for {what}:", what=what)
    return _("{what}: here is who fits best.", what=what)


RELAXED = {
    "windows": _("when"),
    "price_max": _("the price"),
    "genres": _("the style"),
    "place": _("the place"),
    "minutes": _("the length"),
    "levels": _("the level"),
    "languages": _("the language"),
    "online": _("online or not"),
}


async def _pick_time(chat: Chat, wishes: Wishes, tutor: Tutor, match: Match) -> datetime:
    """A real free time, shown in the person's own zone."""
    pages = chat.given(Booking.later, 0)
    person, count = chat.person, TIMES + MORE_TIMES * pages
    zone = person.zone
    if zone == "UTC":
        zone = await chat.once("tutors_zone", settle_zone, person.id, tutor.zone)
    times = await chat.load("times", free_times, tutor.id, match.minutes, wishes, zone, None, count)
    shown = times if not pages else times[-MORE_TIMES:]
    options = tuple(TimeOption(time, chat.button(Booking.time, time, _("{time:when}", time=time))) for time in shown)
    later = chat.button(Booking.later, pages + 1, _("More times"))
    prompt = _("{tutor}: {rating}. When suits you?", tutor=first_name(tutor.name), rating=rating_words(tutor))
    picker = Times(prompt, options, (later, *_looks(tutor)), tutor.zone if tutor.zone != zone else None)

    def check(start: datetime) -> Text | None:
        refusal = chat.look(lambda conn: refusal_of(conn, tutor.id, start, chat.now, match.minutes))
        if refusal is None or chat.has(Booking.agreed):
            return None
        return _("{time:when} is not free. These times are:", time=start)

    return await chat.ask(Booking.time, picker, given=(tutor.id, match.minutes, wishes.windows), check=check)


def _looks(tutor: Tutor) -> Sequence[Button]:
    """What else can be seen of a tutor before deciding."""
    args: dict[str, object] = {"tutor": tutor.id}
    sample = any(sample.kind in ("audio", "video") for sample in tutor.samples)
    hear = (Button(_("Hear a sample"), StartFlow("hear_sample", args)),) if sample else ()
    return (*hear, Button(_("Profile"), StartFlow("see_profile", args)))


def _subject(wishes: Wishes, tutor: Tutor) -> str:
    taxonomy = load_taxonomy()
    wanted = {relative for subject in wishes.subjects for relative in taxonomy.family(subject)}
    return next(
        (s for s in tutor.subjects if s in wanted), wishes.subjects[0] if wishes.subjects else tutor.subjects[0]
    )


FLOW = Flow("book", Booking, book, _("your booking"), _("Book a lesson"), parts=(WhoLearns,))
