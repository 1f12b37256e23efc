"""Daniel, an adult student in Berlin, and Carla, a mother in London, write to a bot that is the real Etude.

Only Telegram is ours: a Bot API server on loopback. Every test that asks for the school runs with each framework.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from aiogram.client.session.aiohttp import AiohttpSession
from pydantic import SecretStr
from sqlalchemy import Connection, create_engine, select

from etude.app import Etude, build, running
from etude.bots.telegram import Channel, run_polling
from etude.conversations import store
from etude.conversations.delivery import send_out
from etude.conversations.messages import Reply, replies
from etude.conversations.store import Address, Newcomer
from etude.conversations.tables import addresses, conversations, inbox, messages
from etude.core.clock import SkippingClock, frozen
from etude.core.settings import Settings
from etude.core.tables import jobs
from etude.core.transaction import Tx
from etude.payments.provider import Provider
from etude.testing.seeds import files, plant
from etude.testing.telegram_server import Limits, Person, RunningServer, TelegramServer, serve

T = TypeVar("T")
PATIENCE = 30.0
START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


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

    async def say(self, person: Person, reply: Reply) -> None:
        """Have Etude say something to somebody, as a reminder would."""
        address = Address("telegram", str(person.id))

        def write(tx: Tx) -> None:
            conversation = store.load_conversation(tx.conn, store.meet(tx.conn, tx.now, address, Newcomer()))
            seq = conversation.seq + 1
            body = replies.dump_python(reply, mode="json")
            message = store.add_message(tx.conn, tx.now, conversation.id, seq, "etude", body)
            store.save_conversation(tx.conn, tx.now, conversation.id, seq=seq)
            send_out(tx, conversation, address, message)

        await self.etude.transactions.run(write)

    async def heard(self, person: Person) -> list[Any]:
        """What somebody's inbox has taken, in order: JSON."""
        found = select(inbox.c.body).where(inbox.c.address == str(person.id)).order_by(inbox.c.id)
        return list(await self._look(lambda conn: conn.execute(found).scalars().all()))

    async def said(self, person: Person) -> int:
        """How many messages Etude has for somebody."""
        owner = select(addresses.c.person_id).where(addresses.c.address == str(person.id)).scalar_subquery()
        theirs = select(conversations.c.id).where(conversations.c.person_id == owner).scalar_subquery()
        found = select(messages.c.id).where(messages.c.conversation_id == theirs, messages.c.author == "etude")
        return len(await self._look(lambda conn: conn.execute(found).all()))

    async def address(self, person: Person) -> Any:
        """The row of somebody's address."""
        found = select(addresses).where(addresses.c.address == str(person.id))
        return await self._look(lambda conn: conn.execute(found).one())

    async def let_pass(self, seconds: float) -> None:
        """Move the clock, and let the worker see it."""
        self.clock.skip(timedelta(seconds=seconds))
        self.etude.worker.wake()

    async def until(self, holds: Callable[[], bool | Awaitable[bool]]) -> None:
        """Wait until it is so; the test fails when it does not come to that."""
        async with asyncio.timeout(PATIENCE):
            while not (found if isinstance(found := holds(), bool) else await found):  # noqa: ASYNC110 - rows do not call
                await asyncio.sleep(0.01)

    async def is_held_back(self) -> bool:
        """Whether a message waits for its time to be sent."""
        later = jobs.c.done_at.is_(None) & jobs.c.leased_until.is_(None) & (jobs.c.due_at > self.clock.now())
        found = select(jobs.c.id).where(later, jobs.c.kind == "message.send")
        return await self._look(lambda conn: conn.execute(found).first() is not None)

    async def is_blocked(self, person: Person) -> bool:
        return (await self.address(person)).blocked_at is not None

    def calls(self, method: str) -> list[Any]:
        """The parameters of the bot's calls of a method."""
        return [call.parameters for call in self.server.calls if call.method.lower() == method.lower()]

    async def _look(self, work: Callable[[Connection], T]) -> T:
        return await self.etude.transactions.read(work)


@pytest.fixture(params=["aiogram", "python-telegram-bot"])
def framework(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def clock() -> SkippingClock:
    return frozen(START)


@pytest.fixture
def server(clock: SkippingClock) -> TelegramServer:
    small = Limits(download_bytes=5_000)
    return TelegramServer(clock, limits=small, webhook_retry_seconds=(0.01, 0.01, 0.01))


@pytest.fixture(scope="session")
def seeded_folder(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the seeds in it, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("seeded")
    shutil.copy(migrated_file, folder / "etude.sqlite3")
    engine = create_engine(f"sqlite:///{folder / 'etude.sqlite3'}")
    with engine.begin() as conn:
        plant(conn, START)
    engine.dispose()
    for name, file in files().items():
        (folder / "files" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, folder / "files" / name)
    return folder


@pytest.fixture
async def school(
    framework: str,
    clock: SkippingClock,
    server: TelegramServer,
    seeded_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[School]:
    """Everything runs but the bot."""
    monkeypatch.setattr(AiohttpSession, "close", _close_at_once)
    shutil.copytree(seeded_folder, tmp_path / "data")
    settings = Settings(data=tmp_path / "data", secret_key=SecretStr("a secret of these tests, which is long enough"))
    async with serve(server) as telegram, running(build(settings, clock, cast(Provider, _Unused()))) as etude:
        yield School(etude, server, telegram, clock, framework)


@pytest.fixture
async def bot(school: School) -> AsyncIterator[Channel]:
    """The bot is up and polls."""
    async with school.open() as channel:
        yield channel


@pytest.fixture
def daniel(server: TelegramServer) -> Person:
    return server.person(1002, "Daniel", username="daniel_berlin", language_code="en-GB")


@pytest.fixture
def carla(server: TelegramServer) -> Person:
    return server.person(1003, "Carla")


class _Unused:
    """Nobody pays here."""

    name = "stripe"

    async def close(self) -> None:
        return


async def _close_at_once(session: AiohttpSession) -> None:
    """Without the quarter of a second that aiogram waits for TLS to say goodbye."""
    if session._session is not None:
        await session._session.close()
