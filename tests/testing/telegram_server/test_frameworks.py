"""Whole bots on both frameworks, polling and all: Daniel in Berlin books a lesson with each."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram import InlineKeyboardButton as PtbButton
from telegram import InlineKeyboardMarkup as PtbMarkup
from telegram import Update
from telegram.error import BadRequest, Forbidden, RetryAfter
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters

from etude.testing.telegram_server import RunningServer, TelegramServer


@asynccontextmanager
async def aiogram_bot(server: TelegramServer, running: RunningServer, bot: Bot) -> AsyncIterator[None]:
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart())
    async def welcome(message: Message) -> None:
        row = [InlineKeyboardButton(text="Piano", callback_data="piano")]
        await message.answer("What would you like to learn?", reply_markup=InlineKeyboardMarkup(inline_keyboard=[row]))

    @dispatcher.callback_query(F.data == "piano")
    async def choose(query: CallbackQuery) -> None:
        await query.answer("Good choice")
        assert isinstance(query.message, Message)
        await query.message.edit_text("Piano it is.")

    @dispatcher.message(F.voice)
    async def listen(message: Message, bot: Bot) -> None:
        assert message.voice
        data = await bot.download(message.voice)
        assert data
        await message.reply(f"{len(data.read())} bytes of music")

    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False))
    yield
    await dispatcher.stop_polling()
    await polling


def ptb_application(server: TelegramServer, running: RunningServer) -> Application:  # type: ignore[type-arg]
    builder = Application.builder().token(server.token)
    return builder.base_url(f"{running.url}/bot").base_file_url(f"{running.url}/file/bot").build()


@asynccontextmanager
async def ptb_bot(server: TelegramServer, running: RunningServer, bot: Bot) -> AsyncIterator[None]:
    application = ptb_application(server, running)

    async def welcome(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        keyboard = PtbMarkup([[PtbButton("Piano", callback_data="piano")]])
        await update.message.reply_text("What would you like to learn?", reply_markup=keyboard)

    async def choose(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query
        await update.callback_query.answer("Good choice")
        await update.callback_query.edit_message_text("Piano it is.")

    async def listen(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        assert update.message.voice
        data = await (await update.message.voice.get_file()).download_as_bytearray()
        await update.message.reply_text(f"{len(data)} bytes of music", do_quote=True)

    application.add_handler(CommandHandler("start", welcome))
    application.add_handler(CallbackQueryHandler(choose, "^piano$"))
    application.add_handler(MessageHandler(filters.VOICE, listen))
    async with application:
        assert application.updater
        await application.start()
        await application.updater.start_polling()
        yield
        await application.updater.stop()
        await application.stop()


@pytest.mark.parametrize("run", [aiogram_bot, ptb_bot], ids=["aiogram", "python-telegram-bot"])
async def test_a_conversation(run: object, server: TelegramServer, running: RunningServer, bot: Bot) -> None:
    daniel = server.person(1002, "Daniel", language_code="de")
    async with run(server, running, bot):  # type: ignore[operator]
        await daniel.start()
        (question,) = await daniel.wait_for(1)
        assert question.labels == ("Piano",)
        tap = await daniel.tap("Piano")
        assert (await tap.answered()).text == "Good choice"
        chosen = await daniel.wait_for(lambda seen: seen.edited)
        assert (chosen.id, chosen.text) == (question.id, "Piano it is.")
        voice = await daniel.send_voice(b"sixteen bars", 4)
        (reply,) = await daniel.wait_for(1)
        assert (reply.text, reply.reply_to_id) == ("12 bytes of music", voice.id)
    assert server.unanswered == []


async def test_python_telegram_bot_understands_every_answer(server: TelegramServer, running: RunningServer) -> None:
    daniel = server.person(1002, "Daniel")
    await daniel.start()
    forum = server.group("Operators", [daniel], forum=True)
    application = ptb_application(server, running)
    async with application:
        bot = application.bot
        assert bot.bot.is_bot
        assert (await bot.send_photo(1002, b"bytes", caption="A piano")).photo
        document = (await bot.send_document(1002, b"bytes", filename="lesson.ics")).document
        assert document
        assert document.file_name == "lesson.ics"
        assert (await bot.send_location(1002, 52.5, 13.4)).location
        assert (await bot.send_venue(1002, 52.5, 13.4, "Studio", "Torstraße 1")).venue
        assert (await bot.send_contact(1002, "+49301234567", "Ada")).contact
        assert (await bot.get_chat(1002)).first_name == "Daniel"
        assert (await bot.get_chat_member(forum.id, 1002)).status == "creator"
        topic = await bot.create_forum_topic(forum.id, "Case 7")
        assert await bot.close_forum_topic(forum.id, topic.message_thread_id)
        assert await bot.set_my_commands([("book", "Book a lesson")])
        assert [each.command for each in await bot.get_my_commands()] == ["book"]
        assert (await bot.get_webhook_info()).url == ""
        assert len(await bot.get_updates()) == 2


async def test_python_telegram_bot_understands_every_refusal(
    server: TelegramServer, running: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # it warns about every retry_after that is still a number
    daniel = server.person(1002, "Daniel")
    await daniel.start()
    async with ptb_application(server, running) as application:
        server.fail_next("sendMessage", 429, retry_after=3)
        with pytest.raises(RetryAfter, match="Flood control exceeded"):
            await application.bot.send_message(1002, "Hi")
        with pytest.raises(BadRequest, match="Chat not found"):
            await application.bot.send_message(1, "Hi")
        await daniel.block()
        with pytest.raises(Forbidden):
            await application.bot.send_message(1002, "Hi")
