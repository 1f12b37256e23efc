"""Daniel, an adult student in Berlin, and Carla, a mother in London, write to a bot that is the real Etude.

Only Telegram is ours: a Bot API server on loopback. Every test runs once with each framework.
"""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from aiogram.client.session.aiohttp import AiohttpSession
from pydantic import SecretStr
from sqlalchemy import Connection, create_engine, select

import etude.app
from etude.app import Etude
from etude.bots.telegram import Channel, run_polling
from etude.conversations.messages import Reply, replies
from etude.conversations.tables import addresses, conversations, inbox, messages
from etude.core.clock import SkippingClock, frozen
from etude.core.settings import Settings
from etude.payments.provider import Provider
from etude.testing.seeds import plant
from etude.testing.telegram_server import Limits, Person, RunningServer, TelegramServer, serve

T = TypeVar("T")
START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
FRAMEWORKS = ["aiogram"]


@dataclass
class School:
    """An Etude and the Telegram it is reached through; `open` starts the bot, as often as wanted."""

    etude: Etude
    server: TelegramServer
    telegram: RunningServer
    clock: SkippingClock
    framework: str

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Channel]:
        async with run_polling(self.etude, self.server.token, self.telegram.url, self.framework) as channel:
            assert await self.server.polled()
            yield channel

    async def look(self, work: Callable[[Connection], T]) -> T:
        return await self.etude.transactions.read(work)

    async def heard(self, chat: int) -> list[str]:
        """What is in the inbox of a chat, in order, in words."""
        rows = await self.look(lambda conn: conn.execute(_inbox(chat)).scalars().all())
        return [row.get("text") or row["kind"] for row in rows]

    async def said(self, chat: int) -> list[Reply]:
        """What Etude said to a chat, in order."""
        rows = await self.look(lambda conn: conn.execute(_said(chat)).scalars().all())
        return [replies.validate_python(row) for row in rows]


@pytest.fixture(params=FRAMEWORKS)
def framework(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def clock() -> SkippingClock:
    return frozen(START)


@pytest.fixture
def server(clock: SkippingClock) -> TelegramServer:
    small = Limits(photo_bytes=200_000, download_bytes=5_000)
    return TelegramServer(clock, limits=small, webhook_retry_seconds=(0.01, 0.01, 0.01))


@pytest.fixture(scope="session")
def seeded_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the seeds in it, made once and copied for each test."""
    file = tmp_path_factory.mktemp("seeded") / "etude.sqlite3"
    shutil.copy(migrated_file, file)
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as conn:
        plant(conn, START)
    engine.dispose()
    return file


@pytest.fixture
async def school(
    framework: str,
    clock: SkippingClock,
    server: TelegramServer,
    seeded_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[School]:
    """Everything runs but the bot."""
    monkeypatch.setattr(AiohttpSession, "close", _close_at_once)
    shutil.copy(seeded_file, tmp_path / "etude.sqlite3")
    async with serve(server) as telegram, working(tmp_path, clock) as etude:
        yield School(etude, server, telegram, clock, framework)


@asynccontextmanager
async def working(folder: Path, clock: SkippingClock) -> AsyncIterator[Etude]:
    """An Etude that works over the files in `folder`."""
    settings = Settings(data=folder, secret_key=SecretStr("a secret of these tests, long enough to be one"))
    etude_ = etude.app.build(settings, clock, cast(Provider, _Unused()))
    async with etude.app.running(etude_):
        yield etude_


@pytest.fixture
async def bot(school: School) -> AsyncIterator[Channel]:
    """The bot is up and polls."""
    async with school.open() as channel:
        yield channel


@pytest.fixture
def daniel(server: TelegramServer) -> Person:
    return server.person(1002, "Daniel", username="daniel_berlin", language_code="de")


@pytest.fixture
def carla(server: TelegramServer) -> Person:
    return server.person(1003, "Carla")


class _Unused:
    """Nobody pays here."""

    name = "stripe"


async def _close_at_once(session: AiohttpSession) -> None:
    """Without the quarter of a second that aiogram waits for TLS to say goodbye."""
    if session._session is not None:
        await session._session.close()


def _inbox(chat: int) -> Any:
    return select(inbox.c.body).where(inbox.c.address == str(chat)).order_by(inbox.c.id)


def _said(chat: int) -> Any:
    owner = select(addresses.c.person_id).where(addresses.c.address == str(chat)).scalar_subquery()
    theirs = select(conversations.c.id).where(conversations.c.person_id == owner).scalar_subquery()
    found = select(messages.c.body).where(messages.c.conversation_id == theirs, messages.c.author == "etude")
    return found.order_by(messages.c.seq)
