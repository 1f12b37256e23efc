"""Etude inside a bot that somebody runs already, with handlers of their own, on either framework."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram import InlineKeyboardButton as PtbButton
from telegram import InlineKeyboardMarkup as PtbMarkup
from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters

from etude.bots.telegram import aiogram_driver, ptb_driver
from etude.conversations.messages import Say
from etude.core.text import verbatim


@asynccontextmanager
async def aiogram_shop(school) -> AsyncIterator[None]:
    """A music shop's bot on aiogram, with a button of its own."""
    bot = Bot(school.server.token, session=AiohttpSession(api=TelegramAPIServer.from_base(school.telegram.url)))
    shop, rest = Router(), Router()

    @shop.message(Command("strings"))
    async def strings(message: Message) -> None:
        row = [InlineKeyboardButton(text="Reserve", callback_data="reserve:1")]
        await message.answer("Strings, 9 €", reply_markup=InlineKeyboardMarkup(inline_keyboard=[row]))

    @rest.callback_query()
    async def reserve(query: CallbackQuery) -> None:
        await query.answer("Reserved")

    @rest.message()
    async def overhear(message: Message) -> None:
        await message.answer("This is the shop.")

    dispatcher = Dispatcher()
    dispatcher.include_routers(shop, aiogram_driver.mount(school.etude, bot), rest)
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
    assert await school.server.polled()
    yield
    await dispatcher.stop_polling()
    await polling


@asynccontextmanager
async def ptb_shop(school) -> AsyncIterator[None]:
    """The same shop's bot on python-telegram-bot."""
    builder = Application.builder().token(school.server.token).base_url(f"{school.telegram.url}/bot")
    application = builder.base_file_url(f"{school.telegram.url}/file/bot").build()

    async def strings(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        keyboard = PtbMarkup([[PtbButton("Reserve", callback_data="reserve:1")]])
        await update.message.reply_text("Strings, 9 €", reply_markup=keyboard)

    async def reserve(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        await update.callback_query.answer("Reserved")

    async def overhear(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        await update.message.reply_text("This is the shop.")

    application.add_handler(CommandHandler("strings", strings))
    application.add_handlers(ptb_driver.mount(school.etude, application.bot))
    application.add_handler(CallbackQueryHandler(reserve))
    application.add_handler(MessageHandler(filters.ALL, overhear))
    async with application:
        await application.start()
        await application.updater.start_polling()
        assert await school.server.polled()
        yield
        await application.updater.stop()
        await application.stop()


@pytest.fixture
async def shop(school) -> AsyncIterator[None]:
    run = aiogram_shop if school.framework == "aiogram" else ptb_shop
    async with run(school):
        yield


async def test_the_shop_keeps_its_commands_and_etude_answers_the_rest(school, shop, daniel) -> None:
    await daniel.send("/strings")
    (strings,) = await daniel.wait_for(1)
    assert strings.text == "Strings, 9 €"
    await daniel.send("piano lessons in Berlin")
    (cards,) = await daniel.wait_for(1)
    assert "Piano, near Berlin" in cards.text
    assert [each["text"] for each in await school.heard(daniel)] == ["piano lessons in Berlin"]


async def test_each_answers_its_own_buttons(school, shop, daniel, server) -> None:
    await daniel.send("/strings")
    await daniel.wait_for(1)
    assert (await (await daniel.tap("Reserve")).answered()).text == "Reserved"
    await daniel.send("menu")
    await daniel.wait_for(1)
    assert (await (await daniel.tap("Find a tutor")).answered()).text == ""
    await daniel.wait_for(1)
    assert server.unanswered == []


async def test_groups_stay_the_shops_own(school, shop, carla, server) -> None:
    parents = server.group("Piano parents", [carla])
    await carla.send("hello @etude_test_bot", chat=parents)
    (answer,) = await carla.wait_for(1, chat=parents)
    assert answer.text == "This is the shop."
    assert await school.heard(carla) == []


async def test_reminders_go_out_through_the_shops_bot(school, shop, daniel) -> None:
    await daniel.send("menu")
    await daniel.wait_for(1)
    await school.say(daniel, Say(verbatim("Your lesson begins in an hour.")))
    (reminder,) = await daniel.wait_for(1)
    assert (reminder.text, reminder.sender) == ("Your lesson begins in an hour.", "Etude")


async def test_what_the_shops_bot_is_handed_twice_has_one_effect(school, shop, daniel, server) -> None:
    server.duplicate_updates = True
    await daniel.send("menu")
    await daniel.wait_for(1)
    assert await daniel.stay_quiet() == []
    assert len(await school.heard(daniel)) == 1


async def test_whoever_blocks_the_shops_bot_is_left_alone(school, shop, daniel) -> None:
    await daniel.send("menu")
    await daniel.wait_for(1)
    await daniel.block()
    await school.until(lambda: school.is_blocked(daniel))
