"""A Bot API without a network, the same for every bot: it answers at once, with valid objects, and shows each student
what was sent. The libraries' own writing of calls and reading of answers is part of what is measured; HTTP is not."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from telegram.request import BaseRequest, RequestData

TOKEN = "123456:a-token-of-nobody-that-is-long-enough"
ME: dict[str, Any] = {"id": 123456, "is_bot": True, "first_name": "Etude", "username": "etude_bench_bot"}
DATE = 1_795_000_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A message on somebody's screen; `rows` are its buttons as Telegram gets them."""

    number: int
    text: str
    rows: list[list[dict[str, str]]]

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """Label and what a tap sends, of those that can be tapped."""
        return [(key["text"], key["callback_data"]) for row in self.rows for key in row if "callback_data" in key]


@dataclass
class Phone:
    """One student's screen."""

    chat: int
    shown: list[Shown] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def show(self, shown: Shown) -> None:
        """A message has come."""
        self.shown.append(shown)
        self.news.set()

    async def until(self, count: int) -> Shown:
        """The latest message, once `count` have come."""
        while len(self.shown) < count:
            self.news.clear()
            await self.news.wait()
        return self.shown[-1]


class Telegram:
    """Takes calls of the Bot API and gives each its answer as JSON.

    `elsewhere` takes messages for those who write to another process.
    """

    def __init__(self) -> None:
        self.phones: dict[int, Phone] = {}
        self.elsewhere: Callable[[int, Shown], None] = _nobody
        self._numbers = 0

    def phone(self, chat: int) -> Phone:
        return self.phones.setdefault(chat, Phone(chat))

    def answer(self, method: str, parameters: Mapping[str, Any]) -> str:
        """What Telegram would answer; `parameters` are as on the wire, where keyboards are JSON."""
        if method in ("sendMessage", "editMessageText"):
            return json.dumps({"ok": True, "result": self._show(parameters)})
        return json.dumps({"ok": True, "result": ME if method == "getMe" else True})

    def _show(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        self._numbers += 1
        chat, text, markup = int(parameters["chat_id"]), parameters["text"], parameters.get("reply_markup")
        keyboard = json.loads(markup) if markup else {}
        shown = Shown(self._numbers, text, keyboard.get("inline_keyboard", []))
        if chat in self.phones:
            self.phones[chat].show(shown)
        else:
            self.elsewhere(chat, shown)
        message = {"message_id": self._numbers, "date": DATE, "from": ME, "chat": chat_of(chat), "text": text}
        return message | ({"reply_markup": keyboard} if "inline_keyboard" in keyboard else {})


def _nobody(chat: int, _shown: Shown) -> None:
    raise LookupError(f"Nobody reads chat {chat}.")


def chat_of(chat: int) -> dict[str, Any]:
    return {"id": chat, "type": "private", "first_name": "Daniel"}


def user_of(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "Daniel", "language_code": "en"}


def said(number: int, chat: int, text: str) -> dict[str, Any]:
    """An update for words, as JSON."""
    message: dict[str, Any] = {"message_id": 10_000_000 + number, "date": DATE, "text": text}
    message |= {"chat": chat_of(chat), "from": user_of(chat)}
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return {"update_id": number, "message": message}


def tapped(number: int, chat: int, under: Shown, data: str) -> dict[str, Any]:
    """An update for a tap, as JSON: with the whole message it stands under, as Telegram sends it."""
    message: dict[str, Any] = {"message_id": under.number, "date": DATE, "text": under.text, "from": ME}
    message |= {"chat": chat_of(chat), "reply_markup": {"inline_keyboard": under.rows}}
    query = {"id": str(number), "from": user_of(chat), "message": message, "chat_instance": str(chat), "data": data}
    return {"update_id": number, "callback_query": query}


class AiogramSession(AiohttpSession):
    """aiogram's own session, whose forms are answered where they would be posted."""

    def __init__(self, telegram: Telegram) -> None:
        super().__init__()
        self._telegram = telegram

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109
    ) -> TelegramType:
        form = self.build_form_data(bot, method)
        parameters = {options["name"]: value for options, _headers, value in form._fields}
        content = self._telegram.answer(method.__api_method__, parameters)
        return cast(TelegramType, self.check_response(bot, method, 200, content).result)

    async def close(self) -> None:
        return

    async def stream_content(self, *_args: Any, **_options: Any) -> AsyncGenerator[bytes, None]:
        raise NotImplementedError
        yield b""


class PtbRequest(BaseRequest):
    """python-telegram-bot's port to HTTP, answered at once."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    @property
    def read_timeout(self) -> float | None:
        return 5.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_args: Any, **_timeouts: Any
    ) -> tuple[int, bytes]:
        parameters = request_data.json_parameters if request_data else {}
        return 200, self._telegram.answer(url.rpartition("/")[2], parameters).encode()
