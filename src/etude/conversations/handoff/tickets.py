"""Tickets: made in a conversation, answered by operators, closed by either side."""

from collections.abc import Sequence

from sqlalchemy import Connection

from etude.conversations import store
from etude.conversations.messages import GivenBack, OperatorSaid
from etude.conversations.store import Message
from etude.core.ids import PersonId, TicketId
from etude.core.jobs.store import ask_for
from etude.core.support.store import Ticket, change_ticket, load_ticket, open_ticket, ticket_in, waiting_ticket
from etude.core.transaction import Tx

TURNS = 10
LONGEST_TURN = 200
ONLY_WORDS = "I can pass on words only. /done gives the conversation back to the bot."
PASSED_BACK = "The bot has the conversation again."
TOO_LATE = "That was not passed on: the bot has the conversation again."
URGENT = "URGENT: these words may disclose harm to a child, or a wish to harm oneself."


def make_ticket(tx: Tx, person: PersonId, has_group: bool, urgent: bool = False) -> str:
    """Ask for a person to look at this conversation, in the operators' group where there is one."""
    known = waiting_ticket(tx.conn, person)
    conversation = store.conversation_of(tx.conn, tx.now, person)
    said = store.last_messages(tx.conn, conversation, TURNS)[::-1]
    ticket = open_ticket(tx, person, turns_of(said), urgent=urgent)
    if has_group and known is None:
        for step in ("topic", "card"):
            ask_for(tx, f"operators.{step}", f"{step}:{ticket}", lane=f"operators:{ticket}", ticket=ticket)
    if has_group and known is not None and urgent:
        tell_operators(tx, ticket, f"urgent:{said[-1].id}", URGENT)
    return ticket


def tell_operators(tx: Tx, ticket: TicketId | str, key: str, words: str) -> None:
    """Have something said in the ticket's topic, once for each `key`, in order."""
    ask_for(tx, "operators.post", f"operators:{key}", lane=f"operators:{ticket}", ticket=ticket, words=words)


def turns_of(said: Sequence[Message]) -> list[list[str]]:
    """Who said what, the long shortened."""
    return [[each.author, _shorten(each.words or (str(each.reply.text) if each.reply else ""))] for each in said]


def said_since(conn: Connection, ticket: Ticket) -> list[list[str]]:
    """What was said after the ticket was made."""
    conversation = store.find_conversation(conn, ticket.person)
    said = store.messages_after(conn, conversation, 0, limit=100_000) if conversation else []
    return turns_of([message for message in said if message.at > ticket.created_at])


def hear_topic(tx: Tx, topic: str, words: str, key: str) -> None:
    """What an operator wrote in a topic goes to the person whose ticket it is; `key` is the delivery's own.

    ``/done`` gives the conversation back. Words are empty where something else was sent.
    """
    ticket = ticket_in(tx.conn, topic)
    if ticket is None:
        return
    command = words.split()[0].partition("@")[0] if words.startswith("/") else ""
    if ticket.state == "done":
        tell_operators(tx, ticket.id, f"late:{key}", TOO_LATE)
    elif command == "/done":
        finish(tx, ticket, key)
    elif command or not words.strip():
        tell_operators(tx, ticket.id, f"only:{key}", ONLY_WORDS)
    else:
        answer(tx, ticket, words, key)


def answer(tx: Tx, ticket: Ticket, words: str, key: str) -> None:
    """An operator's words, put into the person's inbox once for each `key`."""
    store.tell(tx, ticket.person, key, OperatorSaid(ticket.id, words.strip()))


def finish(tx: Tx, ticket: Ticket, key: str) -> None:
    """The conversation is given back, in a turn of its own."""
    store.tell(tx, ticket.person, key, GivenBack(ticket.id))


def close_ticket(tx: Tx, person: PersonId, has_group: bool) -> bool:
    """The bot answers again; says whether somebody had taken the conversation."""
    ticket = waiting_ticket(tx.conn, person)
    if ticket is None:
        return False
    change_ticket(tx.conn, ticket.id, state="done")
    conversation = store.conversation_of(tx.conn, tx.now, person)
    store.save_conversation(tx.conn, tx.now, conversation, with_person=False)
    if has_group:
        tell_operators(tx, ticket.id, f"back:{ticket.id}", PASSED_BACK)
    return ticket.state == "taken"


def take_ticket(tx: Tx, ticket_id: TicketId) -> bool:
    """Somebody answers, so the bot is silent; False where the conversation has been given back meanwhile."""
    ticket = load_ticket(tx.conn, ticket_id)
    if ticket.state == "done":
        return False
    if ticket.state == "open":
        change_ticket(tx.conn, ticket.id, state="taken")
        conversation = store.conversation_of(tx.conn, tx.now, ticket.person)
        store.save_conversation(tx.conn, tx.now, conversation, with_person=True)
    return True


def _shorten(words: str) -> str:
    return words if len(words) <= LONGEST_TURN else words[:LONGEST_TURN] + " …"
