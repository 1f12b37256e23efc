"""What every test may ask for: a database or a world on each store, a browser, a line in the count of transcripts."""

import asyncio
import os
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from etude.core.database import Database, open_database
from etude.core.migrations import migrate
from etude.testing.browser import find_chromium
from etude.testing.postgres import PostgresServer, running_postgres
from etude.testing.seeds import plant
from etude.testing.world import START, World, running_world

STORES = os.environ.get("STORES", "sqlite postgresql").replace(",", " ").split()
BROWSER = os.environ.get("BROWSER", "yes") != "no"
TRANSCRIPT = "transcript"
# A test says what is true, and never how fast a machine is that does something else at the same time.
settings.register_profile("etude", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("etude")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all-transcripts", action="store_true", help="each transcript on every channel and every store")
    parser.addoption("--telegram", action="store_true", help="the Bot API contract against Telegram itself")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a browser its tests are left out, and counted as such."""
    if BROWSER:
        return
    in_browser = [item for item in items if "chromium" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=in_browser)
    items[:] = [item for item in items if item not in in_browser]


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> str:
    """`sqlite` or `postgresql`: a test that asks for it, or for a database, runs on each."""
    return str(request.param)


@pytest.fixture
def database_url(store: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh, migrated database of one's own."""
    if store == "sqlite":
        file = request.getfixturevalue("tmp_path") / "etude.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_file"), file)
        yield f"sqlite:///{file}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    spare: list[str] = request.getfixturevalue("empty_databases")
    url = spare.pop() if spare else server.create_database(request.getfixturevalue("migrated_template"))
    yield url
    server.empty_database(url)
    spare.append(url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server for this run; without one installed the test fails and says what to install."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def empty_databases() -> list[str]:
    """Used, emptied, and good for the next test."""
    return []


@pytest.fixture(scope="session")
def migrated_template(postgres: PostgresServer) -> str:
    url = postgres.create_database()
    migrate(url)
    return url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("migrated") / "etude.sqlite3"
    migrate(f"sqlite:///{file}")
    return file


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


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser's program; `BROWSER=no` leaves the tests out that ask for it."""
    return find_chromium()


def _plant(url: str) -> None:
    with ThreadPoolExecutor(1) as outside_any_loop:
        outside_any_loop.submit(asyncio.run, _fill(url)).result()


async def _fill(url: str) -> None:
    database = open_database(url)
    await database.write(lambda conn: plant(conn, START))
    await database.close()


@pytest.fixture
def record_transcript(request: pytest.FixtureRequest) -> Callable[[str, str, str], None]:
    """Called as `record_transcript(name, channel, store)`; the end of the run says how many ran where."""
    return lambda *where: request.node.user_properties.append((TRANSCRIPT, where))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    passed, failed = (_transcripts(terminalreporter, outcome) for outcome in ("passed", "failed"))
    if passed or failed:
        terminalreporter.write_line(count_transcripts(passed, failed))


def _transcripts(reporter: pytest.TerminalReporter, outcome: str) -> list[tuple[str, str, str]]:
    reports = reporter.stats.get(outcome, [])
    return [tuple(where) for report in reports for key, where in report.user_properties if key == TRANSCRIPT]


def count_transcripts(passed: list[tuple[str, str, str]], failed: list[tuple[str, str, str]]) -> str:
    """How many transcripts ran on which channels and stores, and how many of the runs failed."""
    ran = passed + failed
    names, channels, stores = (Counter(column) for column in zip(*ran, strict=True))
    return (
        f"Transcripts: {len(names)}, run {len(ran)} times, {len(failed)} failed. "
        f"Channels: {count_each(channels)}. Stores: {count_each(stores)}."
    )


def count_each(column: "Counter[str]") -> str:
    return f"{len(column)} ({', '.join(f'{name} {times}' for name, times in sorted(column.items()))})"
