"""A music shop's bot on python-telegram-bot, with Etude's lessons in it: `/strings` stays, all else is Etude's.

SHOP_TOKEN=… python docs/examples/ptb_shop.py
"""

import asyncio
import os

from telegram import Update
from telegram.ext import Application, CommandHandler, ContextTypes

from etude.bots.telegram import ptb_driver
from etude.core.clock import SystemClock
from etude.core.settings import Settings
from etude.server import opened


async def sell_strings(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message:
        await update.message.reply_text("Strings, £9. Ask at the counter.")


async def main() -> None:
    settings = Settings()
    api = settings.telegram_api or "https://api.telegram.org"
    builder = Application.builder().token(os.environ["SHOP_TOKEN"])
    application = builder.base_url(f"{api}/bot").base_file_url(f"{api}/file/bot").build()
    async with opened(settings, SystemClock()) as etude, application:
        application.add_handler(CommandHandler("strings", sell_strings))
        application.add_handlers(ptb_driver.mount(etude, application.bot))
        await application.start()
        if application.updater:
            await application.updater.start_polling()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
