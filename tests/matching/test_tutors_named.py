"""A tutor is found by any part of their name, as people type it, and by nothing else."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text, update

from etude.core.database import Database
from etude.core.tables import tutors
from etude.matching.store import tutors_named
from etude.testing.seeds import people, plant

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("name", ["Ada Byrne", "ada", "BYRNE", "byrne, ada"])
async def test_ada_is_found_by_her_name(database: Database, name: str) -> None:
    await database.write(lambda conn: plant(conn, NOW))
    found = await database.read(lambda conn: tutors_named(conn, NOW, name))
    assert people.ADA.id in found


@pytest.mark.parametrize("name", ["", "ad", "Ada Haddad", "%", "42"])
async def test_nobody_is_found_by_what_is_not_their_name(database: Database, name: str) -> None:
    await database.write(lambda conn: plant(conn, NOW))
    assert await database.read(lambda conn: tutors_named(conn, NOW, name)) == []


async def test_who_is_not_listed_is_not_found(database: Database) -> None:
    await database.write(lambda conn: plant(conn, NOW))
    await database.write(
        lambda conn: conn.execute(update(tutors).where(tutors.c.person_id == people.ADA.id).values(listed=False))
    )
    assert await database.read(lambda conn: tutors_named(conn, NOW, "Ada Byrne")) == []


async def test_an_older_database_learns_the_names_of_its_tutors(database: Database) -> None:
    """The migration fills in what a database without names has."""
    await database.write(lambda conn: plant(conn, NOW))

    def migrate_again(conn: Connection) -> None:
        conn.execute(text("DROP TABLE tutor_names"))
        with Operations.context(MigrationContext.configure(conn)):
            import_module("etude.core.migrations.versions.0002_tutor_names").upgrade()

    await database.write(migrate_again)
    assert people.ADA.id in await database.read(lambda conn: tutors_named(conn, NOW, "Byrne"))
