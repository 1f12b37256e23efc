"""Conversations in the database: who they are with, what came in, what was said."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic_core import from_json
from sqlalchemy import Connection, Integer, String, bindparam, delete, func, insert, select, update

from etude.conversations.messages import Incoming, Reply, incomings, replies
from etude.conversations.tables import addresses, conversations, inbox, messages
from etude.core.database import WrittenJson, insert_for
from etude.core.ids import ConversationId, PersonId, new_id
from etude.core.people.model import Person
from etude.core.people.store import add_person, person_of
from etude.core.statements import Statement, places, written
from etude.core.tables import people
from etude.core.text import Voice
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
    """A conversation as it stands; `state` is JSON as the store has it, written out."""

    id: ConversationId
    person: PersonId
    state: str
    seq: int
    seen: int
    mailed: int
    address: Address
    with_person: bool


@dataclass(frozen=True, slots=True)
class Item:
    """Something in the inbox; `answered` when its row says so already, in the transaction that answers it."""

    id: int
    incoming: Incoming
    address: Address
    key: str
    answered: bool = False


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


_LINK = Statement(
    lambda dialect: (
        insert_for(dialect, addresses)
        .values(places(addresses.c.channel, addresses.c.address, addresses.c.person_id, addresses.c.used_at))
        .on_conflict_do_update(
            index_elements=["channel", "address"],
            set_={**places(addresses.c.person_id, addresses.c.used_at), "blocked_at": None},
        )
    )
)
_BEGIN = Statement(
    lambda dialect: (
        insert_for(dialect, conversations)
        .values(places(*(column for column in conversations.c if column.name != "site")))
        .on_conflict_do_nothing(index_elements=["person_id"])
    )
)
_PERSON_AT = Statement(
    select(addresses.c.person_id).where(
        addresses.c.channel == bindparam("channel"), addresses.c.address == bindparam("address")
    )
)
_CONVERSATION_OF = Statement(select(conversations.c.id).where(conversations.c.person_id == bindparam("person")))
_ONE = select(*(written(column) for column in conversations.c)).where(conversations.c.id == bindparam("id"))
_CLOSE_TURN = Statement(
    update(conversations)
    .where(conversations.c.id == bindparam("id", type_=String))
    .values(places(*(conversations.c[name] for name in ("state", "seq", "channel", "address", "updated_at"))))
)
_TURN = Statement(
    select(
        people,
        select(func.min(inbox.c.id))
        .where(inbox.c.conversation_id == bindparam("conversation"), inbox.c.done_at.is_(None))
        .scalar_subquery()
        .label("oldest"),
    ).where(people.c.id == bindparam("id"))
)
_LOAD, _LOCK = Statement(_ONE), Statement(_ONE.with_for_update())
_PUT_IN = Statement(
    lambda dialect: (
        insert_for(dialect, inbox)
        .values(places(*(column for column in inbox.c if column.name not in ("id", "trouble"))))
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(inbox.c.id)
    )
)
_NEXT_ITEM = Statement(
    select(*(written(column) for column in inbox.c))
    .where(inbox.c.conversation_id == bindparam("conversation"), inbox.c.done_at.is_(None))
    .order_by(inbox.c.id)
    .limit(1)
)
_FINISH_ITEM = Statement(
    update(inbox).where(inbox.c.id == bindparam("item")).values(places(inbox.c.done_at, inbox.c.trouble))
)
_ADD_MESSAGE = Statement(insert(messages).values(places(*(each for each in messages.c if each.name != "remote"))))
_MESSAGES = select(*(written(column) for column in messages.c))
_MESSAGE = Statement(_MESSAGES.where(messages.c.id == bindparam("id")))
_OUTGOING = Statement(
    select(written(messages.c.body), messages.c.author, people.c.locale, people.c.zone)
    .join(conversations, conversations.c.id == messages.c.conversation_id)
    .join(people, people.c.id == conversations.c.person_id)
    .where(messages.c.id == bindparam("id"))
)
_SAID = _MESSAGES.where(messages.c.conversation_id == bindparam("conversation"))
_COUNT = bindparam("count", type_=Integer)
_AFTER = Statement(_SAID.where(messages.c.seq > bindparam("after")).order_by(messages.c.seq).limit(_COUNT))
_LAST = Statement(_SAID.order_by(messages.c.seq.desc()).limit(_COUNT))
_SET_REMOTE = Statement(update(messages).where(messages.c.id == bindparam("message")).values(places(messages.c.remote)))


def meet(conn: Connection, now: datetime, address: Address, newcomer: Newcomer) -> ConversationId:
    """The conversation of whoever is at this address; somebody new gets an account by simply chatting."""
    person_id = person_at(conn, address)
    if person_id is None:
        name = newcomer.name and _storable(newcomer.name)
        person = add_person(conn, now, name=name or None, locale=newcomer.locale, zone=newcomer.zone)
        person_id = person.id
        # Not `link_address`: whoever is met by two processes at once is one person, and the second looks again.
        conn.execute(
            insert(addresses).values(channel=address.channel, address=address.name, person_id=person_id, used_at=now)
        )
    return conversation_of(conn, now, PersonId(person_id), address)


def link_address(conn: Connection, now: datetime, address: Address, person: PersonId) -> None:
    """This address belongs to this person from now on."""
    _LINK.run(conn, channel=address.channel, address=address.name, person_id=person, used_at=now)


def conversation_of(conn: Connection, now: datetime, person: PersonId, address: Address = NOWHERE) -> ConversationId:
    """A person's one conversation, begun if there is none."""
    found = find_conversation(conn, person)
    if found is not None:
        return found
    row = {"id": new_id("con"), "person_id": person, "channel": address.channel, "address": address.name}
    _BEGIN.run(conn, **row, state={}, seq=0, seen=0, mailed=0, with_person=False, updated_at=now)
    return ConversationId(str(_CONVERSATION_OF.scalar(conn, person=person)))


