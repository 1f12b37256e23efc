"""Lessons, the time they take, and their log."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from etude.core.errors import NotYoursError, TimeTakenError
from etude.core.ids import LearnerId, LessonId, PersonId
from etude.core.intervals import Interval
from etude.core.lessons.lifecycle import HOLD
from etude.core.lessons.model import Lesson, Status
from etude.core.money import Money
from etude.core.statements import Statement, insert_row, savepoint
from etude.core.tables import blocks, lesson_log, lessons
from etude.core.transaction import Tx
from etude.core.tutors.model import Policy

OPEN = (Status.HELD, Status.REQUESTED, Status.COUNTERED, Status.CONFIRMED)
# Steps that somebody takes by agreeing to what they were shown.
AGREEING = ("hold", "confirm", "accept_proposed", "accept_move")
PAID = (Status.CONFIRMED, Status.COMPLETED, Status.SETTLED)

_ONE = select(lessons).where(lessons.c.id == bindparam("id"))
_LOAD, _LOCK = Statement(_ONE), Statement(_ONE.with_for_update())
_STUDENT, _TUTOR = lessons.c.student_id == bindparam("student"), lessons.c.tutor_id == bindparam("tutor")
_PAID_LESSON = or_(*(lessons.c.status == status.value for status in PAID))
_KNOW_EACH_OTHER = Statement(select(lessons.c.id).where(_STUDENT, _TUTOR, _PAID_LESSON).limit(1))
_HELD = select(func.count()).select_from(lessons).where(lessons.c.status == Status.HELD.value)
_HELD_BY = Statement(_HELD.where(_STUDENT))
_HELD_BY_STRANGERS = Statement(
    _HELD.where(_TUTOR, lessons.c.student_id.not_in(select(lessons.c.student_id).where(_TUTOR, _PAID_LESSON)))
)


def load_lesson(conn: Connection, lesson_id: LessonId, *, lock: bool = False) -> Lesson:
    """The lesson; raises NotYoursError when there is none. With `lock`, nobody else can change it meanwhile."""
    row = (_LOCK if lock else _LOAD).first(conn, id=lesson_id)
    if row is None:
        raise NotYoursError
    return _lesson(row)


def statuses_of(conn: Connection, lesson_ids: Iterable[LessonId]) -> dict[LessonId, Status]:
    """How these lessons stand."""
    found = select(lessons.c.id, lessons.c.status).where(lessons.c.id.in_(sorted(lesson_ids)))
    return {LessonId(row.id): Status(row.status) for row in conn.execute(found)}


def lessons_of(
    conn: Connection, person: PersonId, *, statuses: Sequence[Status] = OPEN, after: datetime | None = None
) -> list[Lesson]:
    """The lessons a person gives or has booked, by start."""
    mine = or_(lessons.c.tutor_id == person, lessons.c.student_id == person)
    found = select(lessons).where(mine, lessons.c.status.in_(statuses)).order_by(lessons.c.starts_at, lessons.c.id)
    if after is not None:
        found = found.where(lessons.c.ends_at > after)
    return [_lesson(row) for row in conn.execute(found)]


def lessons_for(conn: Connection, learner: LearnerId) -> list[Lesson]:
    """What was booked for a learner and came about, or still may, by start."""
    found = select(lessons).where(lessons.c.learner_id == learner, lessons.c.status.in_((*OPEN, *PAID)))
    return [_lesson(row) for row in conn.execute(found.order_by(lessons.c.starts_at, lessons.c.id))]


def newest_lesson(conn: Connection) -> Lesson | None:
    """The lesson that was booked last."""
    row = conn.execute(select(lessons).order_by(lessons.c.created_at.desc()).limit(1)).first()
    return _lesson(row) if row else None


def know_each_other(conn: Connection, student: PersonId, tutor: PersonId) -> bool:
    """Whether they have had or will have a paid lesson together."""
    return _KNOW_EACH_OTHER.first(conn, student=student, tutor=tutor) is not None


def count_held_by(conn: Connection, student: PersonId) -> int:
    """How many times a student keeps that are not paid."""
    return int(_HELD_BY.scalar(conn, student=student) or 0)


def count_held_by_strangers(conn: Connection, tutor: PersonId) -> int:
    """How many times of a tutor's are kept and not paid by students who never paid them a lesson."""
    return int(_HELD_BY_STRANGERS.scalar(conn, tutor=tutor) or 0)


def insert_lesson(conn: Connection, lesson: Lesson) -> None:
    """Write a new lesson."""
    insert_row(conn, lessons, **_columns(lesson))


