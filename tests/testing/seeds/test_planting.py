"""Planting fills the tables once, the same way each time, on each store."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, event, func, select

from etude.core import tables
from etude.core.database import Database, metadata
from etude.testing.seeds import people, plant

NOW = datetime(2026, 5, 11, 9, 30, tzinfo=UTC)
PLANTED = (
    tables.people,
    tables.learners,
    tables.tutors,
    tables.tutor_skills,
    tables.tutor_rates,
    tables.weekly_hours,
    tables.day_hours,
    tables.qualifications,
    tables.media,
    tables.reviews,
)


def read_all(now: datetime, seed: int = 1) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that planting writes, table by table, from an empty database in memory."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as conn:
        plant(conn, now, seed)
        found = {table.name: [tuple(row) for row in conn.execute(select(table))] for table in PLANTED}
    engine.dispose()
    return found


async def test_planting_fills_every_table_and_says_how_much(database: Database) -> None:
    planted = await database.write(lambda conn: plant(conn, NOW))

    def count(conn: Connection) -> dict[str, int]:
        return {table.name: conn.scalar(select(func.count()).select_from(table)) or 0 for table in PLANTED}

    counts = await database.read(count)
    assert planted.fresh
    assert counts["tutors"] == planted.tutors >= 220
    assert counts["people"] == planted.people == planted.tutors + 5
    assert counts["reviews"] == planted.reviews > 1500
    assert all(counts.values()), counts


async def test_planting_twice_changes_nothing(database: Database) -> None:
    first = await database.write(lambda conn: plant(conn, NOW))
    again = await database.write(lambda conn: plant(conn, NOW + timedelta(days=3), seed=2))
    assert not again.fresh
    assert (again.people, again.tutors, again.reviews) == (first.people, first.tutors, first.reviews)


async def test_carla_looks_after_ben_and_vera_after_nina(database: Database) -> None:
    await database.write(lambda conn: plant(conn, NOW))

    def load(conn: Connection) -> dict[str, Any]:
        return {row.id: row for row in conn.execute(select(tables.learners))}

    learners = await database.read(load)
    ben, nina, daniel = learners[people.BEN.id], learners[people.NINA.learner_id], learners[people.DANIEL.learner_id]
    assert (ben.guardian_id, ben.person_id, NOW.year - ben.born_year) == (people.CARLA.id, None, 9)
    assert (nina.guardian_id, nina.person_id, NOW.year - nina.born_year) == (people.VERA.id, people.NINA.id, 16)
    assert daniel.guardian_id == daniel.person_id == people.DANIEL.id


async def test_nina_is_a_minor_and_sam_an_operator(database: Database) -> None:
    await database.write(lambda conn: plant(conn, NOW))

    def load(conn: Connection) -> dict[str, Any]:
        return {row.id: row for row in conn.execute(select(tables.people))}

    accounts = await database.read(load)
    assert [row.name for row in accounts.values() if row.operator] == [people.SAM.name]
    assert [row.name for row in accounts.values() if not row.adult] == [people.NINA.name]
    assert accounts[people.NINA.id].guardian_id == people.VERA.id
    for person in people.EVERYONE:
        assert accounts[person.id].name == person.name


def test_the_same_moment_and_seed_plant_the_same_rows() -> None:
    assert read_all(NOW) == read_all(NOW)


def test_another_seed_draws_other_tutors_but_the_same_named_ones() -> None:
    one, other = read_all(NOW), read_all(NOW, seed=2)
    shared = {row[0] for row in one["tutors"]} & {row[0] for row in other["tutors"]}
    assert {person.id for person in people.TUTORS} <= shared
    assert len(shared) < 100


@pytest.mark.parametrize("table", ["day_hours", "reviews", "tutors"])
def test_dates_move_with_the_clock(table: str) -> None:
    """A demo begun next year looks as fresh as one begun today."""
    later = timedelta(days=200)
    before, after = read_all(NOW)[table], read_all(NOW + later)[table]
    dates = [(old, new) for one, two in zip(before, after, strict=True) for old, new in zip(one, two, strict=True)]
    moved = [(old, new) for old, new in dates if isinstance(old, date)]
    assert moved
    assert all(new - old == later for old, new in moved)


def test_planting_is_quick_enough_for_a_fixture() -> None:
    """Counted in statements, because seconds depend on the machine: one for each table and two for the note."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    with engine.begin() as conn:
        plant(conn, NOW)
    engine.dispose()
    assert len(statements) == len(PLANTED) + 2
