"""Conversations in the database: who they are with, what came in, what was said."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from etude.conversations.messages import Incoming, Reply, incomings, replies
from etude.conversations.tables import addresses, conversations, inbox, messages
from etude.core.database import insert_into
from etude.core.ids import ConversationId, PersonId, new_id
from etude.core.people.store import add_person
from etude.core.tables import people
from etude.core.transaction import Tx


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody is reached: a channel, and a name that is unique within it."""

    channel: str
    name: str


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What a channel knows of somebody who writes for the first time."""

    name: str | None = None
    locale: str = "en"
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as it stands; `state` is JSON."""

    id: ConversationId
    person: PersonId
    state: object
    seq: int
    seen: int
    mailed: int
    address: Address
    with_person: bool


@dataclass(frozen=True, slots=True)
class Item:
    """Something in the inbox that has not been answered."""

    id: int
    incoming: Incoming
    address: Address
    key: str


@dataclass(frozen=True, slots=True)
class Message:
    """A line of a conversation. `reply` is None for what the person said themselves, which is in `words`."""

    id: str
    seq: int
    author: str
    reply: Reply | None
    words: str
    tapped: Mapping[str, object] | None
    client: str | None
    at: datetime


NOWHERE = Address("none", "")
# PostgreSQL has no place for NUL, and half of a surrogate pair cannot be written in UTF-8.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def meet(conn: Connection, now: datetime, address: Address, newcomer: Newcomer) -> ConversationId:
    """The conversation of whoever is at this address; somebody new gets an account by simply chatting."""
    here = select(addresses.c.person_id).where(addresses.c.channel == address.channel)
    person_id = conn.execute(here.where(addresses.c.address == address.name)).scalar()
    if person_id is None:
        name = newcomer.name and _storable(newcomer.name)
        person = add_person(conn, now, name=name or None, locale=newcomer.locale, zone=newcomer.zone)
        person_id = person.id
        link_address(conn, now, address, person_id)
    return conversation_of(conn, now, PersonId(person_id), address)


def link_address(conn: Connection, now: datetime, address: Address, person: PersonId) -> None:
    """This address belongs to this person from now on."""
    row = {"channel": address.channel, "address": address.name, "person_id": person, "used_at": now}
    changed = {"person_id": person, "used_at": now, "blocked_at": None}
    linked = insert_into(conn, addresses).values(row)
    conn.execute(linked.on_conflict_do_update(index_elements=["channel", "address"], set_=changed))


def conversation_of(conn: Connection, now: datetime, person: PersonId, address: Address = NOWHERE) -> ConversationId:
    """A person's one conversation, begun if there is none."""
    found = find_conversation(conn, person)
    if found is not None:
        return found
    row = {"id": new_id("con"), "person_id": person, "channel": address.channel, "address": address.name}
    begun = insert_into(conn, conversations).values(row | {"updated_at": now, "state": {}})
    conn.execute(begun.on_conflict_do_nothing(index_elements=["person_id"]))
    return ConversationId(
        conn.execute(select(conversations.c.id).where(conversations.c.person_id == person)).scalar_one()
    )


def find_conversation(conn: Connection, person: PersonId) -> ConversationId | None:
    """A person's conversation, if there is one."""
    found = conn.execute(select(conversations.c.id).where(conversations.c.person_id == person)).scalar()
    return ConversationId(found) if found else None


def load_conversation(conn: Connection, conversation: ConversationId, *, lock: bool = False) -> Conversation:
    """The conversation; with `lock`, no other process can take a turn in it meanwhile."""
    found = select(conversations).where(conversations.c.id == conversation)
    row = conn.execute(found.with_for_update() if lock else found).one()
    address = Address(row.channel, row.address)
    return Conversation(row.id, row.person_id, row.state, row.seq, row.seen, row.mailed, address, row.with_person)


def save_conversation(conn: Connection, now: datetime, conversation: ConversationId, **values: object) -> None:
    """Set columns such as state, seq, channel, address or with_person."""
    conn.execute(update(conversations).where(conversations.c.id == conversation).values(updated_at=now, **values))


def mark_seen(conn: Connection, conversation: ConversationId, seq: int) -> None:
    """Everything up to `seq` has been on the person's screen."""
    unseen = (conversations.c.id == conversation) & (conversations.c.seen < seq) & (conversations.c.seq >= seq)
    conn.execute(update(conversations).where(unseen).values(seen=seq))


def mark_mailed(conn: Connection, conversation: ConversationId, seq: int) -> None:
    """Everything up to `seq` has gone out by mail, or been seen before it had to."""
    conn.execute(update(conversations).where(conversations.c.id == conversation).values(mailed=seq))


def put_in(
    conn: Connection, now: datetime, conversation: ConversationId, key: str, address: Address, incoming: Incoming
) -> int | None:
    """Keep what came in, once; None when it had come before."""
    row = {
        "conversation_id": conversation,
        "key": _storable(key),
        "channel": address.channel,
        "address": address.name,
        "body": _storable(incomings.dump_python(incoming, mode="json")),
        "received_at": now,
    }
    kept = insert_into(conn, inbox).values(row).on_conflict_do_nothing(index_elements=["key"]).returning(inbox.c.id)
    return conn.execute(kept).scalar()


