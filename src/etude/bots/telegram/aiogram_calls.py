"""The calls of every turn, as aiogram methods that carry and read back only what is needed.

aiogram's own describe every field that Telegram knows: writing one and reading its answer takes several times as long.
They go through the bot's session like any other, with its middlewares, retries and errors.
"""

from typing import TYPE_CHECKING

from aiogram.methods import Response, TelegramMethod
from pydantic import BaseModel
from pydantic_core import to_json

from etude.bots.telegram.drawn import Rows, Words
from etude.bots.telegram.updates import Update


class Taken(BaseModel):
    """A message that Telegram took."""

    message_id: int


class SendWords(TelegramMethod[Taken]):
    """https://core.telegram.org/bots/api#sendmessage, with what is an object there written out as JSON."""

    if not TYPE_CHECKING:
        __returning__ = Taken
        __api_method__ = "sendMessage"

    chat_id: int
    message_thread_id: int | None = None
    text: str
    parse_mode: str | None = None
    # A preview would open the page, and opening a pay link begins a payment.
    link_preview_options: str = '{"is_disabled":true}'
    reply_markup: str | None = None


class AnswerTap(TelegramMethod[bool]):
    """https://core.telegram.org/bots/api#answercallbackquery"""

    if not TYPE_CHECKING:
        __returning__ = bool
        __api_method__ = "answerCallbackQuery"

    callback_query_id: str


class FetchUpdates(TelegramMethod[list[Update]]):
    """https://core.telegram.org/bots/api#getupdates, read as the few fields that matter here."""

    if not TYPE_CHECKING:
        __returning__ = list[Update]
        __api_method__ = "getUpdates"

    offset: int
    timeout: int
    allowed_updates: list[str]


# aiogram reads each answer as one of these, and pydantic would forget it and build it anew (7 ms) now and then.
ANSWERS = (Response[Taken], Response[bool], Response[list[Update]])


def words_call(chat: int, words: Words, topic: int | None = None) -> SendWords:
    """The call that says these words, in a topic of a group if one is given."""
    mode = None if words.plain else "HTML"
    return SendWords(
        chat_id=chat, message_thread_id=topic, text=words.html, parse_mode=mode, reply_markup=_markup(words)
    )


def _markup(words: Words) -> str | None:
    if words.place:
        share: list[dict[str, object]] = [{"text": words.place.share, "request_location": True}]
        rows = [share, *([{"text": label}] for label in words.place.labels)]
        return to_json({"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}).decode()
    return to_json({"inline_keyboard": _rows(words.keys)}).decode() if words.keys else None


def _rows(keys: Rows) -> list[list[dict[str, str]]]:
    return [
        [
            {name: value for name, value in _fields(key.label, key.data, key.url, key.look) if value is not None}
            for key in row
        ]
        for row in keys
    ]


def _fields(label: str, data: str | None, url: str | None, look: str | None) -> tuple[tuple[str, str | None], ...]:
    return ("text", label), ("callback_data", data), ("url", url), ("style", look)
