"""A tutor's week, and days off and extra hours by plain words."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from pydantic import BaseModel
from sqlalchemy import Connection

from etude.calendar.hours import DayHours, wall_clock
from etude.calendar.store import add_free_hours, clear_day, set_day_hours
from etude.calendar.week import DayPicture, WeekPicture, week_of
from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, Option, Utterance, answer
from etude.conversations.messages import Button, Say, StartFlow
from etude.conversations.parts.joining import joined
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.readers import days_of
from etude.conversations.parts.tutors_only import only_tutors
from etude.conversations.understanding.expressions import TimeExpression
from etude.core.ids import PersonId
from etude.core.text import Text, _, verbatim, zone_named
from etude.core.transaction import Tx

LONGEST_DAYS = 62
WEEKLY_HOURS = Button(_("Weekly hours"), StartFlow("weekly_hours"))


class Stretch(BaseModel):
    """Days from `first` to `last`; `start` and `end` are minutes of the day, None for the whole of it."""

    first: date
    last: date
    start: int | None = None
    end: int | None = None


def read_stretch(said: Utterance) -> Sequence[Stretch]:
    """The days that were said, with the hours on them."""
    return [stretch for time in said.understood.times for stretch in _stretches(time)][:1]


def _stretches(time: TimeExpression) -> Iterator[Stretch]:
    for first, last in days_of(time):
        start = time.start.clock if time.start else None
        end = time.end.clock if time.end else None
        yield Stretch(
            first=first,
            last=last,
            start=start.hour * 60 + start.minute if start else None,
            end=(end.hour * 60 + end.minute or 1440) if end else None,
        )


def absorb_stretch(old: Stretch | None, said: Utterance) -> Stretch | None:
    return next(iter(read_stretch(said)), None)


def absorb_readings(old: list[Stretch] | None, said: Utterance) -> list[Stretch] | None:
    """Every fair reading of the days that were said: "next Friday" may be this week's."""
    first = next(iter(said.understood.times), None)
    if first is None:
        return None
    found = [each for time in (first, *first.alternatives) for each in _stretches(time)]
    return sorted(found, key=lambda each: each.first) or None


class TimeOff(Form):
    """Which days."""

    readings = answer(list[Stretch], absorbs=absorb_readings)
    days = answer(Stretch, reads=read_stretch, hint=_("Say a day or days, such as “next Friday” or “3 to 10 May”."))


class FreeTime(Form):
    """Which day, from when to when."""

    hours = answer(
        Stretch, reads=read_stretch, absorbs=absorb_stretch, hint=_("Say a day and hours: “Saturday 10 to 14”.")
    )


class Week(Form):
    """Nothing is asked."""


async def time_off(chat: Chat) -> str:
    """Days on which nobody can book; lessons that are booked already stay, and are named."""
    only_tutors(chat)
    readings = chat.given(TimeOff.readings, list[Stretch]())
    question = _("Which day or days? Such as “next Friday” or “3 to 10 May”.")
    options: list[Option[Stretch]] = []
    if len(readings) > 1:
        question = _("Which one do you mean?")
        options = [Option(_("{day:short}", day=each.first), each) for each in readings[:4]]
    elif readings and not chat.has(TimeOff.days):
        if too_long := _check(readings[0]):
            question = too_long
        else:
            await chat.amend(TimeOff.days, readings[0])
    days = await chat.ask(TimeOff.days, question, options, check=_check, more=() if options else (WEEKLY_HOURS,))
    await chat.once("off", take_off, chat.person.id, days)
    booked = chat.look(lambda conn: _booked(conn, chat.person.id, days))
    words = _("Done. You're off on {day:day}, and nobody can book then.", day=days.first)
    if days.last != days.first:
        words = _("Done. You're off from {first:day} to {last:day}.", first=days.first, last=days.last)
    if booked:
        words = _(
            "{words} You still have {count} lessons then; cancel or move those yourself.", words=words, count=booked
        )
    undo = Button(_("Undo that"), StartFlow("usual_hours", {"first": str(days.first), "last": str(days.last)}))
    await chat.say(Say(words, (Button(_("My week"), StartFlow("week", {"day": str(days.first)})), undo)))
    return ""


