"""One way to the database: plain functions over a `Connection`, on SQLite and on PostgreSQL.

SQLite up to 3.51.2 can corrupt a write-ahead log that two connections write or checkpoint at once, so one process owns
the file and one thread writes it. A read that turns into a write fails at once there whatever the busy timeout, so
writers say ``BEGIN IMMEDIATE`` from the start.
"""

import asyncio
import random
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool
from sqlalchemy.types import TypeDecorator

from etude.core.writer import Writer

T = TypeVar("T")
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
ATTEMPTS = 6
# PostgreSQL: serialization_failure, deadlock_detected, and unique_violation, for another transaction may have written
# the row since this one looked. A lost race is run again from the top.
_LOST_RACES = {"40001", "40P01", "23505"}


class WrittenJson(str):
    """JSON that is written out already, for a column of JSON."""

    __slots__ = ()


def write_json(value: object) -> str:
    """As the stores keep it: what is written out already stays as it is."""
    return value if isinstance(value, WrittenJson) else to_json(value).decode()


# pydantic's reader and writer take a third of the time of the standard library's.
_JSON: dict[str, Any] = {"json_serializer": write_json, "json_deserializer": from_json}


class UtcDateTime(TypeDecorator[datetime]):
    """Aware times, stored in UTC; SQLite keeps no zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        return _write_time if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("Only aware times are stored.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _write_time(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("Only aware times are stored.")
    return _written(value.astimezone(UTC))


@lru_cache(maxsize=256)
def _written(moment: datetime) -> str:
    """As SQLite has it; a turn writes its own time a dozen times. In UTC: an hour that comes twice looks equal."""
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")


class Database(Protocol):
    """Runs functions over a connection: `write` in one transaction that commits, `read` on a snapshot."""

    dialect: str

    async def write(self, work: Callable[[Connection], T]) -> T: ...
    async def read(self, work: Callable[[Connection], T]) -> T: ...
    async def close(self) -> None: ...


def open_database(url: str) -> Database:
    """`sqlite:///path` or `postgresql://user@host/name` (driver names are filled in)."""
    if url.startswith("sqlite"):
        return SqliteDatabase(url)
    return PostgresDatabase(asyncpg_url(url))


def asyncpg_url(url: str) -> str:
    """A PostgreSQL address with the driver that is used here, whatever it named."""
    scheme, rest = url.split("://", 1)
    return f"{scheme.split('+')[0]}+asyncpg://{rest}"


class SqliteDatabase:
    """One file, one writing connection in one thread, and readers beside it."""

    dialect = "sqlite"

    def __init__(self, url: str) -> None:
        self._writer = Writer(_sqlite_engine(url, "BEGIN IMMEDIATE", poolclass=StaticPool))
        self._readers = _sqlite_engine(url, "BEGIN", execution_options={"only_reads": True})
        self._reading = ThreadPoolExecutor(2, "etude-reader")

    async def write(self, work: Callable[[Connection], T]) -> T:
        return await self._writer.write(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._reading, _in_transaction, self._readers, work)

    async def close(self) -> None:
        self._writer.close()
        self._reading.shutdown()
        self._readers.dispose()


class PostgresDatabase:
    """A pool of asyncpg connections; the same plain functions run in SQLAlchemy's greenlet."""

    dialect = "postgresql"

    def __init__(self, url: str, size: int = 10) -> None:
        # The connection that was given back last comes first: it has most statements prepared.
        self._engine: AsyncEngine = create_async_engine(
            url, hide_parameters=True, pool_size=size, max_overflow=0, pool_use_lifo=True, **_JSON
        )

    async def write(self, work: Callable[[Connection], T]) -> T:
        for attempt in range(ATTEMPTS):
            try:
                async with self._engine.begin() as connection:
                    return await connection.run_sync(work)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _LOST_RACES or attempt == ATTEMPTS - 1:
                    raise
                # Not all at the same moment, or those who met once meet again.
                await asyncio.sleep(random.uniform(0.01, 0.02 * 2**attempt))  # noqa: S311
        raise AssertionError("unreachable")

    async def read(self, work: Callable[[Connection], T]) -> T:
        async with self._engine.connect() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        await self._engine.dispose()


def insert_into(conn: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """The dialect's own insert, which knows ON CONFLICT."""
    return insert_for(conn.dialect.name, table)


def insert_for(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    """The insert that knows ON CONFLICT, by the dialect's name."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def _in_transaction(engine: Engine, work: Callable[[Connection], T]) -> T:
    with engine.begin() as connection:
        return work(connection)


def _sqlite_engine(url: str, begin: str, **options: Any) -> Engine:
    engine = create_engine(url, hide_parameters=True, connect_args={"check_same_thread": False}, **_JSON, **options)

    @event.listens_for(engine, "connect")
    def configure(raw: sqlite3.Connection, _record: object) -> None:
        raw.isolation_level = None  # SQLAlchemy, not the driver, says when a transaction begins
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON"):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        raw: Any = connection.connection.dbapi_connection
        raw.execute(begin)

    return engine