def find_conversation(conn: Connection, person: PersonId) -> ConversationId | None:
    """A person's conversation, if there is one."""
    found = _CONVERSATION_OF.scalar(conn, person=person)
    return ConversationId(found) if found else None


def begin_turn(conn: Connection, conversation: ConversationId) -> tuple[Conversation, Person, int | None]:
    """Lock the conversation, so that no other process can take a turn in it meanwhile.

    With it come the person whose it is and the oldest item that has not been answered, as they are once the lock is
    held.
    """
    held = load_conversation(conn, conversation, lock=True)
    row = _TURN.first(conn, id=held.person, conversation=conversation)
    if row is None:
        raise LookupError(f"no person {held.person}")
    return held, person_of(row), row.oldest


def load_conversation(conn: Connection, conversation: ConversationId, *, lock: bool = False) -> Conversation:
    """The conversation; with `lock`, no other process can take a turn in it meanwhile."""
    row = (_LOCK if lock else _LOAD).first(conn, id=conversation)
    if row is None:
        raise LookupError(f"no conversation {conversation}")
    address = Address(row.channel, row.address)
    return Conversation(row.id, row.person_id, row.state, row.seq, row.seen, row.mailed, address, row.with_person)


def save_conversation(conn: Connection, now: datetime, conversation: ConversationId, **values: object) -> None:
    """Set columns such as state, seq, channel, address or with_person."""
    conn.execute(update(conversations).where(conversations.c.id == conversation).values(updated_at=now, **values))


def close_turn(
    conn: Connection, now: datetime, conversation: ConversationId, state: object, seq: int, address: Address
) -> None:
    """Write a conversation as it stands after a turn; it is spoken at `address` from now on."""
    here = {"channel": address.channel, "address": address.name}
    _CLOSE_TURN.run(conn, id=conversation, state=state, seq=seq, updated_at=now, **here)


def mark_seen(conn: Connection, conversation: ConversationId, seq: int) -> None:
    """Everything up to `seq` has been on the person's screen."""
    unseen = (conversations.c.id == conversation) & (conversations.c.seen < seq) & (conversations.c.seq >= seq)
    conn.execute(update(conversations).where(unseen).values(seen=seq))


