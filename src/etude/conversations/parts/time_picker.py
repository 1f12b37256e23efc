"""Picking a real free time of a tutor, shown in the person's own zone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from etude.calendar.openings import refusal_of
from etude.conversations.chat import Chat
from etude.conversations.forms import Answer
from etude.conversations.messages import Button, StartFlow, TimeOption, Times
from etude.conversations.parts.joining import joined
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.tutor_cards import rating_words
from etude.conversations.parts.why_not import why_not
from etude.core.ids import LessonId, PersonId
from etude.core.people.store import change_person
from etude.core.text import Text, _, zone_named
from etude.core.transaction import Tx
from etude.core.tutors.model import Tutor
from etude.matching.search import free_times, times_near
from etude.matching.windows import first_moment, windows_contain
from etude.matching.wishes import Wishes

TIMES, MORE_TIMES = 2, 5
# A wish for longer than this is one for a part of the day.
A_LITTLE = timedelta(minutes=1)


async def pick_time(
    chat: Chat,
    chosen: Answer[datetime],
    later: Answer[int],
    near: Answer[datetime],
    wishes: Wishes,
    tutor: Tutor,
    minutes: int,
    mine: LessonId | None,
) -> datetime:
    """The time that was picked; `mine` is a lesson whose time is kept for this person already.

    Where it is not free, the true reason is said, and what is free `near` to it.
    """
    if chat.person.zone == "UTC":
        await chat.once("tutors_zone", settle_zone, chat.person.id, tutor.zone)
        chat.look_again()
    zone = chat.person.zone
    given = (tutor.id, minutes, wishes.windows)
    pages = chat.given(later, 0, given=given)
    refused = chat.given(near, None, given=given)
    count = TIMES + MORE_TIMES * pages
    times = await chat.load("times", free_times, tutor.id, minutes, wishes, zone, None, count, mine, here=True)
    more = (chat.button(later, pages + 1, _("More times")),) if len(times) == count else ()
    prompt = _prompt(chat, wishes, tutor, times, pages)
    missed = None if refused or not _is_missed(chat, wishes, times) else _wished(chat, wishes)
    if (around := refused or missed) is not None and not pages:
        close = await chat.load("near", times_near, tutor.id, minutes, around, wishes, zone, TIMES, mine, here=True)
        nearest = _("The nearest free times:")
        nearest = joined([_why_missed(chat, wishes, tutor, minutes, missed), nearest]) if missed else nearest
        times, prompt = (close, nearest) if close else (times, prompt)
    shown = times[-MORE_TIMES:] if pages else times
    options = tuple(TimeOption(time, chat.button(chosen, time, _("{time:when}", time=time))) for time in shown)
    buttons = more if pages else (*more, *_looks(tutor))
    picker = Times(prompt, options, buttons, tutor.zone if tutor.zone != zone else None)
    start = await chat.ask(chosen, picker, given=given)
    local = start.astimezone(zone_named(zone))
    refusal = chat.look(lambda conn: refusal_of(conn, tutor.id, local, chat.now, minutes, except_lesson=mine))
    if refusal is not None:
        await chat.amend(near, start, why=why_not(refusal, start, first_name(tutor.name)), drop=(chosen, later))
    return start


def settle_zone(tx: Tx, person: PersonId, zone: str) -> str:
    """Somebody whose clock is not known reads times as clocks show them near their place, or the tutor's."""
    change_person(tx.conn, person, zone=zone)
    return zone


def _prompt(chat: Chat, wishes: Wishes, tutor: Tutor, times: Sequence[datetime], pages: int) -> Text:
    name = first_name(tutor.name)
    if not times:
        return _("{tutor} has no free time just now. Try another tutor?", tutor=name)
    if pages:
        return _("More times with {tutor}:", tutor=name)
    if _is_missed(chat, wishes, times):
        return _("{tutor} isn't free then. These are the next times:", tutor=name)
    return _("{tutor}: {rating}. When suits you?", tutor=name, rating=rating_words(tutor))


def _is_missed(chat: Chat, wishes: Wishes, times: Sequence[datetime]) -> bool:
    """Whether none of these times is one that was wished for."""
    zone = zone_named(chat.person.zone)
    return bool(wishes.windows) and not any(windows_contain(wishes.windows, time.astimezone(zone)) for time in times)


def _wished(chat: Chat, wishes: Wishes) -> datetime | None:
    return first_moment(wishes.windows, chat.now.astimezone(zone_named(chat.person.zone)))


def _why_missed(chat: Chat, wishes: Wishes, tutor: Tutor, minutes: int, wished: datetime) -> Text:
    """Why it is not free then: the true reason where one very moment was wished for."""
    name, later = first_name(tutor.name), wished + A_LITTLE
    reason = chat.look(lambda conn: refusal_of(conn, tutor.id, wished, chat.now, minutes))
    if reason is None or windows_contain(wishes.windows, later):
        return _("{tutor} isn't free then.", tutor=name)
    return why_not(reason, wished, name)


def _looks(tutor: Tutor) -> Sequence[Button]:
    """What else can be seen of a tutor before deciding."""
    args: dict[str, object] = {"tutor": tutor.id}
    sample = any(sample.kind in ("audio", "video") for sample in tutor.samples)
    hear = (Button(_("Hear a sample"), StartFlow("hear_sample", args)),) if sample else ()
    ask = Button(_("Ask a question"), StartFlow("ask_tutor", args))
    return (*hear, ask, Button(_("Profile"), StartFlow("see_profile", args)))
