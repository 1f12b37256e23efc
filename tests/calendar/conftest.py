"""Ada teaches piano in Camden; Ben, 9, learns through his mother Carla; Daniel is an adult student in Berlin."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import Connection, insert, update

from etude.core import tables
from etude.core.database import Database
from etude.core.ids import LearnerId, LessonId, PersonId

T = TypeVar("T")
ADA, CARLA, DANIEL = PersonId("per_ada"), PersonId("per_carla"), PersonId("per_daniel")
BEN, DAN = LearnerId("lrn_ben"), LearnerId("lrn_daniel")
BEGAN = datetime.fromisoformat("2026-01-05T09:00:00+00:00")


@dataclass
class School:
    """A database, on each store in turn, with our people in it."""

    db: Database

    async def do(self, work: Callable[[Connection], T]) -> T:
        return await self.db.write(work)

    async def lesson(
        self, name: str, starts: str, learner: LearnerId = BEN, owners: tuple[str, ...] = (), **changes: object
    ) -> LessonId:
        start = datetime.fromisoformat(starts)
        row = {
            "id": f"les_{name}",
            "tutor_id": ADA,
            "student_id": CARLA if learner == BEN else DANIEL,
            "learner_id": learner,
            "subject": "piano",
            "format": "tutor",
            "place": "12 Camden Road, London",
            "starts_at": start,
            "ends_at": start + timedelta(minutes=60),
            "status": "confirmed",
            "price": 4000,
            "fee": 400,
            "currency": "GBP",
            "cancel_hours": 24,
            "late_refund_percent": 50,
            "proposed": [],
            "created_at": BEGAN,
            "updated_at": BEGAN,
        } | changes
        blocks = [
            {"owner_id": owner, "lesson_id": row["id"], "starts_at": row["starts_at"], "ends_at": row["ends_at"]}
            for owner in owners or (ADA, learner)
        ]

        def write(conn: Connection) -> None:
            conn.execute(insert(tables.lessons).values(**row))
            conn.execute(insert(tables.blocks), blocks)

        await self.do(write)
        return LessonId(str(row["id"]))

    async def change(self, lesson: LessonId, **changes: object) -> None:
        await self.do(
            lambda conn: conn.execute(update(tables.lessons).where(tables.lessons.c.id == lesson).values(**changes))
        )

    async def rename(self, learner: LearnerId, name: str) -> None:
        """Give a learner another name."""
        await self.do(
            lambda conn: conn.execute(update(tables.learners).where(tables.learners.c.id == learner).values(name=name))
        )

    async def own_account(self, learner: LearnerId, person: PersonId) -> None:
        """Let a learner look at their lessons themselves."""
        row = {"id": person, "name": "Ben", "zone": "Europe/London", "created_at": BEGAN}

        def write(conn: Connection) -> None:
            conn.execute(insert(tables.people).values(**row))
            conn.execute(update(tables.learners).where(tables.learners.c.id == learner).values(person_id=person))

        await self.do(write)

    async def tutor_rules(self, **changes: object) -> None:
        await self.do(lambda conn: conn.execute(update(tables.tutors).values(**changes)))


@pytest.fixture
async def school(database: Database) -> School:
    await database.write(_move_in)
    return School(database)


def _move_in(conn: Connection) -> None:
    people = [(ADA, "Ada", "Europe/London"), (CARLA, "Carla", "Europe/London"), (DANIEL, "Daniel", "Europe/Berlin")]
    for person, name, zone in people:
        conn.execute(
            insert(tables.people).values(
                id=person, name=name, zone=zone, email=f"{name.lower()}@example.org", created_at=BEGAN
            )
        )
    conn.execute(insert(tables.learners).values(id=BEN, name="Ben", guardian_id=CARLA, created_at=BEGAN))
    conn.execute(
        insert(tables.learners).values(id=DAN, name="Daniel", guardian_id=DANIEL, person_id=DANIEL, created_at=BEGAN)
    )
    conn.execute(
        insert(tables.tutors).values(
            person_id=ADA, slug="ada", headline="Piano", bio="Ada teaches piano.", notice_minutes=0, created_at=BEGAN
        )
    )