def mark_mailed(conn: Connection, conversation: ConversationId, seq: int) -> None:
    """Everything up to `seq` has gone out by mail, or been seen before it had to."""
    conn.execute(update(conversations).where(conversations.c.id == conversation).values(mailed=seq))


def storable(incoming: Incoming) -> Incoming:
    """What came in, without the signs that not every store can keep."""
    plain = incomings.dump_python(incoming)
    kept = _storable(plain)
    return incoming if kept == plain else incomings.validate_python(kept)


def put_in(
    conn: Connection,
    now: datetime,
    conversation: ConversationId,
    key: str,
    address: Address,
    incoming: Incoming,
    *,
    answered: bool = False,
) -> int | None:
    """Keep what came in, once; None when it had come before. What is `answered` in this transaction waits no more."""
    row = {
        "conversation_id": conversation,
        "key": _storable(key),
        "channel": address.channel,
        "address": address.name,
        "body": WrittenJson(incomings.dump_json(incoming).decode()),
        "received_at": now,
        "done_at": now if answered else None,
    }
    found = _PUT_IN.scalar(conn, **row)
    return None if found is None else int(found)


def tell(tx: Tx, person: PersonId, key: str, incoming: Incoming, address: Address = NOWHERE) -> None:
    """Put something that concerns a person into their inbox; their conversation answers it in a turn of its own."""
    conversation = conversation_of(tx.conn, tx.now, person)
    if put_in(tx.conn, tx.now, conversation, key, address, incoming) is not None:
        tx.wake.add(f"conversation:{conversation}")


def next_item(conn: Connection, conversation: ConversationId) -> Item | None:
    """The oldest thing that has not been answered."""
    row = _NEXT_ITEM.first(conn, conversation=conversation)
    if row is None:
        return None
    return Item(row.id, incomings.validate_json(row.body), Address(row.channel, row.address), row.key)


def hand_over(tx: Tx, item: Item, person: PersonId) -> None:
    """An item that came to an address after it had changed hands belongs to its new owner's conversation."""
    conversation = conversation_of(tx.conn, tx.now, person, item.address)
    tx.conn.execute(update(inbox).where(inbox.c.id == item.id).values(conversation_id=conversation, done_at=None))
    tx.wake.add(f"conversation:{conversation}")


def finish_item(conn: Connection, now: datetime, item: int, trouble: str | None = None) -> None:
    """Mark an item as answered; `trouble` says that its turn failed."""
    _FINISH_ITEM.run(conn, item=item, done_at=now, trouble=trouble)


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
    body: WrittenJson,
    client: str | None = None,
) -> str:
    """Keep a line of a conversation; `body` is JSON, `client` the id that the channel sent it under. Gives its id."""
    message_id = new_id("m")
    row = {"id": message_id, "conversation_id": conversation, "seq": seq, "author": author, "body": body}
    _ADD_MESSAGE.run(conn, **row, client=client, at=now)
    return message_id


def load_message(conn: Connection, message_id: str) -> tuple[ConversationId, Message] | None:
    """A message and whose conversation it stands in, None where there is none."""
    row = _MESSAGE.first(conn, id=message_id)
    return (ConversationId(row.conversation_id), _message(row)) if row else None


def load_outgoing(conn: Connection, message_id: str) -> tuple[Reply, Voice] | None:
    """What Etude said in a message, and how its reader is spoken to; None where there is no such message."""
    row = _OUTGOING.first(conn, id=message_id)
    return (replies.validate_json(row.body), Voice(row.locale, row.zone)) if row and row.author != "you" else None


def messages_after(conn: Connection, conversation: ConversationId, seq: int, limit: int = 500) -> list[Message]:
    """What was said after `seq`, in order."""
    return [_message(row) for row in _AFTER.all(conn, conversation=conversation, after=seq, count=limit)]


def last_messages(conn: Connection, conversation: ConversationId, count: int) -> list[Message]:
    """The newest messages, newest first."""
    return [_message(row) for row in _LAST.all(conn, conversation=conversation, count=count)]


