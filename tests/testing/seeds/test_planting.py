"""Planting fills the tables once, the same way each time, on each store."""

import os
import subprocess
import sys
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
    tables.tutor_names,
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


def test_the_crowd_is_the_same_in_every_process() -> None:
    """The order of a set changes from process to process; nothing may hang on it."""
    program = "from etude.testing.seeds.crowd import draw_crowd; print(hash_of(repr(draw_crowd(1))))"
    program = f"from zlib import crc32\nhash_of = lambda words: crc32(words.encode())\n{program}"
    seen = {
        subprocess.run(
            [sys.executable, "-c", program], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


async def test_ratings_are_what_the_reviews_add_up_to(database: Database) -> None:
    await database.write(lambda conn: plant(conn, NOW))

    def load(conn: Connection) -> list[Any]:
        reviews = select(
            tables.reviews.c.tutor_id,
            func.sum(tables.reviews.c.stars).label("stars"),
            func.count().label("count"),
            func.min(tables.reviews.c.created_at).label("first"),
        ).group_by(tables.reviews.c.tutor_id)
        sums = reviews.subquery()
        tutors = tables.tutors
        return list(conn.execute(select(tutors, sums).outerjoin(sums, sums.c.tutor_id == tutors.c.person_id)))

    for row in await database.read(load):
        assert (row.stars_total, row.reviews_count) == (row.stars or 0, row.count or 0), row.slug
        assert row.created_at < NOW


async def test_nothing_planted_lies_in_the_future_but_days_off(database: Database) -> None:
    await database.write(lambda conn: plant(conn, NOW))

    def load(conn: Connection) -> tuple[datetime, datetime, date]:
        newest = conn.scalar(select(func.max(tables.reviews.c.created_at)))
        joined = conn.scalar(select(func.max(tables.people.c.created_at)))
        day = conn.scalar(select(func.min(tables.day_hours.c.day)))
        assert newest
        assert joined
        assert day
        return newest, joined, day

    newest, joined, day = await database.read(load)
    assert max(newest, joined) < NOW
    assert day > NOW.date()


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
