"""Only adults teach: whoever has not said yet whether they are one is asked."""

from etude.conversations.chat import Chat
from etude.conversations.forms import Form, Option, answer
from etude.core.ids import PersonId
from etude.core.people.store import change_person
from etude.core.text import _
from etude.core.transaction import Tx


class Grown(Form):
    """Whether they are of age."""

    adult = answer(bool, hint=_("Tap one, or say “yes” or “no”."))


async def is_adult(chat: Chat) -> bool:
    """Whether whoever writes is 18 or over, by what they said once."""
    adult = chat.person.adult
    if adult is None:
        options = [Option(_("Yes"), True), Option(_("No"), False)]
        adult = await chat.ask(Grown.adult, _("How nice! First: are you 18 or over?"), options)
        await chat.once("grown", mark_adult, chat.person.id, adult)
    return adult


def mark_adult(tx: Tx, person: PersonId, adult: bool) -> bool:
    change_person(tx.conn, person, adult=adult)
    return adult