def has_spoken(conn: Connection, conversation: ConversationId) -> bool:
    """Whether the person has said anything there themselves, beyond opening it."""
    theirs = (messages.c.conversation_id == conversation) & (messages.c.author == "you")
    return conn.execute(select(messages.c.id).where(theirs).limit(1)).first() is not None


def set_remote(conn: Connection, message_id: str, remote: str) -> None:
    """Under which id the channel knows a message that was delivered."""
    _SET_REMOTE.run(conn, message=message_id, remote=remote)


def block_address(conn: Connection, now: datetime, address: Address) -> None:
    """Nothing more is sent to an address whose owner has blocked us."""
    here = (addresses.c.channel == address.channel) & (addresses.c.address == address.name)
    conn.execute(update(addresses).where(here).values(blocked_at=now))


def is_reachable(conn: Connection, address: Address) -> bool:
    """Whether there is such an address, and its owner has not blocked us."""
    here = (addresses.c.channel == address.channel) & (addresses.c.address == address.name)
    return conn.execute(select(addresses.c.person_id).where(here, addresses.c.blocked_at.is_(None))).first() is not None


def lock_conversation_of(conn: Connection, person: PersonId) -> None:
    """Nobody takes a turn in a person's conversation meanwhile."""
    conn.execute(select(conversations.c.id).where(conversations.c.person_id == person).with_for_update())


def erase_conversation(conn: Connection, now: datetime, person: PersonId) -> None:
    """Nothing that was said is left, nor how to reach them; whoever writes from there again is somebody new."""
    conn.execute(delete(addresses).where(addresses.c.person_id == person))
    conversation = find_conversation(conn, person)
    if conversation is None:
        return
    conn.execute(delete(messages).where(messages.c.conversation_id == conversation))
    conn.execute(delete(inbox).where(inbox.c.conversation_id == conversation))
    nowhere = {"channel": NOWHERE.channel, "address": NOWHERE.name, "site": None}
    save_conversation(conn, now, conversation, state={}, with_person=False, **nowhere)


def person_at(conn: Connection, address: Address) -> PersonId | None:
    """Whose address this is, None for nobody."""
    found = _PERSON_AT.scalar(conn, channel=address.channel, address=address.name)
    return PersonId(found) if found else None


def owner_of(tx: Tx, address: Address, former: PersonId, locale: str) -> PersonId:
    """Whose address it is by now that was this person's; once that was forgotten, somebody's who has just come.

    What came from nowhere is about the person themselves.
    """
    if address == NOWHERE:
        return former
    owner = person_at(tx.conn, address)
    if owner is None:
        meet(tx.conn, tx.now, address, Newcomer(locale=locale))
        owner = person_at(tx.conn, address)
    return owner or former


def person_named(conn: Connection, name: str) -> PersonId | None:
    """The person of this name, for the terminal's ``--as``."""
    found = conn.execute(select(people.c.id).where(func.lower(people.c.name) == name.lower()).limit(1)).scalar()
    return PersonId(found) if found else None


def names_like(conn: Connection, name: str, limit: int) -> list[str]:
    """The names that have a word which begins so; where none has, those of whoever was here first."""
    named = select(people.c.name).where(people.c.name.is_not(None)).order_by(people.c.created_at, people.c.id)
    words, begun = func.lower(people.c.name), name.lower()
    alike = named.where(
        words.startswith(begun, autoescape=True) | words.contains(f" {begun}", autoescape=True),
    )
    found = list(conn.execute(alike.limit(limit)).scalars()) or list(conn.execute(named.limit(limit)).scalars())
    return [str(each) for each in found]


def _message(row: Any) -> Message:
    body = row.body
    if row.author == "you":
        body = from_json(body)
        return Message(row.id, row.seq, "you", None, body["text"], body.get("tapped"), row.client, row.at)
    return Message(row.id, row.seq, row.author, replies.validate_json(body), "", None, None, row.at)


def _storable(value: Any) -> Any:
    """JSON without the signs that not every store can keep."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, Mapping):
        return {_storable(name): _storable(each) for name, each in value.items()}
    return [_storable(each) for each in value] if isinstance(value, list | tuple) else value
