"""How tutors keep their word: what is counted of them as it happens, to rank them by."""

from sqlalchemy import exists, select, update

from etude.core import events
from etude.core.events import Event
from etude.core.ids import LessonId
from etude.core.lessons.store import load_lesson
from etude.core.tables import lesson_log, tutors
from etude.core.transaction import Handler, Tx


def handlers() -> dict[type, Handler]:
    """Which event counts for what; `etude.app` wires them."""
    return {
        events.LessonRequested: _asked,
        events.RequestExpired: _lapsed,
        events.LessonCancelled: _cancelled,
        events.LessonCompleted: _taught,
    }


def _asked(tx: Tx, event: Event) -> None:
    _count(tx, event.lesson, "requests_count")


def _lapsed(tx: Tx, event: Event) -> None:
    """A tutor who had offered other times has answered: then it was the student who let it lapse."""
    proposed = exists().where(lesson_log.c.lesson_id == event.lesson, lesson_log.c.transition == "propose")
    if not tx.conn.execute(select(proposed)).scalar():
        _count(tx, event.lesson, "unanswered_count")


def _cancelled(tx: Tx, event: Event) -> None:
    assert isinstance(event, events.LessonCancelled)
    if event.actor is not None and event.actor == load_lesson(tx.conn, event.lesson).tutor:
        _count(tx, event.lesson, "cancelled_count")


def _taught(tx: Tx, event: Event) -> None:
    _count(tx, event.lesson, "lessons_taught")


def _count(tx: Tx, lesson: LessonId, what: str) -> None:
    tutor = load_lesson(tx.conn, lesson).tutor
    tx.conn.execute(update(tutors).where(tutors.c.person_id == tutor).values({what: tutors.c[what] + 1}))
