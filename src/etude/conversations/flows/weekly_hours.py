"""A tutor's hours of every week, by plain words: what will hold from when is seen before it does."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from pydantic import BaseModel
from sqlalchemy import Connection

from etude.calendar.hours import Availability, DayHours, WeeklyRange, free_intervals, wall_clock
from etude.calendar.store import load_availability, set_day_hours, set_weekly_hours
from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, answer, consent
from etude.conversations.messages import Button, Say, StartFlow
from etude.conversations.parts.joining import joined
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.tutors_only import only_tutors
from etude.conversations.parts.ways import DAYS_OFF
from etude.conversations.parts.week_plan import WeekPlan, absorb_plan
from etude.core.ids import PersonId
from etude.core.intervals import Interval, merge
from etude.core.lessons.model import Lesson, Status
from etude.core.lessons.store import lessons_of
from etude.core.people.store import load_learner
from etude.core.text import Text, _, zone_named
from etude.core.transaction import Tx

FURTHEST = timedelta(days=366)
MOST_NAMED = 3
WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
STANDING = (Status.REQUESTED, Status.COUNTERED, Status.CONFIRMED)


class Hours(BaseModel):
    """A week's hours as (weekday, start, end), and from which day they hold, None for at once."""

    ranges: tuple[tuple[int, int, int], ...]
    starts: date | None = None


class WeeklyHours(Form):
    """What changes, and a yes to the week it makes."""

    plan = answer(WeekPlan, absorbs=absorb_plan, hint=_("Say days and hours: “Mondays and Wednesdays 3 to 8pm”."))
    keep = answer(bool)
    agreed = consent()


async def weekly_hours(chat: Chat) -> str:
    """The week's hours, what changes them, and which lessons stay although they lie outside."""
    only_tutors(chat)
    today = chat.now.astimezone(zone_named(chat.person.zone)).date()
    old = chat.look(lambda conn: _availability(conn, chat.person.id, chat.now))

    def check(plan: WeekPlan) -> Text | None:
        return _trouble(plan, old, today)

    plan = await chat.ask(WeeklyHours.plan, Say(_now_and_how(old, chat)), check=check)
    if chat.given(WeeklyHours.keep, False):
        await chat.say(_("Good. Your hours stay as they are."))
        return ""
    new = _planned(old, plan)
    starts = plan.starts if plan.starts and plan.starts > today else None
    outside = chat.look(lambda conn: _outside(conn, chat.person.id, old, new, max(starts or today, today)))
    await _agree(chat, new, starts, outside)
    hours = Hours(ranges=tuple((r.weekday, r.start_minute, r.end_minute) for r in new), starts=starts)
    await chat.once("set", set_hours, chat.person.id, hours)
    words = _("Done. These are your hours from now on.")
    if starts:
        words = _("Done. These are your hours from {day:day} on.", day=starts)
    week = Button(_("My week"), StartFlow("week", {"day": str(starts)} if starts else {}))
    await chat.say(Say(words, (week, DAYS_OFF)))
    return ""


async def _agree(chat: Chat, new: Sequence[WeeklyRange], starts: date | None, outside: Sequence[Lesson]) -> None:
    """The week as it will be, the lessons that stay outside it, and a yes to that."""
    head = _("From {day:day} on:", day=starts) if starts else _("From now on, every week:")
    words = _("{head}\n{week}", head=head, week=_week(new, chat))
    keep = chat.button(WeeklyHours.keep, True, _("Leave as it is"))
    facts = [new, starts, [each.id for each in outside]]
    await chat.agree(
        WeeklyHours.agreed, Say(_with_stays(chat, words, outside), (keep,)), facts, yes=_("Set these hours")
    )


def set_hours(tx: Tx, tutor: PersonId, hours: Hours) -> bool:
    """Hours that begin later hold once the days until then keep what they have now."""
    old = _availability(tx.conn, tutor, tx.now)
    today = tx.now.astimezone(zone_named(old.zone)).date()
    new = tuple(WeeklyRange(*each) for each in hours.ranges)
    changed = {day for day in range(7) if _on(old.weekly, day) != _on(new, day)}
    special = {each.day for each in old.days}
    for number in range((hours.starts - today).days if hours.starts else 0):
        day = today + timedelta(days=number)
        if day.weekday() in changed and day not in special:
            set_day_hours(tx.conn, tutor, DayHours(day, _on(old.weekly, day.weekday())))
    set_weekly_hours(tx.conn, tutor, new)
    return True


