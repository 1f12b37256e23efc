"""Worlds for transcripts: a copy of one seeded database each."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from etude.core.database import open_database
from etude.testing.postgres import PostgresServer
from etude.testing.seeds import plant
from etude.testing.world import START, World, running_world


@pytest.fixture(scope="session")
def seeded_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("seeded") / "etude.sqlite3"
    shutil.copy(migrated_file, file)
    _plant(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def seeded_template(postgres: PostgresServer, migrated_template: str) -> str:
    url = postgres.create_database(migrated_template)
    _plant(url)
    return url


@pytest.fixture
async def world(store: str, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """A running Etude over seeded tutors, on each store."""
    if store == "sqlite":
        shutil.copy(request.getfixturevalue("seeded_file"), tmp_path / "etude.sqlite3")
        async with running_world("", tmp_path) as running:
            yield running
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.create_database(request.getfixturevalue("seeded_template"))
    async with running_world(url, tmp_path) as running:
        yield running
    server.drop_database(url)


def _plant(url: str) -> None:
    with ThreadPoolExecutor(1) as outside_any_loop:
        outside_any_loop.submit(asyncio.run, _fill(url)).result()


async def _fill(url: str) -> None:
    database = open_database(url)
    await database.write(lambda conn: plant(conn, START))
    await database.close()
