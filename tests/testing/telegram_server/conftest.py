"""Ada teaches piano in Camden and keeps Telegram open; the bot she writes to runs on aiogram here."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from etude.core.clock import SkippingClock, frozen
from etude.testing.telegram_server import Limits, Person, RunningServer, TelegramServer, serve


class QuickSession(AiohttpSession):
    """Leaves out the quarter of a second that aiogram waits for TLS to say goodbye."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


@pytest.fixture
def clock() -> SkippingClock:
    return frozen(datetime(2026, 11, 2, 15, 0, tzinfo=UTC))


@pytest.fixture
def server(clock: SkippingClock) -> TelegramServer:
    small = Limits(photo_bytes=2_000, upload_bytes=4_000, download_bytes=3_000)
    return TelegramServer(clock, limits=small, webhook_retry_seconds=(0.01, 0.01, 0.01))


@pytest.fixture
async def running(server: TelegramServer) -> AsyncIterator[RunningServer]:
    async with serve(server) as running:
        yield running


@pytest.fixture
async def bot(server: TelegramServer, running: RunningServer) -> AsyncIterator[Bot]:
    session = QuickSession(api=TelegramAPIServer.from_base(running.url))
    async with Bot(server.token, session=session, default=DefaultBotProperties(parse_mode="HTML")) as bot:
        yield bot


@pytest.fixture
async def ada(server: TelegramServer, running: RunningServer) -> Person:
    """Ada has pressed Start, so the bot may write to her."""
    ada = server.person(1001, "Ada", username="ada_camden", language_code="en")
    await ada.start()
    return ada
