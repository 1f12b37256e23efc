"""The channel through python-telegram-bot: its bot makes the calls, its updates are read.

An optional extra (``pip install etude[ptb]``): only this file imports it.
"""

import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from typing import TypeAlias

from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
)
from telegram import Update as PtbUpdate
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.ext import BaseHandler, CallbackQueryHandler, ChatMemberHandler, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest
from telegram.warnings import PTBDeprecationWarning

from etude.bots.telegram.channel import Parts, open_channel
from etude.bots.telegram.drawn import Attachment, Drawn, Rows, Words
from etude.bots.telegram.inbound import LARGEST_FILE, OURS
from etude.bots.telegram.port import AnotherPollerError, BadTokenError, Me, RefusedError, Sent, Upload, refusal
from etude.bots.telegram.updates import WANTED, Update
from etude.conversations.delivery import UnreachableError
from etude.core.jobs.worker import RetryLaterError

# How much longer than Telegram's own answer a long poll may take, in seconds.
GRACE = 10
CALL_SECONDS, UPLOAD_SECONDS = 20, 60
# The library has no error of its own for 413.
TOO_LARGE = HTTPStatus.REQUEST_ENTITY_TOO_LARGE.phrase
Handler: TypeAlias = BaseHandler[PtbUpdate, ContextTypes.DEFAULT_TYPE, None]


class PtbApi:
    """Makes the channel's calls with a bot of python-telegram-bot's, its own or somebody else's."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    @property
    def bot_id(self) -> int:
        return int(self._bot.token.partition(":")[0])

    async def look_up_me(self) -> Me:
        with _translated():
            await self._bot.initialize()
        return Me(self._bot.bot.id, self._bot.bot.username or "")

    async def fetch_updates(self, offset: int, seconds: int) -> Sequence[Update]:
        with _translated():
            found = await self._bot.get_updates(
                offset, timeout=seconds, allowed_updates=WANTED, read_timeout=seconds + GRACE
            )
        return [Update.model_validate(update) for update in found]

    async def send(
        self, chat: int, drawn: Drawn, file: Upload | str | None = None, *, topic: int | None = None
    ) -> Sent:
        with _translated():
            if isinstance(drawn, Words):
                return _sent(await self._send_words(chat, drawn, topic))
            media = InputFile(file.content, file.name) if isinstance(file, Upload) else file or ""
            return _sent(await self._send_file(chat, drawn, media))

    async def open_topic(self, chat: int, name: str) -> int:
        with _translated():
            made = await self._bot.create_forum_topic(chat, name)
        return made.message_thread_id

    async def show_typing(self, chat: int) -> None:
        with _translated():
            await self._bot.send_chat_action(chat, "typing")

    async def answer_tap(self, query: str) -> None:
        with _translated():
            await self._bot.answer_callback_query(query)

    async def download(self, file_id: str) -> bytes:
        with _translated():
            file = await self._bot.get_file(file_id)
            if file.file_path is None or (file.file_size or 0) > LARGEST_FILE:
                raise RefusedError("file is too big")
            try:
                return bytes(await file.download_as_bytearray())
            except InvalidToken as error:  # which is how the library reads any 404
                raise RefusedError(error.message) from error

    async def set_commands(self, commands: Sequence[tuple[str, str]], language: str | None) -> None:
        menu = [BotCommand(name, words) for name, words in commands]
        with _translated():
            await self._bot.set_my_commands(menu, language_code=language)

    async def set_webhook(self, url: str, secret: str) -> None:
        with _translated():
            await self._bot.set_webhook(url, secret_token=secret, allowed_updates=WANTED)

    async def delete_webhook(self) -> None:
        with _translated():
            await self._bot.delete_webhook()

    async def close(self) -> None:
        await self._bot.shutdown()

    async def _send_words(self, chat: int, words: Words, topic: int | None) -> Message:
        return await self._bot.send_message(
            chat,
            words.html,
            message_thread_id=topic,
            parse_mode=None if words.plain else "HTML",
            # A preview would open the page, and opening a pay link begins a payment.
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_markup=_markup(words),
        )

    async def _send_file(self, chat: int, drawn: Attachment, media: InputFile | str) -> Message:
        caption, mode, keys = drawn.html or None, None if drawn.plain else "HTML", _inline(drawn.keys)
        match drawn.kind:
            case "photo":
                return await self._bot.send_photo(chat, media, caption=caption, parse_mode=mode, reply_markup=keys)
            case "audio":
                return await self._bot.send_audio(
                    chat,
                    media,
                    caption=caption,
                    parse_mode=mode,
                    reply_markup=keys,
                    title=drawn.title or None,
                    duration=drawn.seconds,
                )
            case "video":
                return await self._bot.send_video(
                    chat,
                    media,
                    caption=caption,
                    parse_mode=mode,
                    reply_markup=keys,
                    duration=drawn.seconds,
                    supports_streaming=True,
                )
            case "document":
                return await self._bot.send_document(chat, media, caption=caption, parse_mode=mode, reply_markup=keys)


def make_api(token: str, api_url: str | None = None) -> PtbApi:
    """A bot of our own; `api_url` is another Bot API server than Telegram's. Raises BadTokenError."""
    if not token.partition(":")[0].isdecimal():
        raise BadTokenError
    # Without it the library warns about each flood limit that Telegram mentions.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    base = (api_url or "https://api.telegram.org").rstrip("/")
    bot = Bot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=HTTPXRequest(read_timeout=CALL_SECONDS, media_write_timeout=UPLOAD_SECONDS),
        get_updates_request=HTTPXRequest(connection_pool_size=2),
    )
    return PtbApi(bot)


