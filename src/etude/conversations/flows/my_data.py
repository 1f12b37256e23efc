"""What is kept of somebody, in a file for them; and having it erased."""

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, answer, consent
from etude.conversations.messages import Button, Document, Say, StartFlow
from etude.conversations.own_data import ask_to_erase, gather, is_unfinished, wards_of
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.ways import FIND_A_TUTOR, MY_LESSONS
from etude.core.text import _
from etude.core.tutors.store import is_tutor

GET = Button(_("Get my data"), StartFlow("get_my_data"))
DELETE = Button(_("Delete my data"), StartFlow("delete_my_data"))
PREFERENCES = Button(_("My preferences"), StartFlow("my_preferences"))
SETTINGS = Button(_("Settings"), StartFlow("settings"))
PERSON = Button(_("Talk to a person"), StartFlow("talk_to_person"))


class Seeing(Form):
    """Nothing is asked."""


class Deleting(Form):
    """A yes to being forgotten."""

    keep = answer(bool)
    agreed = consent()


async def my_data(chat: Chat) -> str:
    """What kinds of things are kept, and what can be done about it."""
    words = _("I keep your name, language and clock, your children, wishes, favourites and lessons, and this chat.")
    await chat.say(Say(words, (GET, DELETE, PREFERENCES, SETTINGS)))
    return ""


async def get_my_data(chat: Chat) -> str:
    """All of it in a file."""
    content = chat.look(lambda conn: gather(conn, chat.now, chat.person.id))
    words = _("Here is everything I keep of you, as a file. It names you, so keep it to yourself.")
    await chat.say(Document(words, "etude-my-data.json", "application/json", content, (DELETE, SETTINGS)))
    return ""


async def delete_my_data(chat: Chat) -> str:
    """Erase whatever the books do not need, once it was shown what that is and agreed to."""
    if chat.given(Deleting.keep, False):
        await chat.say(Say(_("Good. Everything stays as it is."), (FIND_A_TUTOR, SETTINGS)))
        return ""
    hindrance = _hindrance(chat)
    if hindrance is not None:
        await chat.say(hindrance)
        return ""
    words = _(
        "Delete everything? This chat, names, children, wishes and favourites go. Kept without a name: dates and "
        "amounts of lessons, for the books. Tutors keep what they were told. It can't be undone."
    )
    keep = chat.button(Deleting.keep, True, _("Keep my data"))
    await chat.agree(Deleting.agreed, Say(words, (keep, GET)), chat.person.id, yes=_("Delete it all"), style="danger")
    await chat.once("erasing", ask_to_erase, chat.person.id)
    await chat.say(Say(_("In a minute it is all gone. Write any time: we begin afresh."), (FIND_A_TUTOR,)))
    return ""


def _hindrance(chat: Chat) -> Say | None:
    """Why it cannot be done here and now, and what can."""
    if chat.look(lambda conn: is_tutor(conn, chat.person.id)):
        return Say(_("You teach here, with students and payouts. A person goes through it with you."), (PERSON, GET))
    if chat.person.guardian is not None:
        return Say(_("Whoever looks after you here decides that. A person can help you both."), (PERSON, GET))
    wards = chat.look(lambda conn: wards_of(conn, chat.person.id))
    if wards:
        words = _("{name} chats here too, and you look after them. A person does it with you.", name=_named(wards))
        return Say(words, (PERSON, GET))
    if chat.look(lambda conn: is_unfinished(conn, chat.person.id)):
        words = _("A lesson of yours is still to come or to be settled. Cancel it, or ask again once it is done.")
        return Say(words, (MY_LESSONS, GET))
    return None


def _named(names: list[str]) -> str:
    return ", ".join(first_name(name) for name in names)


FLOWS = (
    Flow("my_data", Seeing, my_data, _("your data"), _("My data")),
    Flow("get_my_data", Seeing, get_my_data, _("your data"), _("Get my data")),
    Flow("delete_my_data", Deleting, delete_my_data, _("deleting your data"), _("Delete my data")),
)
