"""Which times can be booked: one pure function that knows every rule."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain

from etude.calendar.hours import (
    DAY_MINUTES,
    Availability,
    free_intervals,
    grid_times,
    midnight_after,
    steady_stretches,
)
from etude.core.intervals import Interval, subtract
from etude.core.text import zone_named

Slot = Interval
STEP = 30


@dataclass(frozen=True, slots=True)
class Taken:
    """Time that cannot be booked; leave out the learner's own hold or the lesson that is being moved.

    `lessons` are the tutor's (holds and proposed times too): buffers keep their distance from them on both sides, and
    the caps count them. `outside` is whatever else fills the tutor's days: buffers apply. `learner` is when the
    learner is elsewhere: only the time itself is taken.
    """

    lessons: Sequence[Interval] = ()
    outside: Sequence[Interval] = ()
    learner: Sequence[Interval] = ()

    def __iter__(self) -> Iterator[Interval]:
        return chain(self.lessons, self.outside, self.learner)


def open_slots(
    availability: Availability,
    taken: Taken,
    minutes: int,
    now: datetime,
    window: Interval,
    step: int = STEP,
    viewer: str | None = None,
) -> list[Slot]:
    """Every lesson of `minutes` (elapsed) that can be booked at `now` and begins in `window`, in order, in UTC."""
    length = timedelta(minutes=minutes)
    return [
        Slot(start, start + length) for start in open_starts(availability, taken, minutes, now, window, step, viewer)
    ]


def open_starts(
    availability: Availability,
    taken: Taken,
    minutes: int,
    now: datetime,
    window: Interval,
    step: int = STEP,
    viewer: str | None = None,
) -> Iterator[datetime]:
    """The starts of `open_slots`, one at a time.

    Lessons begin at multiples of `step` minutes on the tutor's clock, and where hours begin. `viewer` is the zone of
    whoever looks: the horizon's last day is whole in theirs and in the tutor's.
    """
    check_lengths(minutes, step)
    length, grid = timedelta(minutes=minutes), timedelta(minutes=step)
    first = max(window.start, now + availability.notice).astimezone(UTC)
    last = min(window.end, horizon_end(availability, now, viewer)).astimezone(UTC)
    if first >= last:
        return
    # A little earlier than needed, so that a start cut off by the window is not mistaken for the start of the hours.
    reach = Interval(first - _MINUTE, last + length)
    stretches = steady_stretches(availability.zone, reach)
    free = free_intervals(availability, reach)
    begins = {interval.start for interval in free}
    caps = Caps(availability, taken.lessons)
    for piece in subtract(free, kept_clear(availability, taken)):
        fits = piece.end - length
        low, high = max(piece.start, first), min(fits + _TICK, last)
        if low >= high:
            continue
        starts = grid_times(stretches, Interval(low, high), grid)
        if low in begins:
            starts = chain([low], (start for start in starts if start != low))
        yield from filter(caps.has_room, starts) if caps.any else starts


def kept_clear(availability: Availability, taken: Taken) -> list[Interval]:
    """All of `taken` in its order, widened by the tutor's buffers: what a lesson must not overlap."""
    before, after = availability.buffer_before, availability.buffer_after
    # Between two lessons the room one wants behind it and the room the other wants ahead of it are the same room.
    between = max(before, after)
    return [
        *(lesson.padded(between, between) for lesson in taken.lessons),
        *(busy.padded(after, before) for busy in taken.outside),
        *taken.learner,
    ]


def horizon_end(availability: Availability, now: datetime, viewer: str | None = None) -> datetime:
    """The instant from which it is too early to book: the last day is open to its end, here and where the viewer is."""
    zones = {availability.zone, viewer or availability.zone}
    return max(midnight_after(zone, now.astimezone(zone_named(zone)).date() + availability.horizon) for zone in zones)


class Caps:
    """How many lessons a tutor's days and weeks (from Monday, in the tutor's zone) already have."""

    def __init__(self, availability: Availability, lessons: Sequence[Interval]) -> None:
        self._availability = availability
        self.any = availability.max_per_day is not None or availability.max_per_week is not None
        self._zone = zone_named(availability.zone)
        dates = [self.day(lesson.start) for lesson in lessons]
        self._days = Counter(dates)
        self._weeks = Counter(monday_of(day) for day in dates)

    def day(self, start: datetime) -> date:
        return start.astimezone(self._zone).date()

    def day_full(self, start: datetime) -> bool:
        cap = self._availability.max_per_day
        return cap is not None and self._days[self.day(start)] >= cap

    def week_full(self, start: datetime) -> bool:
        cap = self._availability.max_per_week
        return cap is not None and self._weeks[monday_of(self.day(start))] >= cap

    def has_room(self, start: datetime) -> bool:
        return not (self.day_full(start) or self.week_full(start))


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def check_lengths(minutes: int, step: int) -> None:
    """Raise ValueError for a lesson without length or a grid that does not repeat each day."""
    if minutes <= 0 or step <= 0 or DAY_MINUTES % step:
        raise ValueError("A lesson has a length, and a grid divides the day evenly.")


_MINUTE = timedelta(minutes=1)
_TICK = timedelta.resolution
