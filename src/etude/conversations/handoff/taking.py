"""What the conversation does while a person has it: keeps and passes on what is said, and says nothing itself."""

from etude.conversations.chat import Scene
from etude.conversations.handoff.tickets import TOO_LATE, take_ticket, tell_operators
from etude.conversations.messages import (
    Button,
    ContactIn,
    FileIn,
    Incoming,
    LocationIn,
    Meaning,
    Opened,
    OperatorSaid,
    Reply,
    Say,
    StartFlow,
    Tap,
    TextIn,
)
from etude.conversations.record import Record
from etude.core.ids import TicketId
from etude.core.support.store import load_ticket, waiting_ticket
from etude.core.text import _

FROM_PERSON = TextIn | Tap | LocationIn | ContactIn | FileIn | Opened
BACK_TO_ETUDE = Button(_("Back to the bot"), StartFlow("back_to_etude"))


def hear_operator(scene: Scene, said: OperatorSaid) -> list[Reply]:
    """An operator's words for the person; from the first on, the bot is silent."""
    if not take_ticket(scene.tx, said.ticket):
        if scene.house.office.has_group:
            tell_operators(scene.tx, said.ticket, f"late:{said.ticket}:{scene.turn}", TOO_LATE)
        return []
    words = _("{name} from Etude: {words}", name=scene.house.office.name, words=said.words)
    return [Say(words, (BACK_TO_ETUDE,))]


def is_returning(meaning: Meaning) -> bool:
    """Whether a button gives the conversation back to the bot."""
    return isinstance(meaning, StartFlow) and meaning.flow == "back_to_etude"


def with_a_person(scene: Scene) -> Reply:
    """The answer to a button, or to opening the chat, while a person has the conversation."""
    words = _("You're with {name} from Etude now, so I keep quiet. Just write.", name=scene.house.office.name)
    return Say(words, (BACK_TO_ETUDE,))


def let_operators_listen(scene: Scene, record: Record, incoming: Incoming) -> None:
    """What somebody says who has asked for a person goes into the topic of their ticket."""
    if not scene.house.office.has_group or not isinstance(incoming, FROM_PERSON):
        return
    ticket, name = waiting_ticket(scene.tx.conn, scene.person.id), scene.person.name or "They"
    if ticket is not None:
        record.listener = lambda message, words: tell_operators(scene.tx, ticket.id, message, f"{name}: {words}")


def is_open(scene: Scene, ticket: TicketId) -> bool:
    """Whether neither side has given the conversation back yet."""
    return load_ticket(scene.tx.conn, ticket).state != "done"


def is_waited_for(scene: Scene) -> bool:
    """Whether a person has been asked for, so that what the bot cannot make sense of is for them."""
    return waiting_ticket(scene.tx.conn, scene.person.id) is not None
