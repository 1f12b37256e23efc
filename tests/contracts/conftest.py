"""The Bot API as a bot sees it: on our own server always, and on Telegram itself with `make test-telegram`."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from etude.testing.telegram_server import TelegramServer, serve

TELEGRAM = "https://api.telegram.org"


@dataclass
class BotApi:
    """A bot's door, and somebody's chat that it may write to."""

    client: httpx.AsyncClient
    base: str
    files: str
    chat: int

    async def call(self, method: str, **params: object) -> dict[str, Any]:
        """The whole answer, refused or not."""
        return dict((await self.client.post(f"{self.base}/{method}", json=params)).json())

    async def does(self, method: str, **params: object) -> Any:
        answer = await self.call(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def sends(self, text: str, **params: object) -> dict[str, Any]:
        return dict(await self.does("sendMessage", chat_id=self.chat, text=text, parse_mode="HTML", **params))

    async def refuses(self, method: str, **params: object) -> str:
        answer = await self.call(method, **params)
        assert not answer["ok"], answer
        return f"{answer['error_code']} {answer['description']}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "side" in metafunc.fixturenames:
        metafunc.parametrize("side", ["telegram"] if metafunc.config.getoption("--telegram") else ["ours"])


@pytest.fixture
async def api(side: str) -> AsyncIterator[BotApi]:
    if side == "telegram":
        token, chat = os.environ["ETUDE_TEST_TELEGRAM_TOKEN"], int(os.environ["ETUDE_TEST_TELEGRAM_CHAT"])
        async with httpx.AsyncClient(timeout=30) as client:
            yield BotApi(client, f"{TELEGRAM}/bot{token}", f"{TELEGRAM}/file/bot{token}", chat)
        return
    server = TelegramServer()
    async with serve(server) as running, httpx.AsyncClient(trust_env=False) as client:
        ada = server.person(1001, "Ada")
        await ada.start()
        yield BotApi(client, f"{running.url}/bot{server.token}", f"{running.url}/file/bot{server.token}", 1001)
