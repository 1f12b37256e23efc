"""Messages on their way out. A message is a row first; these jobs carry it to where its reader is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from sqlalchemy import Connection

from etude.conversations import store
from etude.conversations.messages import Reply
from etude.conversations.store import Address, Conversation
from etude.core.jobs.store import Job, ask_for
from etude.core.jobs.worker import JobHandler
from etude.core.people.model import Person
from etude.core.people.store import load_person
from etude.core.text import Voice
from etude.core.transaction import Transactions, Tx

# Channels whose readers fetch messages themselves, over a socket: nothing has to be sent there.
FETCHED = ("widget", "terminal", "none")
MAIL_UNSEEN_AFTER = timedelta(seconds=40)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message for one address, to be drawn in the reader's own language and zone."""

    id: str
    address: str
    reply: Reply
    voice: Voice


class UnreachableError(Exception):
    """The person has blocked us or is gone; nothing more is sent to that address."""


class Courier(Protocol):
    """A channel's way of delivering; raises UnreachableError, or RetryLaterError when asked for patience."""

    async def send(self, message: Outgoing) -> str | None:
        """Deliver it and say under which id the channel knows it."""
        ...


class Mailer(Protocol):
    """Sends a message by e-mail to someone who has not seen it."""

    async def mail(self, person: Person, message: Outgoing) -> None: ...


def send_out(
    tx: Tx, conversation: Conversation, address: Address, message: str, seq: int, *, notice: bool = False
) -> None:
    """Have a message delivered to `address`, in order; a notice that nobody looks at in the widget goes by mail."""
    if address.channel not in FETCHED:
        lane = f"{address.channel}:{address.name}"
        ask_for(tx, "message.send", f"send:{message}", lane=lane, message=message, channel=address.channel)
    elif notice:
        due = tx.now + MAIL_UNSEEN_AFTER
        ask_for(tx, "message.mail", f"mail:{message}", due=due, message=message, conversation=conversation.id)


def job_handlers(
    transactions: Transactions, couriers: Mapping[str, Courier], mailer: Mailer | None
) -> dict[str, JobHandler]:
    """The jobs that carry messages."""

    async def send(job: Job) -> None:
        courier = couriers.get(job.word("channel"))
        if courier is None:
            return
        address = Address(job.word("channel"), job.lane.partition(":")[2])
        outgoing, _person, _seen = await transactions.read(lambda conn: _outgoing(conn, job.word("message"), address))
        try:
            remote = await courier.send(outgoing)
        except UnreachableError:
            await transactions.run(lambda tx: store.block_address(tx.conn, tx.now, address))
            return
        if remote is not None:
            await transactions.run(lambda tx: store.set_remote(tx.conn, outgoing.id, remote))

    async def mail_unseen(job: Job) -> None:
        if mailer is None:
            return
        nowhere = Address("mail", "")
        outgoing, person, seen = await transactions.read(lambda conn: _outgoing(conn, job.word("message"), nowhere))
        if not seen and person.email:
            await mailer.mail(person, outgoing)

    return {"message.send": send, "message.mail": mail_unseen}


def _outgoing(conn: Connection, message_id: str, address: Address) -> tuple[Outgoing, Person, bool]:
    found = store.load_message(conn, message_id)
    if found is None or found[1].reply is None:
        raise LookupError(f"no message {message_id}")
    conversation, message = store.load_conversation(conn, found[0]), found[1]
    person = load_person(conn, conversation.person)
    seen = conversation.seen >= message.seq
    assert message.reply is not None
    return Outgoing(message.id, address.name, message.reply, person.voice), person, seen
