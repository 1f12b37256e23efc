"""A tutor's week at a glance: hours, what is left of them, and lessons."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from etude.calendar.hours import Availability, free_intervals, midnight_after
from etude.calendar.store import CalendarLesson, busy_times, lessons_of, load_availability
from etude.core.ids import PersonId
from etude.core.intervals import Interval, subtract

GONE = frozenset({"declined", "withdrawn", "expired", "cancelled"})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayPicture:
    """One date of the tutor's, from midnight to midnight in their zone; times are in UTC and sorted.

    `hours` is when they teach, `free` what lessons and proposed times leave of it. `off` says that they took the date
    off, `special` that it has hours other than its weekday's. A lesson belongs to the date it begins on.
    """

    day: date
    off: bool
    special: bool
    hours: tuple[Interval, ...]
    free: tuple[Interval, ...]
    lessons: tuple[CalendarLesson, ...]


@dataclass(frozen=True, slots=True)
class WeekPicture:
    """Seven dates in `zone`, the tutor's."""

    zone: str
    days: tuple[DayPicture, ...]


def week_of(conn: Connection, tutor: PersonId, week_start: date) -> WeekPicture:
    """The seven days from `week_start` on; raises KeyError for someone who is not a tutor."""
    around = Interval(midnight_after("UTC", week_start - 3 * _DAY), midnight_after("UTC", week_start + 8 * _DAY))
    availability = load_availability(conn, [tutor], around)[tutor]
    taken = busy_times(conn, [tutor], around)[tutor]
    lessons = [
        lesson for lesson in lessons_of(conn, tutor, around) if lesson.tutor_id == tutor and lesson.status not in GONE
    ]
    days = (week_start + offset * _DAY for offset in range(7))
    return WeekPicture(availability.zone, tuple(_draw_day(availability, taken, lessons, day) for day in days))


def _draw_day(
    availability: Availability, taken: list[Interval], lessons: list[CalendarLesson], day: date
) -> DayPicture:
    begins, ends = midnight_after(availability.zone, day - _DAY), midnight_after(availability.zone, day)
    hours = free_intervals(availability, Interval(begins, ends))
    own = [special for special in availability.days if special.day == day]
    return DayPicture(
        day=day,
        off=any(not special.ranges for special in own),
        special=bool(own),
        hours=tuple(hours),
        free=tuple(subtract(hours, taken)),
        lessons=tuple(lesson for lesson in lessons if begins <= lesson.starts_at < ends),
    )
