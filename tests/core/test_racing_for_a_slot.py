"""Ada has one free hour, and forty students tap it at the same moment: one of them gets it, on either store."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, insert, select

from etude.core.clock import frozen
from etude.core.database import Database
from etude.core.errors import TimeTakenError
from etude.core.ids import LearnerId, PersonId
from etude.core.lessons.booking import Offer, hold
from etude.core.money import Money
from etude.core.tables import blocks, learners, lessons, people
from etude.core.transaction import Transactions
from etude.core.tutors.model import Policy

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ADA = PersonId("per_ada")
STUDENTS = [PersonId(f"per_{number:02}") for number in range(40)]


async def test_one_of_forty_gets_the_hour(database: Database) -> None:
    await database.write(_enrol)
    won = await asyncio.gather(*(_holds(database, student, NOW + timedelta(days=3)) for student in STUDENTS))
    assert won.count(True) == 1
    # A tutor's block and a learner's, of the one lesson; the others left nothing.
    assert await database.read(_counts) == (1, 2)


async def test_hours_that_overlap_by_minutes_are_one_hour(database: Database) -> None:
    await database.write(_enrol)
    starts = [NOW + timedelta(days=3, minutes=number) for number in range(40)]
    won = await asyncio.gather(*(_holds(database, *each) for each in zip(STUDENTS, starts, strict=True)))
    assert won.count(True) == 1


async def test_forty_hours_in_a_row_are_forty_lessons(database: Database) -> None:
    await database.write(_enrol)
    starts = [NOW + timedelta(days=3, hours=number) for number in range(40)]
    won = await asyncio.gather(*(_holds(database, *each) for each in zip(STUDENTS, starts, strict=True)))
    assert won.count(True) == 40


async def _holds(database: Database, student: PersonId, start: datetime) -> bool:
    policy, price = Policy(24, 50), Money(3800, "GBP")
    offer = Offer(ADA, "piano", "online", None, start, 60, price, Money(570, "GBP"), policy)
    try:
        await Transactions(database, frozen(NOW)).run(lambda tx: hold(tx, offer, student, LearnerId(f"lrn_{student}")))
    except TimeTakenError:
        return False
    return True


def _enrol(conn: Connection) -> None:
    conn.execute(insert(people), [{"id": person, "created_at": NOW} for person in (ADA, *STUDENTS)])
    rows = [{"id": f"lrn_{one}", "name": one, "guardian_id": one, "created_at": NOW} for one in STUDENTS]
    conn.execute(insert(learners), rows)


def _counts(conn: Connection) -> tuple[int, int]:
    found = [conn.execute(select(func.count()).select_from(table)).scalar_one() for table in (lessons, blocks)]
    return found[0], found[1]
