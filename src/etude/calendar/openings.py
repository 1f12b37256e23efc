"""The next times each of many tutors can teach."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import Connection

from etude.calendar.hours import Availability
from etude.calendar.refusals import Reason, why_not
from etude.calendar.slots import STEP, Taken, open_starts
from etude.calendar.store import busy_times, load_availability
from etude.core.ids import LearnerId, LessonId, PersonId
from etude.core.intervals import Interval


def next_openings(
    conn: Connection,
    tutor_ids: Sequence[PersonId],
    now: datetime,
    minutes: int,
    window: Interval,
    wanted: Callable[[datetime], bool] | None = None,
    limit: int | None = None,
    learner: PersonId | LearnerId | None = None,
    *,
    except_lesson: LessonId | None = None,
    viewer: str | None = None,
    step: int = STEP,
) -> dict[PersonId, list[datetime]]:
    """The first `limit` starts (UTC) in `window` at which each tutor can teach `minutes`, of those that are `wanted`.

    Every tutor asked about is there, with an empty list if nothing is free; strangers are left out. `learner` owns
    blocks that count as taken; `except_lesson` does not stand in its own way when it is moved; `viewer` is the zone of
    whoever looks. `wanted` gets each candidate in UTC.
    """
    hours = load_availability(conn, tutor_ids, window)
    taken = taken_times(conn, hours, window, minutes, learner, except_lesson)
    found: dict[PersonId, list[datetime]] = {}
    for tutor, availability in hours.items():
        starts = open_starts(availability, taken[tutor], minutes, now, window, step, viewer)
        found[tutor] = list(islice(filter(wanted, starts) if wanted else starts, limit))
    return found


def refusal_of(
    conn: Connection,
    tutor: PersonId,
    start: datetime,
    now: datetime,
    minutes: int,
    learner: PersonId | LearnerId | None = None,
    *,
    except_lesson: LessonId | None = None,
    viewer: str | None = None,
    step: int = STEP,
) -> Reason | None:
    """Why `next_openings` leaves `start` out for this tutor, None if it does not; raises KeyError for a stranger.

    Give `start` in the zone in which it was asked for.
    """
    moment = Interval(start, start + timedelta(minutes=minutes))
    hours = load_availability(conn, [tutor], moment)
    taken = taken_times(conn, hours, moment, minutes, learner, except_lesson)
    return why_not(hours[tutor], taken[tutor], minutes, now, start, step, viewer)


def taken_times(
    conn: Connection,
    tutors: dict[PersonId, Availability],
    window: Interval,
    minutes: int,
    learner: PersonId | LearnerId | None = None,
    except_lesson: LessonId | None = None,
) -> dict[PersonId, Taken]:
    """What stands in the way of a lesson that begins in `window`, for each tutor and this learner."""
    owners = [*tutors, learner] if learner else [*tutors]
    busy = busy_times(conn, owners, _in_reach(window, minutes, tutors), except_lesson)
    learners_own = busy[learner] if learner else []
    return {tutor: Taken(lessons=busy[tutor], learner=learners_own) for tutor in tutors}


def _in_reach(window: Interval, minutes: int, tutors: dict[PersonId, Availability]) -> Interval:
    """The window, and as far beyond as a lesson, a buffer or the count of a week reaches."""
    buffer = max((max(hours.buffer_before, hours.buffer_after) for hours in tutors.values()), default=timedelta(0))
    capped = any(hours.max_per_day is not None or hours.max_per_week is not None for hours in tutors.values())
    margin = max(buffer, timedelta(days=8) if capped else timedelta(0))
    return window.padded(margin, margin + timedelta(minutes=minutes))
