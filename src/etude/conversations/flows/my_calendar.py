"""The address at which any calendar app follows a person's lessons, and a new one for it."""

from etude.calendar.feeds import feed_path
from etude.calendar.store import revoke_feed
from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, answer, consent
from etude.conversations.messages import Button, OpenLink, Reply, Say, StartFlow
from etude.core.ids import PersonId
from etude.core.people.store import load_person
from etude.core.text import _, verbatim
from etude.core.transaction import Tx


class MyCalendar(Form):
    """Nothing is asked."""


class Renewing(Form):
    """A yes to losing the old address."""

    keep = answer(bool)
    agreed = consent()


async def my_calendar(chat: Chat) -> str:
    await chat.say(
        _("Add this address to your calendar app as a subscription. Keep it to yourself, it shows your lessons.")
    )
    await chat.say(_address(chat, chat.person.feed_version))
    return ""


async def new_feed_address(chat: Chat) -> str:
    """Another address for the feed; the old one shows nothing any more, wherever it has got to."""
    if chat.given(Renewing.keep, False):
        await chat.say(_("Good. Your address stays as it is."))
        return ""
    words = _("I can give you a new address. The old one then stops working, in your calendar app too. Shall I?")
    keep = chat.button(Renewing.keep, True, _("Keep the old one"))
    await chat.agree(Renewing.agreed, Say(words, (keep,)), chat.person.feed_version, yes=_("Make a new one"))
    version = await chat.once("renewed", renew, chat.person.id)
    await chat.say(_("Done, the old address no longer works. Put this one into your calendar app instead."))
    await chat.say(_address(chat, version))
    return ""


def renew(tx: Tx, person: PersonId) -> int:
    """Revoke every address that was given out so far; which version the living one has now."""
    revoke_feed(tx.conn, person)
    return load_person(tx.conn, person).feed_version


def _address(chat: Chat, version: int) -> Reply:
    address = chat.house.link(feed_path(chat.person.id, version, chat.house.secret_key))
    another = Button(_("New address"), StartFlow("new_feed_address"))
    return Say(verbatim(address), (Button(_("Open the feed"), OpenLink(address)), another))


FLOWS = (
    Flow("my_calendar", MyCalendar, my_calendar, _("your calendar"), _("My calendar")),
    Flow("new_feed_address", Renewing, new_feed_address, _("the new address"), _("New address")),
)
