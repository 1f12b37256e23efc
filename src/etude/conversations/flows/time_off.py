"""Days off by plain words: seen before they are taken where they may be meant otherwise, with the lessons in them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from sqlalchemy import Connection

from etude.calendar.hours import DAY_MINUTES, DayHours
from etude.calendar.store import load_availability, set_day_hours
from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, Option, answer, consent
from etude.conversations.messages import Button, Say, StartFlow
from etude.conversations.parts.days_off import DaysOff, Stretch, absorb_days, read_days
from etude.conversations.parts.joining import joined
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.taken_off import days_off_of
from etude.conversations.parts.tutors_only import only_tutors
from etude.conversations.parts.ways import MY_LESSONS, MY_WEEK, WEEKLY_HOURS
from etude.core.ids import PersonId
from etude.core.intervals import Interval
from etude.core.lessons.model import Lesson, Status
from etude.core.lessons.store import lessons_of
from etude.core.people.store import load_learner
from etude.core.text import Text, _, counted, zone_named
from etude.core.transaction import Tx

LONGEST_DAYS = 62
A_WEEK = 7
MOST_NAMED, MOST_SHOWN = 3, 2
MY_DAYS_OFF = Button(_("My days off"), StartFlow("usual_hours"))
STANDING = (Status.REQUESTED, Status.COUNTERED, Status.CONFIRMED)
HINT = _("Say a day or days, such as “next Friday” or “3 to 10 May”.")


class TimeOff(Form):
    """Which days, and a yes where they may have been meant otherwise."""

    days = answer(DaysOff, absorbs=absorb_days)
    more = answer(DaysOff, reads=read_days, hint=HINT)
    keep = answer(bool)
    agreed = consent()


async def time_off(chat: Chat) -> str:
    """Days on which nobody can book; lessons that are booked already stay, and are named."""
    only_tutors(chat)
    days = await _ask_for_days(chat)
    if chat.given(TimeOff.keep, False):
        await chat.say(Say(_("Good. Your hours stay as they are."), (MY_WEEK,)))
        return ""
    lessons = chat.look(lambda conn: _lessons_in(conn, chat, days))
    if not days.sure or len(days.days) >= A_WEEK:
        keep = chat.button(TimeOff.keep, True, _("Leave it"))
        words = _("Take off {days}? Nobody can book then.", days=_in_words(days))
        facts = [days.stretches, [each.id for each in lessons]]
        await chat.agree(TimeOff.agreed, Say(_with_lessons(chat, words, lessons), (keep,)), facts, yes=_("Take it off"))
    await chat.once("off", take_off, chat.person.id, days)
    await _say_done(chat, days, lessons)
    return ""


async def _ask_for_days(chat: Chat) -> DaysOff:
    """The days as soon as they are plain; what is missing is asked for."""
    days, said = chat.given(TimeOff.days, DaysOff()), chat.given(TimeOff.more, None)
    if said is not None:
        await chat.amend(TimeOff.days, days.grown(said), drop=(TimeOff.more,))
    if why := _trouble_with(chat, days):
        await chat.again(TimeOff.days, why=why)
    if days.either:
        options = [
            Option(each.words if each.start is not None else _("{day:short}", day=each.first), _only(days, each))
            for each in days.either
        ]
        return await chat.ask(TimeOff.more, _("Which one do you mean?"), options[:4])
    if days.stretches:
        return days
    question = _("Which day or days? Such as “next Friday” or “3 to 10 May”.")
    if days.around or (days.length and days.starts is None):
        question = _("From which day to which? Such as “19 December to 3 January”.")
    elif days.public:
        question = _(
            "Holidays differ from place to place, and I don't know yours, sorry. Which dates shall I take off?"
        )
    elif days.starts:
        question = _("You're off from {day:day}. Which is the last day?", day=days.starts)
    there = (MY_DAYS_OFF,) if chat.look(lambda conn: days_off_of(conn, chat.person, chat.now)) else ()
    return await chat.ask(TimeOff.more, question, more=(*there, WEEKLY_HOURS))


def _only(days: DaysOff, one: Stretch) -> DaysOff:
    return DaysOff(stretches=(one,), sure=days.sure, reason=days.reason)


def _trouble_with(chat: Chat, days: DaysOff) -> Text | None:
    today = chat.now.astimezone(zone_named(chat.person.zone)).date()
    if len(days.days) > LONGEST_DAYS:
        return _("That is more than two months. Could you give me a shorter stretch?")
    if days.days and days.days[-1] < today:
        return _("{day:day} is over already.", day=days.days[-1])
    return None


def _in_words(days: DaysOff) -> Text:
    return joined([each.words for each in days.stretches], "; ")


async def _say_done(chat: Chat, days: DaysOff, lessons: Sequence[Lesson]) -> None:
    one = days.stretches[0]
    words = _("Done. You're off: {days}. Nobody can book then.", days=_in_words(days))
    if len(days.stretches) == 1 and one.start is None and one.end is None:
        words = _("Done. You're off on {day:day}, and nobody can book then.", day=one.first)
        if one.last != one.first:
            words = _("Done. You're off from {first:day} to {last:day}.", first=one.first, last=one.last)
    first, last = days.days[0], days.days[-1]
    undo = Button(_("Undo that"), StartFlow("usual_hours", {"first": str(first), "last": str(last)}))
    await chat.say(Say(words, (MY_WEEK, undo)), "done")
    if lessons:
        await chat.say(_still_then(lessons), "still")
    for lesson in lessons[:MOST_SHOWN]:
        await chat.say(Say(_named(chat, lesson), _ways(lesson, days.reason)), lesson.id)


def _still_then(lessons: Sequence[Lesson]) -> Say:
    """That there is something on days off, and that it may stay."""
    words = counted(
        "There is still a lesson then. Shall I move or cancel it?",
        "There are still {count} lessons then. Shall I move or cancel them?",
        len(lessons),
    )
    if all(lesson.status is Status.REQUESTED for lesson in lessons):
        words = counted(
            "There is still a request for then. Shall I offer other times, or decline it?",
            "There are still {count} requests for then. Shall I offer other times, or decline them?",
            len(lessons),
        )
    keep = Button(_("Keep it") if len(lessons) == 1 else _("Keep them"), StartFlow("keep_lessons"))
    return Say(words, (keep, MY_LESSONS) if len(lessons) > MOST_SHOWN else (keep,))


async def keep_lessons(chat: Chat) -> str:
    """What is booked or asked for on days off is left as it is."""
    only_tutors(chat)
    await chat.say(Say(_("Good, that stays. Nothing else can be booked then."), (MY_WEEK, MY_LESSONS)))
    return ""


def _ways(lesson: Lesson, reason: str) -> tuple[Button, ...]:
    """What can be done about a lesson on a day off; why they are off goes along with it."""
    args: dict[str, object] = {"lesson": lesson.id}
    if lesson.status is Status.REQUESTED:
        answers: dict[str, object] = {"reason": reason} if reason else {}
        decline = Button(_("Decline"), StartFlow("decline_request", args, answers), "danger")
        return (Button(_("Other times"), StartFlow("propose_times", args)), decline)
    if lesson.status is Status.COUNTERED:
        return (Button(_("My lessons"), StartFlow("my_lessons")),)
    why: dict[str, object] = {"reason": reason} if reason else {}
    cancel = Button(_("Cancel it"), StartFlow("cancel_lesson", args, why), "danger")
    return (Button(_("Change the time"), StartFlow("change_lesson", args)), cancel)


def take_off(tx: Tx, tutor: PersonId, days: DaysOff) -> bool:
    """Nobody can book in these stretches; what is left of a day keeps its hours."""
    for stretch in days.stretches:
        for day in stretch.days:
            around = datetime(day.year, day.month, day.day, tzinfo=UTC)
            hours = load_availability(tx.conn, [tutor], Interval(around, around + timedelta(days=1)))[tutor]
            set_day_hours(tx.conn, tutor, DayHours(day, tuple(_left_of(hours.hours_on(day), stretch))))
    return True


def _left_of(ranges: Sequence[tuple[int, int]], gone: Stretch) -> list[tuple[int, int]]:
    if gone.start is None and gone.end is None:
        return []
    start, end = gone.start or 0, gone.end if gone.end is not None else 2 * DAY_MINUTES
    pieces = [piece for opens, closes in ranges for piece in ((opens, min(closes, start)), (max(opens, end), closes))]
    return [(opens, closes) for opens, closes in pieces if opens < closes]


def _lessons_in(conn: Connection, chat: Chat, days: DaysOff) -> list[Lesson]:
    zone = zone_named(chat.person.zone)
    mine = lessons_of(conn, chat.person.id, statuses=STANDING, after=chat.now)
    return [each for each in mine if each.tutor == chat.person.id and _is_within(each, days, zone)]


def _is_within(lesson: Lesson, days: DaysOff, zone: tzinfo) -> bool:
    begins, ends = lesson.start.astimezone(zone), lesson.end.astimezone(zone)
    minute = begins.hour * 60 + begins.minute
    length = int((ends - begins).total_seconds() // 60)
    return any(
        begins.date() in each.days
        and minute < (each.end if each.end is not None else 2 * DAY_MINUTES)
        and minute + length > (each.start or 0)
        for each in days.stretches
    )


def _with_lessons(chat: Chat, words: Text, lessons: Sequence[Lesson]) -> Text:
    if not lessons:
        return words
    more = [_("{count} more", count=len(lessons) - MOST_NAMED)] if len(lessons) > MOST_NAMED else []
    named = joined([*(_named(chat, each) for each in lessons[:MOST_NAMED]), *more], "; ")
    staying = counted(
        "A lesson then stays for now: {lessons}.",
        "{count} lessons then stay for now: {lessons}.",
        len(lessons),
        lessons=named,
    )
    return _("{words} {staying}", words=words, staying=staying)


def _named(chat: Chat, lesson: Lesson) -> Text:
    learner = chat.look(lambda conn: load_learner(conn, lesson.learner)).name
    return _("{start:when} {learner}", start=lesson.start, learner=first_name(learner))


class Keeping(Form):
    """Nothing is asked."""


FLOWS = (
    Flow("time_off", TimeOff, time_off, _("your time off"), _("Take time off"), patient=False),
    Flow("keep_lessons", Keeping, keep_lessons, _("your lessons"), _("Keep them")),
)