def _availability(conn: Connection, tutor: PersonId, now: datetime) -> Availability:
    return load_availability(conn, [tutor], Interval(now, now + FURTHEST))[tutor]


def _planned(old: Availability, plan: WeekPlan) -> tuple[WeeklyRange, ...]:
    """The week as the plan leaves it; hours of a day that touch are one."""
    return tuple(
        WeeklyRange(day, start, end)
        for day in range(7)
        for start, end in _merged(plan.hours.get(day, _on(old.weekly, day)))
    )


def _merged(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    whole: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if whole and start <= whole[-1][1]:
            start, end = whole[-1][0], max(whole.pop()[1], end)
        whole.append((start, end))
    return whole


def _on(ranges: Sequence[WeeklyRange], day: int) -> tuple[tuple[int, int], ...]:
    return tuple(sorted((r.start_minute, r.end_minute) for r in ranges if r.weekday == day))


def _trouble(plan: WeekPlan, old: Availability, today: date) -> Text | None:
    """Why the plan cannot be shown yet."""
    if plan.beyond:
        return _("I can only set hours that are the same every week, such as “Mondays 3 to 8pm”.")
    if plan.unclear:
        days = joined([WEEKDAYS[day] for day in plan.unclear], ", ")
        return _("From when to when on {days}? Such as “3 to 8pm”.", days=days)
    if plan.starts and plan.starts > today + FURTHEST:
        return _("That is more than a year ahead. Could you tell me nearer to it?")
    if tuple(_planned(old, plan)) == tuple(sorted(old.weekly, key=lambda r: (r.weekday, r.start_minute))):
        return _("Those are your hours already.")
    return None


def _outside(
    conn: Connection, tutor: PersonId, old: Availability, new: Sequence[WeeklyRange], first: date
) -> list[Lesson]:
    """Lessons of the tutor's that were within their hours and will not be."""
    begins = datetime.combine(first, time.min, zone_named(old.zone)).astimezone(UTC)
    after = Availability(old.zone, tuple(new), old.days)
    mine = [each for each in lessons_of(conn, tutor, statuses=STANDING, after=begins) if each.tutor == tutor]
    return [each for each in mine if _holds(old, each) and not _holds(after, each) and each.start >= begins]


def _holds(hours: Availability, lesson: Lesson) -> bool:
    return merge(free_intervals(hours, lesson.when)) == [lesson.when]


def _now_and_how(old: Availability, chat: Chat) -> Text:
    how = _("What changes? Such as “Saturdays 10 to 14” or “not on Fridays any more”.")
    if not old.weekly:
        return _("You have no weekly hours yet. Say some, such as “Mondays and Wednesdays 3 to 8pm”.")
    return _("Your hours of every week:\n{week}\n{how}", week=_week(old.weekly, chat), how=how)


def _week(ranges: Sequence[WeeklyRange], chat: Chat) -> Text:
    """Days with the same hours share a line."""
    lines: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for day in range(7):
        if hours := _on(ranges, day):
            lines.setdefault(hours, []).append(day)
    if not lines:
        return _("no hours at all")
    drawn = [
        _(
            "{days}: {hours}",
            days=joined([WEEKDAYS[day] for day in days], ", "),
            hours=joined([_span(*each) for each in hours], ", "),
        )
        for hours, days in lines.items()
    ]
    return joined(drawn, "\n")


def _span(start: int, end: int) -> Text:
    return _("{opens}–{closes}", opens=wall_clock(start), closes=wall_clock(end))


def _with_stays(chat: Chat, words: Text, outside: Sequence[Lesson]) -> Text:
    if not outside:
        return words
    named = [
        _("{start:when} {learner}", start=each.start, learner=first_name(_learner(chat, each)))
        for each in outside[:MOST_NAMED]
    ]
    more = [_("{count} more", count=len(outside) - MOST_NAMED)] if len(outside) > MOST_NAMED else []
    return _("{words}\nOutside them, but they stay: {lessons}.", words=words, lessons=joined([*named, *more], "; "))


def _learner(chat: Chat, lesson: Lesson) -> str:
    return chat.look(lambda conn: load_learner(conn, lesson.learner)).name


FLOW = Flow("weekly_hours", WeeklyHours, weekly_hours, _("your hours"), _("Weekly hours"))
