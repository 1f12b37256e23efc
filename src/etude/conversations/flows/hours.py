"""A tutor's week, and extra hours by plain words."""

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from etude.calendar.hours import DayHours, wall_clock
from etude.calendar.store import add_free_hours
from etude.calendar.week import DayPicture, WeekPicture, week_of
from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, Utterance, answer
from etude.conversations.messages import Button, Say, StartFlow
from etude.conversations.parts.days_off import Stretch, stretches_of
from etude.conversations.parts.joining import joined
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.readers import days_of, only_asks
from etude.conversations.parts.tutors_only import only_tutors
from etude.conversations.parts.ways import MY_WEEK, WEEKLY_HOURS
from etude.core.ids import PersonId
from etude.core.text import Text, _, verbatim, zone_named
from etude.core.transaction import Tx

LONGEST_DAYS = 62
A_WEEK = timedelta(days=7)
HALF_AN_HOUR = 30 * 60


def read_hours(said: Utterance) -> Sequence[Stretch]:
    """The day that was said, with the hours on it."""
    if only_asks(said):
        return ()
    return [stretch for time in said.understood.times for stretch in stretches_of(time, said)][:1]


def absorb_hours(old: Stretch | None, said: Utterance) -> Stretch | None:
    return next(iter(read_hours(said)), None)


def absorb_first(old: date | None, said: Utterance) -> date | None:
    """The first day of what is to be seen."""
    return next((first for time in said.understood.times for first, _last in days_of(time)), None)


class FreeTime(Form):
    """Which day, from when to when."""

    hours = answer(Stretch, reads=read_hours, absorbs=absorb_hours, hint=_("Say a day and hours: “Saturday 10 to 14”."))


class Week(Form):
    """From which day on, where words say so."""

    first = answer(date, absorbs=absorb_first)


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
    await chat.say(Say(words, (MY_WEEK, undo)))
    return ""


async def week(chat: Chat, day: str = "") -> str:
    """Seven days: hours that are free, and lessons."""
    only_tutors(chat)
    today = chat.now.astimezone(zone_named(chat.person.zone)).date()
    start = max(today, chat.given(Week.first, date.fromisoformat(day) if day else today))
    picture = chat.look(lambda conn: week_of(conn, chat.person.id, start))
    lines = [_day_line(picture, each, chat.now) for each in picture.days]
    before = [Button(_("Week before"), StartFlow("week", {"day": str(start - A_WEEK)}))] if start > today else []
    buttons = (
        *before,
        Button(_("Next week"), StartFlow("week", {"day": str(start + A_WEEK)})),
        Button(_("Take time off"), StartFlow("time_off")),
        Button(_("Add hours"), StartFlow("free_time")),
        WEEKLY_HOURS,
    )
    await chat.say(joined(lines[:4], "\n"), "first")
    await chat.say(Say(joined(lines[4:], "\n"), buttons), "second")
    return ""


def add_hours(tx: Tx, tutor: PersonId, hours: Stretch) -> bool:
    for day in hours.days:
        add_free_hours(tx.conn, tutor, DayHours(day, ((hours.start or 0, hours.end or 1440),)))
    return True


def _check_hours(hours: Stretch) -> Text | None:
    if hours.start is None or hours.end is None or hours.end <= hours.start:
        return _("I need the hours too, such as “{day:short}, 10 to 14”.", day=hours.first)
    if (hours.last - hours.first).days > LONGEST_DAYS:
        return _("That is more than two months. Could you give me a shorter stretch?")
    return None


def _day_line(picture: WeekPicture, day: DayPicture, now: datetime) -> Text:
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
        _("{opens}–{closes}", opens=opens.astimezone(zone).time(), closes=f.end.astimezone(zone).time())
        for f in day.free
        if (opens := max(f.start, _next_start(now))) < f.end
    ]
    free = joined(spans or [verbatim("–")], ", ")
    if day.off and parts:
        return _("{day:short}: {lessons}; otherwise off", day=day.day, lessons=joined(parts, ", "))
    if day.off:
        return _("{day:short}: off", day=day.day)
    if parts:
        return _("{day:short}: {lessons}; free {free}", day=day.day, lessons=joined(parts, ", "), free=free)
    return _("{day:short}: free {free}", day=day.day, free=free) if spans else _("{day:short}: –", day=day.day)


def _next_start(now: datetime) -> datetime:
    """From when on today is still ahead, on a clock's full or half hour."""
    return datetime.fromtimestamp(math.ceil(now.timestamp() / HALF_AN_HOUR) * HALF_AN_HOUR, UTC)


def _mark(status: str) -> str:
    return {"confirmed": "✓", "requested": "?", "countered": "?", "held": "…"}.get(status, "✓")


FLOWS = (
    Flow("week", Week, week, _("your week"), _("My week")),
    Flow("free_time", FreeTime, free_time, _("your hours"), _("Add hours"), patient=False),
)
