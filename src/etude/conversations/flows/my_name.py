"""What somebody wants to be called."""

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, answer
from etude.conversations.parts.first_names import read_name
from etude.core.ids import PersonId
from etude.core.people.store import change_person, learners_of, rename_learner
from etude.core.text import _
from etude.core.transaction import Tx


class Naming(Form):
    """A first name."""

    name = answer(str, reads=read_name, hint=_("Just the first name, such as “Mia”."))


async def my_name(chat: Chat) -> str:
    name = await chat.ask(Naming.name, _("What shall I call you?"))
    await chat.once("called", call, chat.person.id, name)
    chat.look_again()
    await chat.say(_("OK, {name} it is.", name=name))
    return ""


def call(tx: Tx, person: PersonId, name: str) -> None:
    """Keep somebody's name, as a person and as a learner."""
    change_person(tx.conn, person, name=name)
    for learner in learners_of(tx.conn, person):
        if learner.person == person:
            rename_learner(tx, person, learner.id, name)


FLOW = Flow("my_name", Naming, my_name, _("your name"), _("My name"))
