"""The calendar's SQL: hours, taken time and a person's lessons."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, or_, select, update

from etude.calendar.hours import Availability, DayHours, WeeklyRange
from etude.core.ids import LearnerId, LessonId, PersonId
from etude.core.intervals import Interval
from etude.core.statements import Statement
from etude.core.tables import blocks, day_hours, learners, lessons, people, tutors, weekly_hours
from etude.core.tutors.kept import KeptOfTutors

_DAY = timedelta(days=1)
_BUSY = Statement(
    select(blocks.c.owner_id, blocks.c.starts_at, blocks.c.ends_at)
    .where(
        blocks.c.owner_id.in_(bindparam("owners", expanding=True)),
        blocks.c.starts_at < bindparam("end"),
        blocks.c.ends_at > bindparam("start"),
        blocks.c.lesson_id != bindparam("but"),
    )
    .order_by(blocks.c.starts_at)
)


@dataclass(frozen=True, slots=True)
class CalendarLesson:
    """What a calendar says of a lesson: people by name only, its place, and no price or words of theirs."""

    id: LessonId
    tutor_id: PersonId
    tutor: str
    learner: str
    learner_person: PersonId | None
    subject: str
    format: str
    place: str | None
    starts_at: datetime
    ends_at: datetime
    status: str
    sequence: int
    created_at: datetime
    updated_at: datetime

    @property
    def time(self) -> Interval:
        return Interval(self.starts_at, self.ends_at)


@dataclass(frozen=True, slots=True)
class FeedReader:
    """Whose feed it is, how they are spoken to, and which version of their secret address is the living one."""

    id: PersonId
    locale: str
    zone: str
    version: int
    created_at: datetime


def load_availability(
    conn: Connection, tutor_ids: Sequence[PersonId], window: Interval
) -> dict[PersonId, Availability]:
    """Hours and rules of these tutors, with what is special about the days around `window`; strangers are left out."""
    # A day may begin on either side of the window's own dates in the tutor's zone, and may run over midnight.
    first, last = window.start.date() - 3 * _DAY, window.end.date() + 3 * _DAY
    return {tutor: _between(known, first, last) for tutor, known in _KEPT.get(conn, tutor_ids).items()}


def _between(availability: Availability, first: date, last: date) -> Availability:
    if not availability.days:
        return availability
    return replace(availability, days=tuple(day for day in availability.days if first <= day.day <= last))


def _load_availability(conn: Connection, tutor_ids: Sequence[PersonId]) -> dict[PersonId, Availability]:
    weekly: dict[str, list[WeeklyRange]] = defaultdict(list)
    for row in conn.execute(select(weekly_hours).where(weekly_hours.c.tutor_id.in_(tutor_ids))):
        weekly[row.tutor_id].append(WeeklyRange(row.weekday, row.start_minute, row.end_minute))
    days = _special_days(conn, tutor_ids)
    rules = select(tutors, people.c.zone).join(people, people.c.id == tutors.c.person_id)
    return {
        PersonId(row.person_id): Availability(
            zone=row.zone,
            weekly=tuple(weekly[row.person_id]),
            days=tuple(days[row.person_id]),
            notice=timedelta(minutes=row.notice_minutes),
            horizon=timedelta(days=row.horizon_days),
            buffer_before=timedelta(minutes=row.buffer_minutes),
            buffer_after=timedelta(minutes=row.buffer_minutes),
        )
        for row in conn.execute(rules.where(tutors.c.person_id.in_(tutor_ids)))
    }


def _special_days(conn: Connection, tutor_ids: Sequence[str]) -> dict[str, list[DayHours]]:
    found: dict[tuple[str, date], list[tuple[int, int]]] = defaultdict(list)
    theirs = select(day_hours).where(day_hours.c.tutor_id.in_(tutor_ids))
    for row in conn.execute(theirs.order_by(day_hours.c.day, day_hours.c.start_minute)):
        ranges = found[row.tutor_id, row.day]
        if row.start_minute is not None:
            ranges.append((row.start_minute, row.end_minute))
    days: dict[str, list[DayHours]] = defaultdict(list)
    for (tutor, day), ranges in found.items():
        days[tutor].append(DayHours(day, tuple(ranges)))
    return days


def busy_times(
    conn: Connection,
    owner_ids: Sequence[PersonId | LearnerId],
    window: Interval,
    except_lesson: LessonId | None = None,
) -> dict[str, list[Interval]]:
    """The blocks of these owners that touch `window`, sorted; `except_lesson` is the one being held or moved."""
    found: dict[str, list[Interval]] = {owner: [] for owner in owner_ids}
    for row in _BUSY.all(conn, owners=owner_ids, start=window.start, end=window.end, but=except_lesson or ""):
        found[row.owner_id].append(Interval(row.starts_at, row.ends_at))
    return found


def set_weekly_hours(conn: Connection, tutor: PersonId, ranges: Sequence[WeeklyRange]) -> None:
    """Replace the hours of every week; days that differ keep differing."""
    conn.execute(delete(weekly_hours).where(weekly_hours.c.tutor_id == tutor))
    rows = [
        {"tutor_id": tutor, "weekday": r.weekday, "start_minute": r.start_minute, "end_minute": r.end_minute}
        for r in ranges
    ]
    if rows:
        conn.execute(insert(weekly_hours), rows)


def set_day_hours(conn: Connection, tutor: PersonId, hours: DayHours) -> None:
    """Let one date have these hours instead of its weekday's; without ranges it is a day off."""
    clear_day(conn, tutor, hours.day)
    ranges: Sequence[tuple[int | None, int | None]] = hours.ranges or [(None, None)]
    conn.execute(
        insert(day_hours),
        [{"tutor_id": tutor, "day": hours.day, "start_minute": start, "end_minute": end} for start, end in ranges],
    )


