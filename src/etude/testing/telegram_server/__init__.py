"""A Bot API server on loopback, with people who use it: what Telegram is to a bot, for tests and demos.

server = TelegramServer()
async with serve(server) as running:      # running.url goes into the bot's library
    ada = server.person(1001, "Ada")
    await ada.start()
    (welcome,) = await ada.wait_for(1)
    await ada.tap(welcome.labels[0])
"""

from etude.testing.telegram_server.chats import CallbackAnswer, Topic
from etude.testing.telegram_server.errors import NoSuchButtonError, NothingArrivedError
from etude.testing.telegram_server.flood import FloodLimit
from etude.testing.telegram_server.group import Group
from etude.testing.telegram_server.limits import Limits
from etude.testing.telegram_server.person import Person
from etude.testing.telegram_server.server import DEFAULT_TOKEN, Call, TelegramServer
from etude.testing.telegram_server.serving import RunningServer, serve
from etude.testing.telegram_server.tapping import Tap
from etude.testing.telegram_server.view import SeenButton, SeenContact, SeenEntity, SeenMedia, SeenMessage

__all__ = [
    "DEFAULT_TOKEN",
    "Call",
    "CallbackAnswer",
    "FloodLimit",
    "Group",
    "Limits",
    "NoSuchButtonError",
    "NothingArrivedError",
    "Person",
    "RunningServer",
    "SeenButton",
    "SeenContact",
    "SeenEntity",
    "SeenMedia",
    "SeenMessage",
    "Tap",
    "TelegramServer",
    "Topic",
    "serve",
]