def update_lesson(conn: Connection, lesson: Lesson) -> None:
    """Write a lesson as it now stands."""
    conn.execute(update(lessons).where(lessons.c.id == lesson.id).values(_columns(lesson)))


def log_transition(
    tx: Tx, lesson_id: LessonId, name: str, before: Status | None, after: Status, actor: PersonId | None
) -> None:
    """One line of the lesson's history; lines are never changed."""
    row = {"lesson_id": lesson_id, "at": tx.now, "transition": name, "actor_id": actor}
    insert_row(tx.conn, lesson_log, **row, from_status=before and before.value, to_status=after.value)


def last_transition(conn: Connection, lesson_id: LessonId) -> tuple[str, PersonId | None]:
    """The newest line of a lesson's history: which row of the table, and who took it."""
    lines = select(lesson_log.c.transition, lesson_log.c.actor_id).where(lesson_log.c.lesson_id == lesson_id)
    row = conn.execute(lines.order_by(lesson_log.c.id.desc()).limit(1)).one()
    return row.transition, row.actor_id


def consents_of(conn: Connection, lesson_id: LessonId) -> list[tuple[str, PersonId, datetime]]:
    """What was agreed to in a lesson's history: which row of the table, by whom, and when."""
    found = select(lesson_log.c.transition, lesson_log.c.actor_id, lesson_log.c.at).order_by(lesson_log.c.id)
    agreed = (lesson_log.c.lesson_id == lesson_id) & lesson_log.c.transition.in_(AGREEING)
    rows = conn.execute(found.where(agreed, lesson_log.c.actor_id.is_not(None)))
    return [(row.transition, PersonId(row.actor_id), row.at) for row in rows]


def take_time(conn: Connection, lesson_id: LessonId, owners: Iterable[str], times: Iterable[Interval]) -> None:
    """Block these times for these owners; raises TimeTakenError when the database refuses an overlap."""
    rows = [
        {"owner_id": owner, "lesson_id": lesson_id, "starts_at": time.start, "ends_at": time.end}
        for time in times
        for owner in sorted(owners)
    ]
    try:
        with savepoint(conn):
            conn.execute(insert(blocks), rows)
    except IntegrityError as error:
        raise TimeTakenError from error


def free_time(conn: Connection, lesson_id: LessonId, *, keep: Interval | None = None) -> None:
    """Give back the lesson's times, all or all but one."""
    given_back = delete(blocks).where(blocks.c.lesson_id == lesson_id)
    if keep is not None:
        given_back = given_back.where(or_(blocks.c.starts_at != keep.start, blocks.c.ends_at != keep.end))
    conn.execute(given_back)


def _columns(lesson: Lesson) -> dict[str, object]:
    return {
        "id": lesson.id,
        "tutor_id": lesson.tutor,
        "student_id": lesson.student,
        "learner_id": lesson.learner,
        "subject": lesson.subject,
        "format": lesson.format,
        "place": lesson.place,
        "starts_at": lesson.start,
        "ends_at": lesson.end,
        "status": lesson.status.value,
        "price": lesson.price.amount,
        "fee": lesson.fee.amount,
        "currency": lesson.price.currency,
        "cancel_hours": lesson.policy.free_until_hours,
        "late_refund_percent": lesson.policy.late_refund_percent,
        "deadline": lesson.deadline,
        "proposed": [time.isoformat() for time in lesson.proposed],
        "proposed_by": lesson.proposed_by,
        "reason": lesson.reason,
        "refund": None if lesson.refund is None else lesson.refund.amount,
        "sequence": lesson.sequence,
        "created_at": lesson.created_at,
        "updated_at": lesson.updated_at,
    }


def _lesson(row: Row[Any]) -> Lesson:
    return Lesson(
        id=row.id,
        tutor=row.tutor_id,
        student=row.student_id,
        learner=row.learner_id,
        subject=row.subject,
        format=row.format,
        place=row.place,
        start=row.starts_at,
        end=row.ends_at,
        status=Status(row.status),
        price=Money(row.price, row.currency),
        fee=Money(row.fee, row.currency),
        policy=Policy(row.cancel_hours, row.late_refund_percent),
        deadline=row.deadline,
        proposed=tuple(datetime.fromisoformat(time) for time in row.proposed),
        proposed_by=row.proposed_by,
        reason=row.reason,
        refund=None if row.refund is None else Money(row.refund, row.currency),
        sequence=row.sequence,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def hold_deadline(now: datetime, start: datetime) -> datetime:
    """Until when a chosen time is kept for its payment; never past its start."""
    return min(now + HOLD, start - timedelta(minutes=1))
