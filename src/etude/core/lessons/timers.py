"""The jobs that time brings about in the life of a lesson."""

from datetime import datetime

from etude.core.events import LessonNear
from etude.core.ids import LessonId
from etude.core.jobs.store import Job
from etude.core.jobs.worker import JobHandler
from etude.core.lessons.booking import run_timer
from etude.core.lessons.model import Status
from etude.core.lessons.store import load_lesson
from etude.core.transaction import Transactions, Tx


def job_handlers(transactions: Transactions) -> dict[str, JobHandler]:
    """Deadlines and reminders; each looks first whether it still applies."""

    async def timer(job: Job) -> None:
        await transactions.run(lambda tx: run_timer(tx, LessonId(job.word("lesson"))))

    async def reminder(job: Job) -> None:
        await transactions.run(lambda tx: remind(tx, job))

    return {"lesson.timer": timer, "lesson.reminder": reminder}


def remind(tx: Tx, job: Job) -> None:
    """Say that a lesson is near, unless it was moved or called off, or the moment has long passed."""
    lesson = load_lesson(tx.conn, LessonId(job.word("lesson")), lock=True)
    same = lesson.start == datetime.fromisoformat(job.word("start"))
    if lesson.status is Status.CONFIRMED and same and tx.now < lesson.start:
        tx.publish(LessonNear(lesson.id, None, int(job.word("hours"))))
