"""Coming by a link into a chat where something was said already, or with a link that came by mail."""

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, Option, answer
from etude.conversations.linking import ASKING, has_lessons, join, mail_new_link
from etude.conversations.parts.lesson_words import first_name
from etude.core.codes.store import CodeDigest, find_code
from etude.core.people.store import load_person
from etude.core.text import Text, _


class Joining(Form):
    """A yes to becoming part of somebody's conversation."""

    yes = answer(bool)


class Asking(Form):
    """Nothing is asked."""


async def go_on_here(chat: Chat, code: str) -> str:
    """Only a tap, or a yes, uses the link up."""
    digest, here = CodeDigest(code), chat.here
    if here is None or not await chat.ask(
        Joining.yes, _question(chat, digest), [Option(_("Yes, go on here"), True), Option(_("No"), False)]
    ):
        await chat.say(_("OK. Nothing has changed, and that link still works."))
    elif chat.look(lambda conn: has_lessons(conn, chat.person.id)):
        await chat.say(_("You have lessons in this chat by now, so it stays yours."))
    elif await chat.once("joined", join, digest, chat.person.id, here):
        chat.leave()
    else:
        await chat.say(_("That link has been used meanwhile, or is too old. You can go on right here."))
    return ""


async def new_link(chat: Chat, code: str) -> str:
    """For whoever comes with a mail that was answered already."""
    await chat.once("mailed", mail_new_link, CodeDigest(code))
    await chat.say(_("It is on its way to the address that the old one went to. It can take a minute."))
    return ""


def _question(chat: Chat, code: CodeDigest) -> Text:
    found = chat.look(lambda conn: find_code(conn, chat.now, code))
    owner = found and chat.look(lambda conn: load_person(conn, found.person)).name
    if not owner:
        return _("Go on with the other chat here? Say yes only if it's yours: what is written here becomes part of it.")
    return _(
        "Go on with {name}'s chat here? Say yes only if that's you: what is written here becomes part of it.",
        name=first_name(owner),
    )


FLOWS = (
    Flow(ASKING, Joining, go_on_here, _("the link"), _("Go on here")),
    Flow("new_link", Asking, new_link, _("the new link"), _("Mail me a new link")),
)
