"""Etude itself: its whole stack over one SQLite file with the seeds in it, through its aiogram driver."""

import shutil
import tempfile
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from aiogram import Bot
from pydantic import SecretStr
from sqlalchemy import create_engine, func, select

from bench.bots.telegram import ME, TOKEN, AiogramSession, Telegram
from etude.app import build, running
from etude.bots.telegram.aiogram_driver import AiogramApi
from etude.bots.telegram.channel import open_channel
from etude.bots.telegram.port import Me
from etude.bots.telegram.updates import Update
from etude.core.clock import frozen
from etude.core.migrations import migrate
from etude.core.settings import Settings
from etude.core.tables import lessons
from etude.payments.provider import Provider
from etude.testing.seeds import plant

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
FILE = "etude.sqlite3"


class EtudeBot:
    """Finds and ranks tutors, looks up their free times and holds one, where the peers read a list."""

    name = "etude"

    def __init__(self, seeded: Path | None = None, database: str = "") -> None:
        """Over a copy of the file `seeded`, or over the PostgreSQL `database`."""
        self.telegram = Telegram()
        self._database = database
        self._seeded = seeded
        self._stack = AsyncExitStack()

    async def start(self) -> None:
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="etude-bench-")))
        if self._seeded:
            shutil.copy(self._seeded, folder / FILE)
        key = SecretStr("a secret of the benchmark, which is long enough")
        settings = Settings(
            data=folder, database_url=self._database, secret_key=key, public_url="https://etude.example"
        )
        self.etude = build(settings, frozen(START), cast(Provider, _Unused()))
        self._bot = Bot(TOKEN, session=AiogramSession(self.telegram))
        me = Me(ME["id"], ME["username"])
        self._channel = open_channel(self.etude, AiogramApi(self._bot), me)
        await self._stack.enter_async_context(running(self.etude))

    async def feed(self, update: dict[str, Any]) -> None:
        """As the driver's own poller does it: its answer is read as our updates, which have the fields that matter."""
        await self._channel.handle(Update.model_validate(update))

    async def rest(self) -> None:
        await self.etude.rest()

    async def stop(self) -> None:
        await self._stack.aclose()

    async def lessons(self) -> int:
        """How many were booked."""
        found = select(func.count()).select_from(lessons)
        return await self.etude.transactions.read(lambda conn: conn.execute(found).scalar_one())


def seed(folder: Path) -> Path:
    """A migrated file with the seeds in it, to be copied for each round."""
    file = folder / FILE
    migrate(f"sqlite:///{file}")
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as conn:
        plant(conn, START)
    engine.dispose()
    return file


class _Unused:
    """Nobody pays here."""

    name = "stripe"

    async def close(self) -> None:
        return
