"""Going on elsewhere: a link, or a code to type, that works once."""

from datetime import timedelta

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form
from etude.conversations.linking import LINK
from etude.conversations.messages import Button, OpenLink, Say
from etude.conversations.secret_codes import HIDDEN
from etude.core.codes.store import make_code, seed_code
from etude.core.ids import PersonId
from etude.core.text import _
from etude.core.transaction import Tx

LIVES = timedelta(minutes=30)


class Switching(Form):
    """Nothing is asked."""


async def switch_channel(chat: Chat) -> str:
    seed = await chat.once("code", seed_link, chat.house.secret_key, chat.person.id)
    links = [Button(_("Open on the web"), OpenLink(chat.house.chat_link()))]
    if chat.house.telegram:
        link = OpenLink(f"https://t.me/{chat.house.telegram}?start=")
        links.insert(0, Button(_("Open in Telegram"), link))
    words = _(
        "Go on anywhere: open a link, or type this code there. It works once, for half an hour: {code}", code=HIDDEN
    )
    await chat.say(Say(words, tuple(links), seed))
    return ""


def seed_link(tx: Tx, secret: str, person: PersonId) -> str:
    """The seed of a code that makes another address this person's."""
    return seed_code(tx, secret, LINK, person, LIVES)


def link_code(tx: Tx, person: PersonId) -> str:
    """A code that makes another address this person's."""
    return make_code(tx, LINK, person, LIVES)


FLOW = Flow("switch_channel", Switching, switch_channel, _("switching"), _("Go on elsewhere"))