async def free_time(chat: Chat) -> str:
    """Extra hours on one day."""
    only_tutors(chat)
    hours = await chat.ask(
        FreeTime.hours,
        _("Which day, and from when to when? Such as “Saturday 10 to 14”."),
        check=_check_hours,
        more=(WEEKLY_HOURS,),
    )
    await chat.once("free", add_hours, chat.person.id, hours)
    words = _(
        "Done. You can be booked on {day:day} from {start} to {end}.",
        day=hours.first,
        start=wall_clock(hours.start or 0),
        end=wall_clock(hours.end or 0),
    )
    undo = Button(_("Undo that"), StartFlow("usual_hours", {"first": str(hours.first), "last": str(hours.last)}))
    await chat.say(Say(words, (Button(_("My week"), StartFlow("week", {"day": str(hours.first)})), undo)))
    return ""


async def usual_hours(chat: Chat, first: str, last: str) -> str:
    """These days have their weekday's hours again."""
    only_tutors(chat)
    await chat.once("usual", back_to_usual, chat.person.id, first, last)
    await chat.say(
        Say(_("Done. Your usual hours are back."), (Button(_("My week"), StartFlow("week", {"day": first})),))
    )
    return ""


async def week(chat: Chat, day: str = "") -> str:
    """Seven days: hours that are free, and lessons."""
    only_tutors(chat)
    today = chat.now.astimezone(zone_named(chat.person.zone)).date()
    start = date.fromisoformat(day) if day else today
    picture = chat.look(lambda conn: week_of(conn, chat.person.id, start))
    lines = [_day_line(picture, each) for each in picture.days]
    following = Button(_("Next week"), StartFlow("week", {"day": str(start + timedelta(days=7))}))
    buttons = (
        following,
        Button(_("Take time off"), StartFlow("time_off")),
        Button(_("Add hours"), StartFlow("free_time")),
        WEEKLY_HOURS,
    )
    await chat.say(joined(lines[:4], "\n"), "first")
    await chat.say(Say(joined(lines[4:], "\n"), buttons), "second")
    return ""


def take_off(tx: Tx, tutor: PersonId, days: Stretch) -> bool:
    for day in _each_day(days.first, days.last):
        set_day_hours(tx.conn, tutor, DayHours(day, ()))
    return True


def add_hours(tx: Tx, tutor: PersonId, hours: Stretch) -> bool:
    for day in _each_day(hours.first, hours.last):
        add_free_hours(tx.conn, tutor, DayHours(day, ((hours.start or 0, hours.end or 1440),)))
    return True


def back_to_usual(tx: Tx, tutor: PersonId, first: str, last: str) -> bool:
    for day in _each_day(date.fromisoformat(first), date.fromisoformat(last)):
        clear_day(tx.conn, tutor, day)
    return True


def _check(days: Stretch) -> Text | None:
    if (days.last - days.first).days > LONGEST_DAYS:
        return _("That is more than two months. Could you give me a shorter stretch?")
    return None


def _check_hours(hours: Stretch) -> Text | None:
    if hours.start is None or hours.end is None or hours.end <= hours.start:
        return _("I need the hours too, such as “{day:short}, 10 to 14”.", day=hours.first)
    return _check(hours)


def _each_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _booked(conn: Connection, tutor: PersonId, days: Stretch) -> int:
    pictures = [week_of(conn, tutor, day) for day in _each_day(days.first, days.last)[::7]]
    return sum(
        len(each.lessons) for picture in pictures for each in picture.days if days.first <= each.day <= days.last
    )


def _day_line(picture: WeekPicture, day: DayPicture) -> Text:
    zone = zone_named(picture.zone)
    parts = [
        _(
            "{start} {learner} ({mark})",
            start=lesson.starts_at.astimezone(zone).time(),
            learner=first_name(lesson.learner),
            mark=_mark(lesson.status),
        )
        for lesson in day.lessons
    ]
    spans = [
        _("{opens}–{closes}", opens=f.start.astimezone(zone).time(), closes=f.end.astimezone(zone).time())
        for f in day.free
    ]
    free = joined(spans or [verbatim("–")], ", ")
    if day.off:
        return _("{day:short}: off", day=day.day)
    if parts:
        return _("{day:short}: {lessons}; free {free}", day=day.day, lessons=joined(parts, ", "), free=free)
    return _("{day:short}: free {free}", day=day.day, free=free) if spans else _("{day:short}: –", day=day.day)


def _mark(status: str) -> str:
    return {"confirmed": "✓", "requested": "?", "countered": "?", "held": "…"}.get(status, "✓")


FLOWS = (
    Flow("week", Week, week, _("your week"), _("My week")),
    Flow("time_off", TimeOff, time_off, _("your time off"), _("Take time off")),
    Flow("free_time", FreeTime, free_time, _("your hours"), _("Add hours")),
    Flow("usual_hours", Week, usual_hours, _("your hours"), _("Usual hours")),
)
