"""What can be said at any time: the menu, help, and a person to talk to."""

from datetime import datetime, timedelta

from etude.conversations import store
from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form
from etude.conversations.messages import Button, Say, StartFlow
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.ways import FIND_A_TUTOR, MY_LESSONS, MY_WEEK, STUDENTS_WAYS, TUTORS_WAYS, share_words
from etude.core.ids import PersonId
from etude.core.support.store import open_ticket
from etude.core.text import Text, _, zone_named
from etude.core.transaction import Tx
from etude.core.tutors.store import is_tutor

TURNS = 10
# When people answer: weekdays, in the zone of the office.
OFFICE_ZONE, OPENS, CLOSES = "Europe/London", 9, 18


class Supporting(Form):
    """Nothing is asked."""


async def menu(chat: Chat) -> str:
    """A greeting with the ways to go on."""
    name = chat.person.name
    hello = _("Hi {name}!", name=first_name(name)) if name else _("Hi!")
    if chat.look(lambda conn: is_tutor(conn, chat.person.id)):
        link = chat.look(lambda conn: share_words(conn, chat.house, chat.person.id))
        words = _("{hello} I tell you here when someone asks for a lesson. {link}", hello=hello, link=link)
        buttons = TUTORS_WAYS
    else:
        words = _("{hello} I find you a tutor and book the lesson. What would you like to learn?", hello=hello)
        buttons = STUDENTS_WAYS
    await chat.say(Say(words, buttons))
    return ""


async def help_(chat: Chat) -> str:
    """What can be said."""
    if chat.look(lambda conn: is_tutor(conn, chat.person.id)):
        words = _(
            "Say “my week”, “off next Friday”, “free Saturday 10 to 14” or “my lessons”. I bring you each request."
        )
    else:
        words = _(
            "Say what you'd like, such as “piano for my son, Tuesdays after 5”. Or “my lessons”, “cancel it”, “back”."
        )
    buttons = (
        _start("my_lessons", _("My lessons")),
        _start("my_calendar", _("My calendar")),
        _start("switch_channel", _("Go on elsewhere")),
        _start("talk_to_person", _("Talk to a person")),
    )
    await chat.say(Say(words, buttons))
    return ""


async def talk_to_person(chat: Chat) -> str:
    """A ticket with what was said, and when somebody will answer."""
    await chat.once("ticket", make_ticket, chat.person.id)
    answer = next_office_hour(chat.now)
    where = _("I've passed this on, with the last lines of our chat.")
    if answer is None:
        words = _("{where} A person answers here within the hour.", where=where)
    else:
        words = _("{where} A person answers here on {time:when}.", where=where, time=answer)
    first = MY_WEEK if chat.look(lambda conn: is_tutor(conn, chat.person.id)) else FIND_A_TUTOR
    await chat.say(Say(words, (MY_LESSONS, first)))
    return ""


def make_ticket(tx: Tx, person: PersonId) -> str:
    """Ask a person to look at this conversation."""
    conversation = store.conversation_of(tx.conn, tx.now, person)
    said = store.last_messages(tx.conn, conversation, TURNS)[::-1]
    turns = [[each.author, each.words or (str(each.reply.text) if each.reply else "")] for each in said]
    return open_ticket(tx, person, turns)


def next_office_hour(now: datetime) -> datetime | None:
    """When the office opens next, or None while it is open."""
    local = now.astimezone(zone_named(OFFICE_ZONE))
    if local.weekday() < 5 and OPENS <= local.hour < CLOSES:
        return None
    opening = local.replace(hour=OPENS, minute=0, second=0, microsecond=0)
    while opening <= local or opening.weekday() >= 5:
        opening += timedelta(days=1)
    return opening


def _start(flow: str, label: Text) -> Button:
    return Button(label, StartFlow(flow))


FLOWS = (
    Flow("menu", Supporting, menu, _("the menu"), _("Menu")),
    Flow("help", Supporting, help_, _("help"), _("Help")),
    Flow("talk_to_person", Supporting, talk_to_person, _("your message"), _("Talk to a person")),
)
