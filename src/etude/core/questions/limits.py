"""How many questions may wait for an answer at once, so that a tutor's chat is not filled by one person."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from etude.core.ids import PersonId
from etude.core.questions.store import count_unanswered

MOST_TO_ONE = 3
MOST_BY_ONE = 8
# Who never gets an answer may ask again some day.
WAITING = timedelta(days=14)


def asks_too_often(conn: Connection, now: datetime, student: PersonId, tutor: PersonId) -> bool:
    """Whether this tutor has enough unanswered questions of this student's for now."""
    return count_unanswered(conn, student, now - WAITING, tutor) >= MOST_TO_ONE


def asks_too_many(conn: Connection, now: datetime, student: PersonId) -> bool:
    """Whether enough tutors have yet to answer this student."""
    return count_unanswered(conn, student, now - WAITING) >= MOST_BY_ONE