def tell(tx: Tx, person: PersonId, key: str, incoming: Incoming, address: Address = NOWHERE) -> None:
    """Put something that concerns a person into their inbox; their conversation answers it in a turn of its own."""
    conversation = conversation_of(tx.conn, tx.now, person)
    if put_in(tx.conn, tx.now, conversation, key, address, incoming) is not None:
        tx.wake.add(f"conversation:{conversation}")


def next_item(conn: Connection, conversation: ConversationId) -> Item | None:
    """The oldest thing that has not been answered."""
    waiting = select(inbox).where(inbox.c.conversation_id == conversation, inbox.c.done_at.is_(None))
    row = conn.execute(waiting.order_by(inbox.c.id).limit(1)).first()
    if row is None:
        return None
    return Item(row.id, incomings.validate_python(row.body), Address(row.channel, row.address), row.key)


def hand_over(tx: Tx, item: Item, person: PersonId) -> None:
    """An item that came to an address after it had changed hands belongs to its new owner's conversation."""
    conversation = conversation_of(tx.conn, tx.now, person, item.address)
    tx.conn.execute(update(inbox).where(inbox.c.id == item.id).values(conversation_id=conversation))
    tx.wake.add(f"conversation:{conversation}")


def finish_item(conn: Connection, now: datetime, item: int, trouble: str | None = None) -> None:
    """Mark an item as answered; `trouble` says that its turn failed."""
    conn.execute(update(inbox).where(inbox.c.id == item).values(done_at=now, trouble=trouble))


def waiting_conversations(conn: Connection) -> list[ConversationId]:
    """Conversations with something unanswered, such as after a crash."""
    found = select(inbox.c.conversation_id).where(inbox.c.done_at.is_(None)).distinct()
    return [ConversationId(row) for row in conn.execute(found).scalars()]


def add_message(
    conn: Connection,
    now: datetime,
    conversation: ConversationId,
    seq: int,
    author: str,
    body: object,
    client: str | None = None,
) -> str:
    """Keep a line of a conversation; `body` is JSON, `client` the id that the channel sent it under. Gives its id."""
    message_id = new_id("m")
    row = {"id": message_id, "conversation_id": conversation, "seq": seq, "author": author, "body": body}
    conn.execute(insert(messages).values(row | {"client": client, "at": now}))
    return message_id


def load_message(conn: Connection, message_id: str) -> tuple[ConversationId, Message] | None:
    """A message and whose conversation it stands in, None where there is none."""
    row = conn.execute(select(messages).where(messages.c.id == message_id)).first()
    return (ConversationId(row.conversation_id), _message(row)) if row else None


def messages_after(conn: Connection, conversation: ConversationId, seq: int, limit: int = 500) -> list[Message]:
    """What was said after `seq`, in order."""
    found = select(messages).where(messages.c.conversation_id == conversation, messages.c.seq > seq)
    return [_message(row) for row in conn.execute(found.order_by(messages.c.seq).limit(limit))]


def last_messages(conn: Connection, conversation: ConversationId, count: int) -> list[Message]:
    """The newest messages, newest first."""
    found = select(messages).where(messages.c.conversation_id == conversation)
    return [_message(row) for row in conn.execute(found.order_by(messages.c.seq.desc()).limit(count))]


def set_remote(conn: Connection, message_id: str, remote: str) -> None:
    """Under which id the channel knows a message that was delivered."""
    conn.execute(update(messages).where(messages.c.id == message_id).values(remote=remote))


def block_address(conn: Connection, now: datetime, address: Address) -> None:
    """Nothing more is sent to an address whose owner has blocked us."""
    here = (addresses.c.channel == address.channel) & (addresses.c.address == address.name)
    conn.execute(update(addresses).where(here).values(blocked_at=now))


def person_at(conn: Connection, address: Address) -> PersonId | None:
    """Whose address this is, None for nobody."""
    here = (addresses.c.channel == address.channel) & (addresses.c.address == address.name)
    found = conn.execute(select(addresses.c.person_id).where(here)).scalar()
    return PersonId(found) if found else None


def person_named(conn: Connection, name: str) -> PersonId | None:
    """The person of this name, for the terminal's ``--as``."""
    found = conn.execute(select(people.c.id).where(func.lower(people.c.name) == name.lower()).limit(1)).scalar()
    return PersonId(found) if found else None


def _message(row: Row[Any]) -> Message:
    body = row.body
    if row.author == "you":
        return Message(row.id, row.seq, "you", None, body["text"], body.get("tapped"), row.client, row.at)
    return Message(row.id, row.seq, row.author, replies.validate_python(body), "", None, None, row.at)


def _storable(value: Any) -> Any:
    """JSON without the signs that not every store can keep."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, Mapping):
        return {_storable(name): _storable(each) for name, each in value.items()}
    return [_storable(each) for each in value] if isinstance(value, list | tuple) else value