def add_free_hours(conn: Connection, tutor: PersonId, extra: DayHours) -> None:
    """Add one-off hours to what the date has already, its own or its weekday's."""
    midnight = datetime.combine(extra.day, time.min, UTC)
    availability = load_availability(conn, [tutor], Interval(midnight, midnight + _DAY))[tutor]
    joined: list[tuple[int, int]] = []
    for start, end in sorted({*availability.hours_on(extra.day), *extra.ranges}):
        if joined and start <= joined[-1][1]:
            start, end = joined[-1][0], max(joined.pop()[1], end)
        joined.append((start, end))
    set_day_hours(conn, tutor, DayHours(extra.day, tuple(joined)))


def clear_day(conn: Connection, tutor: PersonId, day: date) -> None:
    """Let a date have its weekday's hours again."""
    conn.execute(delete(day_hours).where(day_hours.c.tutor_id == tutor, day_hours.c.day == day))


def lessons_of(conn: Connection, person: PersonId, window: Interval | None = None) -> list[CalendarLesson]:
    """The lessons a person teaches, takes or books for a learner, by start, in any status; only `window`'s if given."""
    theirs = or_(lessons.c.tutor_id == person, lessons.c.student_id == person, learners.c.person_id == person)
    query = (
        select(lessons, people.c.name.label("tutor"), learners.c.name.label("learner"), learners.c.person_id)
        .join(people, people.c.id == lessons.c.tutor_id)
        .join(learners, learners.c.id == lessons.c.learner_id)
        .where(theirs)
        .order_by(lessons.c.starts_at, lessons.c.id)
    )
    if window is not None:
        query = query.where(lessons.c.starts_at < window.end, lessons.c.ends_at > window.start)
    return [_lesson(row) for row in conn.execute(query)]


def feed_reader(conn: Connection, person: PersonId) -> FeedReader | None:
    """The person whose feed is asked for, if there is one."""
    row = conn.execute(select(people).where(people.c.id == person)).one_or_none()
    if row is None:
        return None
    return FeedReader(PersonId(row.id), row.locale, row.zone, row.feed_version, row.created_at)


def revoke_feed(conn: Connection, person: PersonId) -> None:
    """Make every address of this person's feed that was given out so far a dead one."""
    conn.execute(update(people).where(people.c.id == person).values(feed_version=people.c.feed_version + 1))


def _lesson(row: Row[Any]) -> CalendarLesson:
    return CalendarLesson(
        id=LessonId(row.id),
        tutor_id=PersonId(row.tutor_id),
        tutor=row.tutor or "",
        learner=row.learner,
        learner_person=PersonId(row.person_id) if row.person_id else None,
        subject=row.subject,
        format=row.format,
        place=row.place,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        status=row.status,
        sequence=row.sequence,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


_KEPT = KeptOfTutors(_load_availability)
