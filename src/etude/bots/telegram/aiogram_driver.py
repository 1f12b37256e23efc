"""The channel through aiogram: its bot makes the calls, its updates are read; its dispatcher is not needed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from aiogram import Bot, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    TelegramObject,
)
from aiogram.types import Update as AiogramUpdate
from aiogram.utils.token import TokenValidationError
from aiohttp import ClientResponseError

from etude.bots.telegram.aiogram_calls import AnswerTap, FetchUpdates, words_call
from etude.bots.telegram.channel import Parts, open_channel
from etude.bots.telegram.drawn import Attachment, Drawn, Rows, Words
from etude.bots.telegram.inbound import LARGEST_FILE, OURS
from etude.bots.telegram.port import AnotherPollerError, BadTokenError, Me, RefusedError, Sent, Upload, refusal
from etude.bots.telegram.updates import WANTED, Update
from etude.conversations.delivery import UnreachableError
from etude.core.jobs.worker import RetryLaterError

# How much longer than Telegram's own answer a long poll may take.
GRACE = 10


class AiogramApi:
    """Makes the channel's calls with an aiogram bot, its own or somebody else's."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    @property
    def bot_id(self) -> int:
        return self._bot.id

    async def look_up_me(self) -> Me:
        with _translated():
            me = await self._bot.get_me()
        return Me(me.id, me.username or "")

    async def fetch_updates(self, offset: int, seconds: int) -> Sequence[Update]:
        with _translated():
            asked = FetchUpdates(offset=offset, timeout=seconds, allowed_updates=WANTED)
            return await self._bot(asked, request_timeout=seconds + GRACE)

    async def send(
        self, chat: int, drawn: Drawn, file: Upload | str | None = None, *, topic: int | None = None
    ) -> Sent:
        with _translated():
            if isinstance(drawn, Words):
                return Sent((await self._bot(words_call(chat, drawn, topic))).message_id)
            media = BufferedInputFile(file.content, file.name) if isinstance(file, Upload) else file or ""
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
            await self._bot(AnswerTap(callback_query_id=query))

    async def download(self, file_id: str) -> bytes:
        with _translated():
            file = await self._bot.get_file(file_id)
            if file.file_path is None or (file.file_size or 0) > LARGEST_FILE:
                raise RefusedError("file is too big")
            try:
                found = await self._bot.download_file(file.file_path)
            except ClientResponseError as error:
                raise RefusedError(error.message) from error
        return found.read() if found else b""

    async def set_commands(self, commands: Sequence[tuple[str, str]], language: str | None) -> None:
        menu = [BotCommand(command=name, description=words) for name, words in commands]
        with _translated():
            await self._bot.set_my_commands(menu, language_code=language)

    async def set_webhook(self, url: str, secret: str) -> None:
        with _translated():
            await self._bot.set_webhook(url, secret_token=secret, allowed_updates=WANTED)

    async def delete_webhook(self) -> None:
        with _translated():
            await self._bot.delete_webhook()

    async def close(self) -> None:
        await self._bot.session.close()

    async def _send_file(self, chat: int, drawn: Attachment, media: BufferedInputFile | str) -> Message:
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


def make_api(token: str, api_url: str | None = None) -> AiogramApi:
    """A bot of our own; `api_url` is another Bot API server than Telegram's. Raises BadTokenError."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(api_url.rstrip("/"))) if api_url else AiohttpSession()
    try:
        return AiogramApi(Bot(token, session=session))
    except TokenValidationError as error:
        raise BadTokenError from error


def mount(app: Parts, bot: Bot) -> Router:
    """Etude inside a bot that exists already: include the router where private messages are left to it.

    The bot also delivers reminders from now on. Exactly-once begins at this router's door: aiogram has told Telegram to
    forget an update before a handler sees it, so one that a crash swallows before that is lost, and none is done twice.
    Groups stay the bot's own business, and so do taps on buttons that are not Etude's.
    """
    channel = open_channel(app, AiogramApi(bot), Me(bot.id, ""))
    router = Router(name="etude")

    async def hear(_event: TelegramObject, event_update: AiogramUpdate) -> None:
        await channel.handle(Update.model_validate(event_update))

    private = F.chat.type == "private"
    router.message.register(hear, private)
    router.edited_message.register(hear, private)
    router.my_chat_member.register(hear, private)
    router.callback_query.register(hear, F.data.regexp(OURS), F.message.chat.type == "private")
    return router


def _inline(keys: Rows) -> InlineKeyboardMarkup | None:
    rows = [
        [InlineKeyboardButton(text=key.label, callback_data=key.data, url=key.url, style=key.look) for key in row]
        for row in keys
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _sent(message: Message) -> Sent:
    file = message.audio or message.video or message.document or (message.photo[-1] if message.photo else None)
    return Sent(message.message_id, file.file_id if file else None)


@contextmanager
def _translated() -> Iterator[None]:
    """aiogram's errors in our own words."""
    try:
        yield
    except TelegramRetryAfter as error:
        raise RetryLaterError(timedelta(seconds=error.retry_after)) from error
    except TelegramForbiddenError as error:
        raise UnreachableError(error.message) from error
    except TelegramBadRequest as error:
        raise refusal(error.message) from error
    except TelegramEntityTooLarge as error:
        raise RefusedError(error.message) from error
    except (TelegramUnauthorizedError, TelegramNotFound) as error:
        raise BadTokenError from error
    except TelegramConflictError as error:
        raise AnotherPollerError from error
