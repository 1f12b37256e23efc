"""What time brings about in the life of a lesson, and the jobs that see to it."""

from datetime import datetime

from etude.core.events import LessonNear
from etude.core.ids import LessonId
from etude.core.jobs.store import Job
from etude.core.jobs.worker import JobHandler
from etude.core.lessons.lifecycle import SETTLE_AFTER
from etude.core.lessons.model import Actor, Status
from etude.core.lessons.moving import refuse_move
from etude.core.lessons.steps import advance, has_lapsed
from etude.core.lessons.store import load_lesson
from etude.core.transaction import Transactions, Tx


def job_handlers(transactions: Transactions) -> dict[str, JobHandler]:
    """Deadlines and reminders; each looks first whether it still applies."""

    async def timer(job: Job) -> None:
        await transactions.run(lambda tx: run_timer(tx, LessonId(job.word("lesson"))))

    async def reminder(job: Job) -> None:
        await transactions.run(lambda tx: remind(tx, job))

    return {"lesson.timer": timer, "lesson.reminder": reminder}


def run_timer(tx: Tx, lesson_id: LessonId) -> None:
    """Whatever time has brought about by itself; safe to run at any moment, any number of times."""
    lesson = load_lesson(tx.conn, lesson_id, lock=True)
    late = has_lapsed(tx, lesson)
    if lesson.status is Status.HELD and late:
        advance(tx, lesson, "expire_hold", Actor.TIMER)
    elif lesson.status in (Status.REQUESTED, Status.COUNTERED) and late:
        advance(tx, lesson, "expire_request", Actor.TIMER)
    elif lesson.status is Status.CONFIRMED and lesson.end <= tx.now:
        advance(tx, lesson, "complete", Actor.TIMER, proposed=(), deadline=lesson.end + SETTLE_AFTER)
    elif lesson.status is Status.CONFIRMED and lesson.proposed and late:
        refuse_move(tx, lesson_id, Actor.TIMER)
    elif lesson.status is Status.COMPLETED and late:
        advance(tx, lesson, "settle", Actor.TIMER)


def remind(tx: Tx, job: Job) -> None:
    """Say that a lesson is near, unless it was moved or called off, or the moment has long passed."""
    lesson = load_lesson(tx.conn, LessonId(job.word("lesson")), lock=True)
    same = lesson.start == datetime.fromisoformat(job.word("start"))
    if lesson.status is Status.CONFIRMED and same and tx.now < lesson.start:
        tx.publish(LessonNear(lesson.id, None, int(job.word("hours"))))
