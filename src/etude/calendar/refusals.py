"""Why a time is not offered: the first rule that stands in its way, with the facts to say so truthfully."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum

from etude.calendar.hours import Availability, free_intervals, grid_times, midnight_after, steady_stretches
from etude.calendar.slots import STEP, Caps, Taken, check_lengths, horizon_end, kept_clear, monday_of
from etude.core.intervals import Interval
from etude.core.text import zone_named


class Why(Enum):
    """The rules, in the order in which they are looked at; the comment names the facts that come along."""

    CLOCK_GAP = "clock_gap"  # the clocks skip this time; at: the first time after it
    PAST = "past"
    NOTICE = "notice"  # at: the earliest start that leaves the tutor enough notice
    HORIZON = "horizon"  # day: the last day that can be booked
    DAY_OFF = "day_off"  # day: the date the tutor has taken off
    OUTSIDE_HOURS = "outside_hours"  # day; hours: what the tutor has on it, perhaps nothing
    TOO_SHORT = "too_short"  # at: when the tutor's hours end, sooner than the lesson would
    OWN_LESSON = "own_lesson"  # clash: the learner's other engagement
    BOOKED = "booked"  # clash: the lesson that has the time
    BUSY = "busy"  # clash: what else the tutor does then
    BUFFER = "buffer"  # clash: the lesson or engagement that this would come too close to
    DAY_FULL = "day_full"  # day; limit: how many lessons the tutor gives on one
    WEEK_FULL = "week_full"  # day: the week's Monday; limit
    OFF_GRID = "off_grid"  # at: the next time on which lessons begin


@dataclass(frozen=True, slots=True)
class Reason:
    """One true reason. Times are in UTC, days are the tutor's; whose lesson a clash is, is not for everyone's ears."""

    why: Why
    at: datetime | None = None
    day: date | None = None
    hours: tuple[Interval, ...] = ()
    clash: Interval | None = None
    limit: int | None = None


def why_not(
    availability: Availability,
    taken: Taken,
    minutes: int,
    now: datetime,
    start: datetime,
    step: int = STEP,
    viewer: str | None = None,
) -> Reason | None:
    """Why a lesson cannot begin at `start`; None exactly when `open_slots` offers it. Arguments as there.

    Give `start` in the zone in which it was asked for, so that a time its clocks skip can be told.
    """
    check_lengths(minutes, step)
    begins = start.astimezone(UTC)
    lesson = Interval(begins, begins + timedelta(minutes=minutes))
    return (
        _skipped(start)
        or _too_soon_or_late(availability, begins, now, viewer)
        or _outside(availability, lesson)
        or _clashing(availability, taken, lesson)
        or _full(availability, taken.lessons, begins)
        or _off_grid(availability, lesson, timedelta(minutes=step))
    )


def _skipped(start: datetime) -> Reason | None:
    real = start.astimezone(UTC)
    if real.astimezone(start.tzinfo).replace(tzinfo=None) == start.replace(tzinfo=None):
        return None
    day = Interval(real - timedelta(days=1), real + timedelta(days=1))
    changes = [stretch.start for stretch in steady_stretches(str(start.tzinfo), day)]
    return Reason(Why.CLOCK_GAP, at=max(change for change in changes if change <= real))


def _too_soon_or_late(availability: Availability, start: datetime, now: datetime, viewer: str | None) -> Reason | None:
    if start < now:
        return Reason(Why.PAST)
    if start < now + availability.notice:
        return Reason(Why.NOTICE, at=(now + availability.notice).astimezone(UTC))
    if start < horizon_end(availability, now, viewer):
        return None
    return Reason(Why.HORIZON, day=now.astimezone(zone_named(availability.zone)).date() + availability.horizon)


def _outside(availability: Availability, lesson: Interval) -> Reason | None:
    day = lesson.start.astimezone(zone_named(availability.zone)).date()
    around = Interval(midnight_after(availability.zone, day - 2 * _DAY), midnight_after(availability.zone, day + _DAY))
    free = free_intervals(availability, Interval(around.start, max(around.end, lesson.end)))
    for interval in free:
        if interval.contains(lesson):
            return None
        if interval.start <= lesson.start < interval.end:
            return Reason(Why.TOO_SHORT, at=interval.end)
    if any(special.day == day and not special.ranges for special in availability.days):
        return Reason(Why.DAY_OFF, day=day)
    today = Interval(midnight_after(availability.zone, day - _DAY), midnight_after(availability.zone, day))
    return Reason(Why.OUTSIDE_HOURS, day=day, hours=tuple(interval for interval in free if interval.overlaps(today)))


def _clashing(availability: Availability, taken: Taken, lesson: Interval) -> Reason | None:
    for why, intervals in (
        (Why.OWN_LESSON, taken.learner),
        (Why.BOOKED, taken.lessons),
        (Why.BUSY, taken.outside),
    ):
        for interval in intervals:
            if interval.overlaps(lesson):
                return Reason(why, clash=interval)
    for neighbour, widened in zip(taken, kept_clear(availability, taken), strict=True):
        if widened.overlaps(lesson):
            return Reason(Why.BUFFER, clash=neighbour)
    return None


def _full(availability: Availability, lessons: Sequence[Interval], start: datetime) -> Reason | None:
    caps = Caps(availability, lessons)
    if caps.day_full(start):
        return Reason(Why.DAY_FULL, day=caps.day(start), limit=availability.max_per_day)
    if caps.week_full(start):
        return Reason(Why.WEEK_FULL, day=monday_of(caps.day(start)), limit=availability.max_per_week)
    return None


def _off_grid(availability: Availability, lesson: Interval, step: timedelta) -> Reason | None:
    ahead = Interval(lesson.start, lesson.start + 2 * step + _DAY)
    upcoming = next(grid_times(steady_stretches(availability.zone, ahead), ahead, step))
    if upcoming == lesson.start:
        return None
    began = free_intervals(availability, Interval(lesson.start - timedelta(minutes=1), lesson.end))
    if any(interval.start == lesson.start for interval in began):
        return None
    return Reason(Why.OFF_GRID, at=upcoming)


_DAY = timedelta(days=1)
