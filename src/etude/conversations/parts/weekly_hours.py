"""A tutor's hours of every week: what a plan makes of them, in words, and from when on they hold."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from pydantic import BaseModel
from sqlalchemy import Connection

from etude.calendar.hours import Availability, DayHours, WeeklyRange, wall_clock
from etude.calendar.store import load_availability, set_day_hours, set_weekly_hours
from etude.conversations.parts.joining import joined
from etude.conversations.parts.week_plan import WeekPlan
from etude.core.ids import PersonId
from etude.core.intervals import Interval
from etude.core.text import Text, _, zone_named
from etude.core.transaction import Tx

FURTHEST = timedelta(days=366)
WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


class Hours(BaseModel):
    """A week's hours as (weekday, start, end), and from which day they hold, None for at once."""

    ranges: tuple[tuple[int, int, int], ...]
    starts: date | None = None


def hours_of(week: Sequence[WeeklyRange], starts: date | None = None) -> Hours:
    """The week as an answer keeps it."""
    return Hours(ranges=tuple((r.weekday, r.start_minute, r.end_minute) for r in week), starts=starts)


def set_hours(tx: Tx, tutor: PersonId, hours: Hours) -> bool:
    """Hours that begin later hold once the days until then keep what they have now."""
    old = load_year(tx.conn, tutor, tx.now)
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


def load_year(conn: Connection, tutor: PersonId, now: datetime) -> Availability:
    """Hours and what differs from them, as far ahead as hours can be set."""
    return load_availability(conn, [tutor], Interval(now, now + FURTHEST))[tutor]


def planned_week(old: Availability, plan: WeekPlan) -> tuple[WeeklyRange, ...]:
    """The week as the plan leaves it; hours of a day that touch are one."""
    return tuple(
        WeeklyRange(day, start, end)
        for day in range(7)
        for start, end in _merged(plan.on(day, _on(old.weekly, plan.source(day))))
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


def trouble_with(plan: WeekPlan, old: Availability, today: date) -> Text | None:
    """Why the plan cannot be shown yet."""
    if plan.beyond:
        return _("I can only set hours that are the same every week, such as “Mondays 3 to 8pm”.")
    # When a day is to begin says nothing where it has no hours to end with.
    bare = [day for day in plan.bounds if not plan.on(day, _on(old.weekly, day))]
    if plan.unclear or bare:
        days = joined([WEEKDAYS[day] for day in sorted({*plan.unclear, *bare})], ", ")
        return _("From when to when on {days}? Such as “3 to 8pm”.", days=days)
    if plan.starts and plan.starts > today + FURTHEST:
        return _("That is more than a year ahead. Could you tell me nearer to it?")
    if tuple(planned_week(old, plan)) == tuple(sorted(old.weekly, key=lambda r: (r.weekday, r.start_minute))):
        return _("Those are your hours already.")
    return None


def week_words(ranges: Sequence[WeeklyRange]) -> Text:
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
