"""A week as 336 half hours on somebody's wall clock, Monday first, one bit each, to see at a glance who has no time.

A bit that is set may turn out to be nothing: days off, lessons and clock changes are looked at later, tutor by tutor. A
bit that is not set is certain.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from etude.calendar.hours import steady_stretches
from etude.core.intervals import Interval
from etude.core.text import zone_named
from etude.matching.windows import Window
from etude.matching.wishes import Wishes

CELL = 30
DAY_CELLS = 48
CELLS = 7 * DAY_CELLS
WHOLE_WEEK = (1 << CELLS) - 1
HORIZON = timedelta(days=28)
_DAY = timedelta(days=1)


def hours_in_week(ranges: Iterable[tuple[int, int, int]]) -> int:
    """The half hours that (weekday, start minute, end minute) touch; an end beyond 1440 runs over midnight."""
    cells = 0
    for weekday, start, end in ranges:
        first, last = start // CELL, -(-end // CELL)
        cells |= rotate(((1 << (last - first)) - 1) << first, weekday * DAY_CELLS)
    return cells


def wished_in_week(wishes: Wishes, now: datetime, zone: str) -> int | None:
    """The half hours on a clock in `zone` in which a lesson that is wished for can begin; None where all can."""
    excluded = wishes.not_.weekdays
    if not wishes.windows and not excluded:
        return None
    today = now.astimezone(zone_named(zone)).date()
    days = [today + each * _DAY for each in range(HORIZON.days + 1)]
    cells = 0
    for window in wishes.windows or (Window(),):
        clocks = _clocks(window)
        weekdays = {day.weekday() for day in days if window.has_day(day)} - excluded
        for weekday in weekdays:
            cells |= clocks << weekday * DAY_CELLS
    return cells


def seen_from(cells: int, zone: str, other: str, day: date) -> int:
    """Half hours on a clock in `zone` as they are on one in `other`, in the weeks from `day` on."""
    found = 0
    for minutes in _apart(zone, other, day):
        whole, rest = divmod(minutes, CELL)
        found |= rotate(cells, whole)
        if rest:
            found |= rotate(cells, whole + 1)
    return found


def rotate(cells: int, by: int) -> int:
    """Every half hour moved `by` half hours, around the week."""
    by %= CELLS
    return (cells << by | cells >> (CELLS - by)) & WHOLE_WEEK


def cell_at(local: datetime) -> int:
    """The half hour that a wall clock shows."""
    return local.weekday() * DAY_CELLS + (local.hour * 60 + local.minute) // CELL


def _clocks(window: Window) -> int:
    """The half hours of a day in which the window lies."""
    first = (window.start.hour * 60 + window.start.minute) // CELL if window.start else 0
    last = -(-(window.end.hour * 60 + window.end.minute) // CELL) if window.end else DAY_CELLS
    return ((1 << max(last - first, 0)) - 1) << first


@lru_cache(maxsize=4096)
def _apart(zone: str, other: str, day: date) -> frozenset[int]:
    """By how many minutes a clock in `other` is ahead of one in `zone`, before and after every change of either."""
    start = datetime.combine(day, datetime.min.time(), UTC) - _DAY
    span = Interval(start, start + HORIZON + 3 * _DAY)
    here, there = zone_named(zone), zone_named(other)
    moments = [start, *(each.start for name in (zone, other) for each in steady_stretches(name, span))]
    return frozenset(_minutes(moment, there) - _minutes(moment, here) for moment in moments)


def _minutes(moment: datetime, zone: object) -> int:
    offset = moment.astimezone(zone).utcoffset()  # type: ignore[arg-type]
    return int((offset or timedelta(0)).total_seconds() // 60)
