"""When a tutor is willing to teach: weekly hours on a wall clock, days that differ, and the rules around them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from etude.core.intervals import Interval, merge
from etude.core.text import zone_named

DAY = timedelta(days=1)
DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class WeeklyRange:
    """Free time of every week, on the tutor's wall clock.

    `weekday` 0 is Monday; the minutes count from midnight, half-open; an end beyond 1440 runs over midnight.
    """

    weekday: int
    start_minute: int
    end_minute: int

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError("A weekday is 0 (Monday) to 6 (Sunday).")
        _check_minutes(self.start_minute, self.end_minute)


@dataclass(frozen=True, slots=True)
class DayHours:
    """What one date has instead of its weekday's hours: (start, end) minutes as in `WeeklyRange`; none is a day off.

    Hours belong to the date they begin on, so a day off does not cut short the evening before it.
    """

    day: date
    ranges: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        for start, end in self.ranges:
            _check_minutes(start, end)


@dataclass(frozen=True, slots=True)
class Availability:
    """One tutor's hours and the rules for booking them; `zone` is an IANA name.

    A lesson begins no sooner than `notice` from now and no later than on the day `horizon` (whole days) from today.
    `buffer_before` and `buffer_after` are the room it keeps around it. The caps count lessons by the tutor's day and by
    the tutor's week from Monday.
    """

    zone: str
    weekly: tuple[WeeklyRange, ...] = ()
    days: tuple[DayHours, ...] = ()
    notice: timedelta = timedelta(0)
    horizon: timedelta = timedelta(days=28)
    buffer_before: timedelta = timedelta(0)
    buffer_after: timedelta = timedelta(0)
    max_per_day: int | None = None
    max_per_week: int | None = None

    def hours_on(self, day: date) -> tuple[tuple[int, int], ...]:
        """The (start, end) wall minutes that begin on `day`: its own if it has any said, else its weekday's."""
        for special in self.days:
            if special.day == day:
                return special.ranges
        return tuple((r.start_minute, r.end_minute) for r in self.weekly if r.weekday == day.weekday())


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time from `start` to `end` (UTC) during which a zone's clock is `offset` ahead of UTC."""

    start: datetime
    end: datetime
    offset: timedelta


def free_intervals(availability: Availability, window: Interval) -> list[Interval]:
    """The tutor's hours within `window`, in UTC, sorted and merged, before anything is taken from them.

    An instant is free when the wall clock then shows a time within the hours: what a clock change skips is nowhere,
    and what it repeats is there twice.
    """
    hours = _Hours(availability)
    found: list[Interval] = []
    for stretch in steady_stretches(availability.zone, window):
        # Wall times are written as if they were UTC; taking the offset away makes them the instants they stand for.
        first = (stretch.start + stretch.offset).date() - DAY
        for step in range(((stretch.end + stretch.offset).date() - first).days + 1):
            day = first + step * DAY
            midnight = datetime.combine(day, time.min, UTC) - stretch.offset
            for opens, closes in hours.on(day):
                start, end = max(midnight + opens, stretch.start), min(midnight + closes, stretch.end)
                if start < end:
                    found.append(Interval(start, end))
    return merge(found)


def grid_times(stretches: list[Stretch], window: Interval, step: timedelta) -> Iterator[datetime]:
    """Instants in `window`, part of `stretches`, at which the wall clock shows a multiple of `step` after midnight."""
    for stretch in stretches:
        start, end = max(stretch.start, window.start), min(stretch.end, window.end)
        start += -(start + stretch.offset - _EPOCH) % step
        while start < end:
            yield start
            start += step


def steady_stretches(zone: str, window: Interval) -> list[Stretch]:
    """`window` cut wherever the clocks of `zone` change; raises ZoneInfoNotFoundError for an unknown zone."""
    start, end = window.start.astimezone(UTC), window.end.astimezone(UTC)
    return [
        Stretch(max(stretch.start, start), min(stretch.end, end), stretch.offset)
        for stretch in _stretches_of_days(zone, start.date(), end.date() + DAY)
        if stretch.start < end and start < stretch.end
    ]


def wall_clock(minute: int) -> time:
    """What a clock shows that many minutes after midnight, on this day or the next."""
    return time(minute // 60 % 24, minute % 60)


def midnight_after(zone: str, day: date) -> datetime:
    """The instant (UTC) at which `day` is over in `zone`."""
    return datetime.combine(day + DAY, time.min, zone_named(zone)).astimezone(UTC)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


class _Hours:
    """An availability's hours looked up by date."""

    def __init__(self, availability: Availability) -> None:
        self._weekdays: list[list[tuple[timedelta, timedelta]]] = [[] for _ in range(7)]
        for weekly in availability.weekly:
            self._weekdays[weekly.weekday].append(_spans((weekly.start_minute, weekly.end_minute)))
        self._days = {special.day: [_spans(minutes) for minutes in special.ranges] for special in availability.days}

    def on(self, day: date) -> list[tuple[timedelta, timedelta]]:
        special = self._days.get(day)
        return self._weekdays[day.weekday()] if special is None else special


def _check_minutes(start: int, end: int) -> None:
    if not 0 <= start < DAY_MINUTES or not start < end <= 2 * DAY_MINUTES:
        raise ValueError("Hours begin within their day and end later, on the day after at the latest.")


def _spans(minutes: tuple[int, int]) -> tuple[timedelta, timedelta]:
    return timedelta(minutes=minutes[0]), timedelta(minutes=minutes[1])


@lru_cache(maxsize=2048)
def _stretches_of_days(zone: str, first: date, last: date) -> tuple[Stretch, ...]:
    """Looked for once a day: no zone has ever changed its clocks and changed them back within one."""
    clock = zone_named(zone)

    def offset(at: datetime) -> timedelta:
        return at.astimezone(clock).utcoffset() or timedelta(0)

    stretches: list[Stretch] = []
    began = at = datetime.combine(first, time.min, UTC)
    end = datetime.combine(last, time.min, UTC)
    while at < end:
        if offset(at) != offset(at + DAY):
            before, change = at, at + DAY
            while change - before > _SECOND:
                middle = before + (change - before) // (2 * _SECOND) * _SECOND
                before, change = (middle, change) if offset(middle) == offset(began) else (before, middle)
            stretches.append(Stretch(began, change, offset(began)))
            began = change
        at += DAY
    return (*stretches, Stretch(began, end, offset(began)))
