"""A migrated database has exactly the tables the code expects, and refuses to give one person two lessons at once."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, insert, inspect, select, update
from sqlalchemy.exc import IntegrityError

from etude.core.database import Database, open_database
from etude.core.migrations import migrate, upgrade
from etude.core.tables import blocks, learners, lessons, people
from etude.testing.schema import complete_metadata

FOUR = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def empty_url(store: str, request: pytest.FixtureRequest) -> str:
    if store == "sqlite":
        return f"sqlite:///{request.getfixturevalue('tmp_path')}/empty.sqlite3"
    return str(request.getfixturevalue("postgres").create_database())


async def test_the_migrated_database_is_the_one_the_code_expects(database: Database) -> None:
    expected = complete_metadata()

    def differences(conn: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(conn), expected))

    assert await database.read(differences) == []


async def test_migrating_again_changes_nothing(database_url: str, database: Database) -> None:
    tables = await database.read(lambda conn: set(inspect(conn).get_table_names()))
    migrate(database_url)
    assert await database.read(lambda conn: set(inspect(conn).get_table_names())) == tables


async def test_what_breaks_a_migration_takes_all_of_it_back(empty_url: str) -> None:
    def break_off(conn: Connection) -> None:
        upgrade(conn)
        raise InterruptedError

    empty = open_database(empty_url)
    with pytest.raises(InterruptedError):
        await empty.write(break_off)
    assert await empty.read(lambda conn: inspect(conn).get_table_names()) == []
    await empty.close()


def test_processes_that_start_together_migrate_once(empty_url: str) -> None:
    start = [sys.executable, "-c", f"from etude.core.migrations import migrate; migrate({empty_url!r})"]
    processes = [subprocess.Popen(start, stderr=subprocess.PIPE) for _ in range(2)]
    assert [process.communicate()[1] for process in processes] == [b""] * 2
    assert {process.returncode for process in processes} == {0}


async def test_threads_may_migrate_two_databases_at_once(tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path}/{number}.sqlite3" for number in range(4)]
    await asyncio.gather(*(asyncio.to_thread(migrate, url) for url in urls))


@pytest.mark.parametrize(
    ("start", "end"),
    [(FOUR, FOUR + HOUR), (FOUR - HOUR / 2, FOUR + HOUR / 2), (FOUR + HOUR / 4, FOUR + HOUR / 2)],
    ids=["the same hour", "half of it", "within it"],
)
async def test_ada_cannot_be_taken_twice(database: Database, start: datetime, end: datetime) -> None:
    await database.write(_two_lessons)
    await database.write(lambda conn: _take(conn, "les_ben", FOUR, FOUR + HOUR))
    with pytest.raises(IntegrityError):
        await database.write(lambda conn: _take(conn, "les_daniel", start, end))
    assert await database.read(_taken) == [("les_ben", FOUR)]


async def test_a_block_cannot_be_moved_onto_another(database: Database) -> None:
    await database.write(_two_lessons)
    await database.write(lambda conn: _take(conn, "les_ben", FOUR, FOUR + HOUR))
    await database.write(lambda conn: _take(conn, "les_daniel", FOUR + HOUR, FOUR + 2 * HOUR))
    onto_ben = update(blocks).where(blocks.c.lesson_id == "les_daniel").values(starts_at=FOUR)
    with pytest.raises(IntegrityError):
        await database.write(lambda conn: conn.execute(onto_ben))


@pytest.mark.parametrize(
    "take_more",
    [
        lambda conn: _take(conn, "les_daniel", FOUR + HOUR, FOUR + 2 * HOUR),
        lambda conn: _take(conn, "les_daniel", FOUR - HOUR, FOUR),
        lambda conn: _take(conn, "les_ben", FOUR + HOUR / 2, FOUR + 2 * HOUR),
        lambda conn: _take(conn, "les_daniel", FOUR, FOUR + HOUR, owner="per_grace"),
    ],
    ids=["right after", "right before", "the same lesson moved by half an hour", "another tutor"],
)
async def test_what_does_not_clash_is_taken(database: Database, take_more: Callable[[Connection], None]) -> None:
    await database.write(_two_lessons)
    await database.write(lambda conn: _take(conn, "les_ben", FOUR, FOUR + HOUR))
    await database.write(take_more)
    assert len(await database.read(_taken)) == 2


def _two_lessons(conn: Connection) -> None:
    """Ada teaches Ben, whose mother is Carla, and Daniel; only ids matter here."""
    for person in ("per_ada", "per_carla"):
        conn.execute(insert(people).values(id=person, created_at=FOUR))
    conn.execute(insert(learners).values(id="lea_ben", name="Ben", guardian_id="per_carla", created_at=FOUR))
    terms = {"subject": "piano", "format": "online", "status": "confirmed", "price": 3800, "fee": 570}
    policy = {"currency": "GBP", "cancel_hours": 24, "late_refund_percent": 50, "created_at": FOUR, "updated_at": FOUR}
    who = {"tutor_id": "per_ada", "student_id": "per_carla", "learner_id": "lea_ben"}
    for lesson in ("les_ben", "les_daniel"):
        row = terms | policy | who | {"id": lesson, "starts_at": FOUR, "ends_at": FOUR + HOUR}
        conn.execute(insert(lessons).values(row))


def _take(conn: Connection, lesson: str, start: datetime, end: datetime, owner: str = "per_ada") -> None:
    row = {"owner_id": owner, "lesson_id": lesson, "starts_at": start, "ends_at": end}
    conn.execute(insert(blocks).values(row))


def _taken(conn: Connection) -> list[tuple[str, datetime]]:
    found = select(blocks.c.lesson_id, blocks.c.starts_at).order_by(blocks.c.id)
    return [(row.lesson_id, row.starts_at) for row in conn.execute(found)]
