"""Messages on their way out. A message is a row first; these jobs carry it to where its reader is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from sqlalchemy import Connection

from etude.conversations import store
from etude.conversations.house import House
from etude.conversations.linking import link_for_mail
from etude.conversations.messages import Reply, Say
from etude.conversations.secret_codes import show_code
from etude.conversations.store import Address, Conversation
from etude.core.ids import ConversationId, PersonId
from etude.core.jobs.store import Closing, Job, ask_at_once, ask_for
from etude.core.jobs.worker import JobHandler
from etude.core.people.model import Person
from etude.core.people.store import load_person
from etude.core.text import Voice, _
from etude.core.transaction import Transactions, Tx

# Channels whose readers fetch messages themselves, over a socket: nothing has to be sent there.
FETCHED = ("widget", "terminal", "none")
MAIL_UNSEEN_AFTER = timedelta(seconds=40)
NEW_LINK = Say(_("Here is a new link to your chat."))


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
    """Sends by e-mail what somebody has not seen in the chat; `link` opens it for whoever reads the mail."""

    async def mail(self, person: Person, unseen: Sequence[Reply], link: str) -> None: ...


def send_out(
    tx: Tx,
    conversation: Conversation,
    address: Address,
    message: str,
    at_hand: Outgoing | None = None,
    *,
    notice: bool = False,
) -> None:
    """Have a message delivered to `address`, in order; notices that nobody looks at in the widget go by mail."""
    if address.channel not in FETCHED:
        key, lane = f"send:{message}", f"{address.channel}:{address.name}"
        ask_at_once(tx, "message.send", key, lane, at_hand, message=message, channel=address.channel)
    elif notice:
        _mail_later(tx, conversation.id, conversation.mailed)


def job_handlers(
    transactions: Transactions, couriers: Mapping[str, Courier], mailer: Mailer | None, house: House
) -> dict[str, JobHandler]:
    """The jobs that carry messages."""

    async def send(job: Job) -> Closing | None:
        courier = couriers.get(job.word("channel"))
        if courier is None:
            return None
        address = Address(job.word("channel"), job.lane.partition(":")[2])
        outgoing = (
            job.at_hand
            if isinstance(job.at_hand, Outgoing)
            else await transactions.read(lambda conn: _outgoing(conn, job.word("message"), address))
        )
        try:
            remote = await courier.send(replace(outgoing, reply=show_code(outgoing.reply, house.secret_key)))
        except UnreachableError:
            now = transactions.clock.now()
            return lambda conn: store.block_address(conn, now, address)
        return None if remote is None else lambda conn: store.set_remote(conn, job.word("message"), remote)

    async def mail_unseen(job: Job) -> None:
        conversation = ConversationId(job.word("conversation"))
        person, last, unseen = await transactions.read(lambda conn: _unseen(conn, conversation))
        await mail(person, [show_code(reply, house.secret_key) for reply in unseen])
        await transactions.run(lambda tx: _close_mail(tx, conversation, last))

    async def mail_link(job: Job) -> None:
        await mail(await transactions.read(lambda conn: load_person(conn, PersonId(job.word("person")))), [NEW_LINK])

    async def mail(person: Person, words: Sequence[Reply]) -> None:
        if words and person.email and mailer is not None:
            # A code goes out whole and is kept nowhere, so each mail, and each try, has its own.
            link = await transactions.run(lambda tx: link_for_mail(tx, house, person.id))
            await mailer.mail(person, words, link)

    return {"message.send": send, "message.mail": mail_unseen, "message.link": mail_link}


def _outgoing(conn: Connection, message_id: str, address: Address) -> Outgoing:
    found = store.load_outgoing(conn, message_id)
    if found is None:
        raise LookupError(f"no message {message_id}")
    reply, voice = found
    return Outgoing(message_id, address.name, reply, voice)


def _close_mail(tx: Tx, conversation_id: ConversationId, last: int) -> None:
    """Note what has been mailed; what was said while the mail was on its way gets a mail of its own."""
    store.mark_mailed(tx.conn, conversation_id, last)
    if store.load_conversation(tx.conn, conversation_id).seq > last:
        _mail_later(tx, conversation_id, last)


def _mail_later(tx: Tx, conversation_id: ConversationId, mailed: int) -> None:
    # One mail for all that gathers until it is sent: the key stays the same until then.
    key, due = f"mail:{conversation_id}:{mailed}", tx.now + MAIL_UNSEEN_AFTER
    ask_for(tx, "message.mail", key, due=due, conversation=conversation_id)


def _unseen(conn: Connection, conversation_id: ConversationId) -> tuple[Person, int, list[Reply]]:
    """What was said that was neither on a screen nor mailed, and the number of the last message."""
    conversation = store.load_conversation(conn, conversation_id)
    after = max(conversation.seen, conversation.mailed)
    said = store.messages_after(conn, conversation_id, after)
    unseen = [message.reply for message in said if message.reply is not None]
    return load_person(conn, conversation.person), conversation.seq, unseen
