"""A school in which Ada teaches, Daniel learns, Carla books for Ben, and the clock stands still."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, func, select

from etude.core import events
from etude.core.clock import SkippingClock, frozen
from etude.core.database import Database
from etude.core.events import Event
from etude.core.ids import LearnerId, LessonId, PersonId
from etude.core.jobs.worker import Worker
from etude.core.lessons import booking, timers
from etude.core.lessons.booking import Offer
from etude.core.lessons.model import Lesson
from etude.core.lessons.store import load_lesson
from etude.core.money import Money
from etude.core.people.store import add_learner, add_person
from etude.core.tables import blocks, jobs, lesson_log
from etude.core.transaction import Transactions, Tx
from etude.core.tutors.model import Policy

T = TypeVar("T")
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 6, 17, 0, tzinfo=UTC)


@dataclass
class School:
    """Transactions over one database, three people and everything that was published."""

    transactions: Transactions
    worker: Worker
    clock: SkippingClock
    ada: PersonId
    daniel: PersonId
    carla: PersonId
    heard: list[Event]
    friday: datetime = FRIDAY

    async def do(self, work: Callable[..., T], *args: object, **more: object) -> T:
        """A domain function in a transaction of its own."""
        return await self.transactions.run(lambda tx: work(tx, *args, **more))

    async def see(self, look: Callable[[Connection], T]) -> T:
        return await self.transactions.read(look)

    async def offer(self, start: datetime | None = None, **other: Any) -> Offer:
        terms: dict[str, Any] = {"price": Money(4000, "GBP"), "fee": Money(600, "GBP"), "policy": Policy(24, 50)}
        return Offer(self.ada, "piano", "online", None, start or self.friday, 60, **(terms | other))

    async def hold(self, start: datetime | None = None, student: PersonId | None = None, **other: Any) -> Lesson:
        who, offer = student or self.daniel, await self.offer(start, **other)
        learner = await self.learner(who)
        return await self.do(booking.hold, offer, who, learner)

    async def learner(self, student: PersonId) -> LearnerId:
        name = "Ben" if student == self.carla else "Daniel"
        return (await self.do(lambda tx: add_learner(tx.conn, tx.now, guardian=student, name=name))).id

    async def request(self, start: datetime | None = None, **other: Any) -> Lesson:
        return await self.do(booking.authorised, (await self.hold(start, **other)).id, instant=False)

    async def book(self, start: datetime | None = None, **other: Any) -> Lesson:
        return await self.do(booking.authorised, (await self.hold(start, **other)).id, instant=True)

    async def lesson(self, lesson: Lesson) -> Lesson:
        return await self.see(lambda conn: load_lesson(conn, lesson.id))

    async def later(self, step: timedelta) -> None:
        """Let time pass, then do whatever is due."""
        self.clock.skip(step)
        while await self.worker.run_due():
            pass

    async def until(self, moment: datetime) -> None:
        await self.later(moment - self.clock.now())

    def names(self) -> list[str]:
        return [type(event).__name__ for event in self.heard]

    async def blocked(self, lesson: LessonId) -> set[datetime]:
        """The starts of all times that are kept for a lesson."""
        taken = select(blocks.c.starts_at).where(blocks.c.lesson_id == lesson)
        return await self.see(lambda conn: set(conn.execute(taken).scalars()))

    async def logged(self, lesson: LessonId) -> list[str]:
        found = select(lesson_log.c.transition).where(lesson_log.c.lesson_id == lesson).order_by(lesson_log.c.id)
        return await self.see(lambda conn: list(conn.execute(found).scalars()))

    async def jobs(self, kind: str) -> int:
        """How many jobs of a kind were ever asked for."""
        return await self.see(
            lambda conn: conn.execute(select(func.count()).select_from(jobs).where(jobs.c.kind == kind)).scalar_one()
        )


@pytest.fixture
async def school(database: Database) -> School:
    clock, heard = frozen(NOW), []
    transactions = Transactions(database, clock)

    def hear(tx: Tx, event: Event) -> None:
        heard.append(event)

    for kind in events.LessonEvent.__subclasses__():
        transactions.handlers[kind] = [hear]
    people = [
        await transactions.run(lambda tx, name=name, zone=zone: add_person(tx.conn, tx.now, name=name, zone=zone).id)
        for name, zone in (("Ada", "Europe/London"), ("Daniel", "Europe/Berlin"), ("Carla", "Europe/London"))
    ]
    worker = Worker(database, clock, timers.job_handlers(transactions))
    return School(transactions, worker, clock, *people, heard)
