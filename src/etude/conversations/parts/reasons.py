"""Why a tutor cannot, as their student is told it."""

from sqlalchemy import Connection

from etude.conversations.parts.contact_details import leave_out_details
from etude.core.lessons.model import Lesson
from etude.core.lessons.store import know_each_other

LONGEST_REASON = 100


def reason_told(conn: Connection, lesson: Lesson, reason: str) -> str:
    """The reason as it goes out: without contact details where the two do not know each other yet."""
    told = reason if know_each_other(conn, lesson.student, lesson.tutor) else leave_out_details(reason)
    return told[:LONGEST_REASON]
