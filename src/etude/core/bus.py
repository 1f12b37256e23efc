"""Hints among processes that something was said. The message table is the truth: whoever misses a hint misses nothing
but time."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Protocol

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from etude.core.database import asyncpg_url
from etude.core.presence import say_present

log = logging.getLogger(__name__)
CHANNEL = "etude"
# How long a connection may be silent before it is asked whether it still lives.
HEARTBEAT_SECONDS = 15.0
PAUSE_SECONDS = 1.0

Hear = Callable[[str | None], None]
"""Takes a hint; None says that some may have been missed."""


class Bus(Protocol):
    """Carries short words from one process to all others."""

    def tell(self, hint: str) -> None: ...
    async def run(self) -> None: ...


def open_bus(url: str, name: str, hear: Hear) -> Bus:
    """LISTEN and NOTIFY on PostgreSQL; with SQLite there is one process, and nobody to tell."""
    return SilentBus() if url.startswith("sqlite") else PostgresBus(asyncpg_url(url), name, hear)


class SilentBus:
    """For one process alone."""

    def tell(self, hint: str) -> None:
        return

    async def run(self) -> None:
        await asyncio.Event().wait()


class PostgresBus:
    """One connection of its own, made again when it breaks: while it stands, the others know that this process lives.

    Hints are sent after the commit that they tell of, since NOTIFY within a transaction makes commits wait for each
    other.
    """

    def __init__(self, url: str, name: str, hear: Hear) -> None:
        self._url = url
        self._name = name
        self._hear = hear
        self._outbox: asyncio.Queue[str] = asyncio.Queue()

    def tell(self, hint: str) -> None:
        self._outbox.put_nowait(hint)

    async def run(self) -> None:
        """Carry hints until cancelled."""
        engine = create_async_engine(self._url, poolclass=NullPool)
        try:
            while True:
                try:
                    await self._carry(engine)
                except _troubles() as error:
                    log.warning("Processes cannot hear each other just now (%s).", type(error).__name__)
                    await asyncio.sleep(PAUSE_SECONDS)
        finally:
            await engine.dispose()

    async def _carry(self, engine: AsyncEngine) -> None:
        async with engine.connect() as connection:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            raw.add_termination_listener(lambda _connection: self.tell(""))  # so that it is made again at once
            await say_present(raw, self._name)
            await raw.add_listener(CHANNEL, self._heard)
            self._hear(None)
            while True:
                if hint := await self._next_hint():
                    await raw.execute("SELECT pg_notify($1, $2)", CHANNEL, hint)
                else:
                    await raw.execute("SELECT 1")

    async def _next_hint(self) -> str:
        """Empty when the connection is to be tried."""
        try:
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                return await self._outbox.get()
        except TimeoutError:
            return ""

    def _heard(self, connection: Any, process: int, channel: str, hint: str) -> None:
        if process != connection.get_server_pid():
            self._hear(hint)


def _troubles() -> tuple[type[Exception], ...]:
    """What a broken line looks like; the driver is there only where PostgreSQL is used."""
    import asyncpg  # type: ignore[import-untyped]

    return (OSError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError)
