"""A music shop's bot on aiogram, with Etude's lessons in it: `/strings` stays the shop's, all else is Etude's.

SHOP_TOKEN=… python docs/examples/aiogram_shop.py
"""

import asyncio
import os

from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.filters import Command
from aiogram.types import Message

from etude.bots.telegram import aiogram_driver
from etude.core.clock import SystemClock
from etude.core.settings import Settings
from etude.server import opened

shop = Router()


@shop.message(Command("strings"))
async def sell_strings(message: Message) -> None:
    await message.answer("Strings, £9. Ask at the counter.")


async def main() -> None:
    settings = Settings()
    api = TelegramAPIServer.from_base(settings.telegram_api) if settings.telegram_api else PRODUCTION
    async with opened(settings, SystemClock()) as etude:
        bot = Bot(os.environ["SHOP_TOKEN"], session=AiohttpSession(api=api))
        dispatcher = Dispatcher()
        dispatcher.include_routers(shop, aiogram_driver.mount(etude, bot))
        await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main())
