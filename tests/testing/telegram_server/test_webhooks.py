"""The bot may be called instead of asking: with its secret, in order, and again when it stumbled."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from etude.testing.telegram_server import Person, TelegramServer
from etude.testing.telegram_server.bulletin import Bulletin


@dataclass
class Hook:
    """A bot's webhook that writes down what it is sent and answers as told."""

    url: str = ""
    replies: list[Response] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    news: Bulletin = field(default_factory=Bulletin)
    held: str = ""
    release: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, request: Request) -> Response:
        self.bodies.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.news.announce()
        if self.bodies[-1]["message"]["text"] == self.held:
            await self.release.wait()
        return self.replies.pop(0) if self.replies else Response()

    async def received(self, count: int) -> list[str]:
        assert await self.news.wait_until(lambda: len(self.bodies) >= count, 5)
        return [body["message"]["text"] for body in self.bodies]


@asynccontextmanager
async def listen(hook: Hook) -> AsyncIterator[None]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        hook.url = f"http://127.0.0.1:{listener.getsockname()[1]}/hook"
        app = Starlette(routes=[Route("/hook", hook.receive, methods=["POST"])])
        web = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", ws="none"))
        serving = asyncio.create_task(web._serve([listener]))
        yield
        web.should_exit = True
        await serving


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    async with listen(hook):
        yield hook


async def test_updates_are_posted_with_the_secret(bot: Bot, ada: Person, hook: Hook) -> None:
    await bot.set_webhook(hook.url, secret_token="s3cret_-")
    await ada.send("Hello")
    assert await hook.received(2) == ["/start", "Hello"]
    assert hook.secrets == ["s3cret_-", "s3cret_-"]


async def test_what_was_not_taken_comes_again_first(bot: Bot, ada: Person, hook: Hook) -> None:
    hook.replies = [Response(status_code=500), Response(status_code=503)]
    await ada.send("Hello")
    await bot.set_webhook(hook.url, drop_pending_updates=False)
    assert await hook.received(4) == ["/start", "/start", "/start", "Hello"]
    assert len({body["update_id"] for body in hook.bodies}) == 2


async def test_after_enough_attempts_an_update_is_given_up(bot: Bot, ada: Person, hook: Hook) -> None:
    hook.replies = [Response(status_code=500)] * 4
    await bot.set_webhook(hook.url)
    await ada.send("Hello")
    assert await hook.received(5) == ["/start"] * 4 + ["Hello"]
    info = await bot.get_webhook_info()
    assert (info.url, info.last_error_message) == (
        hook.url,
        "Wrong response from the webhook: 500 Internal Server Error",
    )


async def test_old_updates_can_be_dropped(bot: Bot, ada: Person, hook: Hook) -> None:
    await bot.set_webhook(hook.url, drop_pending_updates=True)
    await ada.send("Hello")
    assert await hook.received(1) == ["Hello"]


async def test_duplicates_are_posted_twice(bot: Bot, ada: Person, hook: Hook, server: TelegramServer) -> None:
    await bot.set_webhook(hook.url, drop_pending_updates=True)
    server.duplicate_updates = True
    await ada.send("Book it")
    assert await hook.received(2) == ["Book it", "Book it"]
    assert hook.bodies[0] == hook.bodies[1]


async def test_the_answer_may_be_a_method(bot: Bot, ada: Person, hook: Hook) -> None:
    hook.replies = [JSONResponse({"method": "sendMessage", "chat_id": 1001, "text": "Welcome"})]
    await bot.set_webhook(hook.url)
    (welcome,) = await ada.wait_for(1)
    assert welcome.text == "Welcome"


async def test_polling_and_a_webhook_exclude_each_other(bot: Bot, ada: Person, hook: Hook) -> None:
    await bot.set_webhook(hook.url)
    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    assert await hook.received(1) == ["/start"]
    await bot.delete_webhook()
    await ada.send("Hello")
    texts = [update.message.text for update in await bot.get_updates() if update.message]
    assert texts[-1] == "Hello"
    assert len(hook.bodies) == 1


async def test_only_loopback_may_do_without_https(bot: Bot, ada: Person) -> None:
    with pytest.raises(TelegramBadRequest, match="An HTTPS URL must be provided for webhook"):
        await bot.set_webhook("http://etude.example/hook")
    with pytest.raises(TelegramBadRequest, match="secret token contains unallowed characters"):
        await bot.set_webhook("https://etude.example/hook", secret_token="not allowed")


async def test_one_slow_chat_does_not_hold_up_another(
    bot: Bot, ada: Person, hook: Hook, server: TelegramServer
) -> None:
    hook.held = "Slow"
    await bot.set_webhook(hook.url, drop_pending_updates=True)
    await ada.send("Slow")
    await ada.send("after it")
    await server.person(1002, "Daniel").send("Guten Tag")
    assert await hook.received(2) == ["Slow", "Guten Tag"]
    hook.release.set()
    assert await hook.received(3) == ["Slow", "Guten Tag", "after it"]


async def test_connections_can_be_few(bot: Bot, ada: Person, hook: Hook, server: TelegramServer) -> None:
    hook.held = "Slow"
    await bot.set_webhook(hook.url, drop_pending_updates=True, max_connections=1)
    await ada.send("Slow")
    await server.person(1002, "Daniel").send("Guten Tag")
    assert await hook.received(1) == ["Slow"]
    assert server.pending_updates == 2
    hook.release.set()
    assert await hook.received(2) == ["Slow", "Guten Tag"]