def mount(app: Parts, bot: Bot) -> list[Handler]:
    """Etude inside a bot that exists already: add the handlers where private messages are left to it.

    The bot also delivers reminders from now on. Exactly-once begins at these handlers' door: the library has told
    Telegram to forget an update before a handler sees it, so one that a crash swallows before that is lost, and none is
    done twice. Groups stay the bot's own business, and so do taps on buttons that are not Etude's.
    """
    api = PtbApi(bot)
    channel = open_channel(app, api, Me(api.bot_id, ""))

    async def hear(update: PtbUpdate, _context: ContextTypes.DEFAULT_TYPE) -> None:
        await channel.handle(Update.model_validate(update))

    spoken = filters.ChatType.PRIVATE & (filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE)
    return [MessageHandler(spoken, hear), CallbackQueryHandler(hear, OURS), _Membership(hear)]


class _Membership(ChatMemberHandler[ContextTypes.DEFAULT_TYPE, None]):
    """Hears of people who block the bot, and leaves what happens in groups to others."""

    def check_update(self, update: object) -> bool:
        change = update.my_chat_member if isinstance(update, PtbUpdate) else None
        return change is not None and change.chat.type == change.chat.PRIVATE


def _markup(words: Words) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    if words.place:
        rows = [[KeyboardButton(words.place.share, request_location=True)]]
        rows += [[KeyboardButton(label)] for label in words.place.labels]
        return ReplyKeyboardMarkup(rows, resize_keyboard=True, one_time_keyboard=True)
    return _inline(words.keys)


def _inline(keys: Rows) -> InlineKeyboardMarkup | None:
    rows = [
        [InlineKeyboardButton(key.label, callback_data=key.data, url=key.url, style=key.look) for key in row]
        for row in keys
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _sent(message: Message) -> Sent:
    file = message.audio or message.video or message.document or (message.photo[-1] if message.photo else None)
    return Sent(message.message_id, file.file_id if file else None)


@contextmanager
def _translated() -> Iterator[None]:
    """The library's errors in our own words."""
    try:
        yield
    except RetryAfter as error:
        raise RetryLaterError(_patience(error)) from error
    except Forbidden as error:
        raise UnreachableError(error.message) from error
    except BadRequest as error:
        raise refusal(error.message) from error
    except InvalidToken as error:
        raise BadTokenError from error
    except Conflict as error:
        raise AnotherPollerError from error
    except NetworkError as error:
        if TOO_LARGE in error.message:
            raise RefusedError(error.message) from error
        raise


def _patience(error: RetryAfter) -> timedelta:
    """The library is on its way from seconds to a timedelta, and warns whoever reads the former."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PTBDeprecationWarning)
        after = error.retry_after
    return after if isinstance(after, timedelta) else timedelta(seconds=after)
