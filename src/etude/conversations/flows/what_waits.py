"""What waits for an answer, whenever somebody asks for it."""

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form
from etude.conversations.messages import Say
from etude.conversations.parts.ways import MY_LESSONS
from etude.conversations.parts.what_waits import what_waits
from etude.core.text import _


class Waiting(Form):
    """Nothing is asked."""


async def show_waiting(chat: Chat) -> str:
    """Requests, times on offer and moves that this person has not answered yet."""
    waiting = chat.look(lambda conn: what_waits(conn, chat.now, chat.person))
    for number, reply in enumerate(waiting):
        await chat.say(reply, str(number))
    if not waiting:
        await chat.say(Say(_("Nothing waits for your answer. I tell you as soon as something does."), (MY_LESSONS,)))
    return ""


FLOW = Flow("what_waits", Waiting, show_waiting, _("what waits for you"), _("Waiting for you"))
