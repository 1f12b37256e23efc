"""Questions in the database; their words stand in the two conversations alone."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from etude.core.ids import PersonId, new_id
from etude.core.tables import questions


def note_question(conn: Connection, now: datetime, student: PersonId, tutor: PersonId) -> None:
    """A question is on its way."""
    row = {"id": new_id("que"), "student_id": student, "tutor_id": tutor, "asked_at": now}
    conn.execute(insert(questions).values(row))


def note_answer(conn: Connection, now: datetime, student: PersonId, tutor: PersonId) -> None:
    """The tutor wrote back: whatever this student asked is answered."""
    theirs = (questions.c.student_id == student) & (questions.c.tutor_id == tutor) & questions.c.answered_at.is_(None)
    conn.execute(update(questions).where(theirs).values(answered_at=now))


def count_unanswered(conn: Connection, student: PersonId, since: datetime, tutor: PersonId | None = None) -> int:
    """How many of a student's questions since then wait for an answer: to everybody, or to one tutor."""
    waiting = (questions.c.student_id == student) & questions.c.answered_at.is_(None) & (questions.c.asked_at > since)
    if tutor is not None:
        waiting = waiting & (questions.c.tutor_id == tutor)
    return conn.execute(select(func.count()).select_from(questions).where(waiting)).scalar_one()


def forget_questions(conn: Connection, student: PersonId) -> None:
    """Nothing is known any more of whom this student asked."""
    conn.execute(delete(questions).where(questions.c.student_id == student))
