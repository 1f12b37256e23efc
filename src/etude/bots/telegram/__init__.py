"""Telegram: the conversations in its chats, through aiogram or python-telegram-bot.

async with run_polling(app, token):       # or run_webhook with webhook_routes
    ...

dispatcher.include_router(aiogram_driver.mount(app, bot))       # inside an aiogram bot that exists already
    application.add_handlers(ptb_driver.mount(app, bot))            # inside a python-telegram-bot one
application.add_handlers(ptb_driver.mount(app, bot))            # inside a python-telegram-bot one
"""

from etude.bots.telegram.channel import Channel, Parts
from etude.bots.telegram.port import BadTokenError
from etude.bots.telegram.running import FRAMEWORKS, find_username, run_polling, run_webhook, webhook_url
from etude.bots.telegram.webhook import webhook_routes

__all__ = [
    "FRAMEWORKS",
    "BadTokenError",
    "Channel",
    "Parts",
    "find_username",
    "run_polling",
    "run_webhook",
    "webhook_routes",
    "webhook_url",
]
