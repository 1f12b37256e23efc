"""What can be said at any time: the menu, help, and a person to talk to."""

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form
from etude.conversations.handoff.tickets import close_ticket, make_ticket
from etude.conversations.messages import Button, Say, StartFlow
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.ways import FIND_A_TUTOR, MY_LESSONS, MY_WEEK, TUTORS_WAYS, first_ways, share_words
from etude.conversations.parts.what_waits import what_waits
from etude.core.text import Text, _
from etude.core.tutors.store import is_tutor


class Supporting(Form):
    """Nothing is asked."""


async def menu(chat: Chat) -> str:
    """A greeting with the ways to go on."""
    name = chat.person.name
    hello = _("Hi {name}!", name=first_name(name)) if name else _("Hi!")
    if waiting := chat.look(lambda conn: what_waits(conn, chat.now, chat.person)):
        await chat.say(_("{hello} Waiting for you:", hello=hello), "hello")
        for number, reply in enumerate(waiting):
            await chat.say(reply, str(number))
        return ""
    if chat.look(lambda conn: is_tutor(conn, chat.person.id)):
        link = chat.look(lambda conn: share_words(conn, chat.house, chat.person.id))
        words = _("{hello} I tell you here when someone asks for a lesson. {link}", hello=hello, link=link)
        buttons = TUTORS_WAYS
    else:
        words = _("{hello} I find you a tutor and book the lesson. What would you like to learn?", hello=hello)
        buttons = first_ways(chat.person.locale)
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
    await chat.once("ticket", make_ticket, chat.person.id, chat.house.office.has_group)
    answer = chat.house.office.next_opening(chat.now)
    where = _("I've passed this on, with the last lines of our chat.")
    if answer is None:
        words = _("{where} A person answers here within the hour.", where=where)
    else:
        words = _("{where} A person answers here on {time:when}.", where=where, time=answer)
    first = MY_WEEK if chat.look(lambda conn: is_tutor(conn, chat.person.id)) else FIND_A_TUTOR
    await chat.say(Say(words, (MY_LESSONS, first)))
    return ""


async def back_to_etude(chat: Chat, by: str = "you") -> str:
    """The conversation is the bot's again; whatever was under way goes on where it was."""
    taken = await chat.once("closed", close_ticket, chat.person.id, chat.house.office.has_group)
    if taken and by == "operator":
        await chat.say(_("{name} has left the chat, and I'm back.", name=chat.house.office.name))
    elif by != "operator":
        await chat.say(_("I'm back. Say “talk to a person” whenever you need one."))
    return ""


def _start(flow: str, label: Text) -> Button:
    return Button(label, StartFlow(flow))


FLOWS = (
    Flow("menu", Supporting, menu, _("the menu"), _("Menu")),
    Flow("help", Supporting, help_, _("help"), _("Help")),
    Flow("talk_to_person", Supporting, talk_to_person, _("your message"), _("Talk to a person")),
    Flow("back_to_etude", Supporting, back_to_etude, _("coming back"), _("Back to the bot")),
)
