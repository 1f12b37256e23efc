"""The address at which any calendar app follows a person's lessons."""

from etude.calendar.feeds import feed_path
from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form
from etude.conversations.messages import Button, OpenLink, Say
from etude.core.text import _, verbatim


class MyCalendar(Form):
    """Nothing is asked."""


async def my_calendar(chat: Chat) -> str:
    person = chat.person
    address = chat.house.link(feed_path(person.id, person.feed_version, chat.house.secret_key))
    await chat.say(
        _("Add this address to your calendar app as a subscription. Keep it to yourself, it shows your lessons.")
    )
    await chat.say(Say(verbatim(address), (Button(_("Open the feed"), OpenLink(address)),)))
    return ""


FLOW = Flow("my_calendar", MyCalendar, my_calendar, _("your calendar"), _("My calendar"))
