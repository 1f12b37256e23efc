"""What somebody wants to be called."""

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, answer
from etude.conversations.messages import Button, Say, StartFlow
from etude.conversations.parts.first_names import read_name
from etude.core.ids import PersonId
from etude.core.people.store import change_person, learners_of, rename_learner
from etude.core.text import _
from etude.core.transaction import Tx
from etude.core.tutors.store import is_tutor


class Naming(Form):
    """A first name."""

    name = answer(str, reads=read_name, hint=_("Just the first name, such as “Mia”."))


async def my_name(chat: Chat) -> str:
    """A first name to be called by; a tutor's is the one that students see, and changes with the profile."""
    if chat.look(lambda conn: is_tutor(conn, chat.person.id)):
        change = Button(_("Change it"), StartFlow("tutor_profile", answers={"wanted": "name"}))
        await chat.say(Say(_("Students see you as {name}.", name=chat.person.called), (change,)))
        return ""
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
