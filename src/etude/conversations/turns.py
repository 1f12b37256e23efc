"""A turn: take what came in, understand it, run the flows, and write answers, effects and replies together.

What came in is kept before it is acknowledged, and each conversation answers its inbox in order, one item at a time:
within this process by a lock that is waited for before a database connection is taken, between processes by the locked
row.
"""

import asyncio
import logging
from collections import OrderedDict, defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection

from etude.conversations import store
from etude.conversations.chat import LookupNeeded, Scene
from etude.conversations.drop_off import keep_steps
from etude.conversations.engine import Engine
from etude.conversations.house import House
from etude.conversations.messages import Incoming, Say
from etude.conversations.reception import Reception
from etude.conversations.record import Record
from etude.conversations.secret_codes import hide_code
from etude.conversations.state import Kept, State
from etude.conversations.store import Address, Conversation, Item, Newcomer
from etude.core.ids import ConversationId
from etude.core.text import _
from etude.core.transaction import Transactions, Tx

log = logging.getLogger(__name__)
MAX_LOOKUPS = 12
MOST_STATES = 1000
SORRY = Say(_("Something went wrong on my side. Nothing was lost. Please say that again."))


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something that a channel received. `key` is the channel's own id of it: the same key is the same delivery."""

    address: Address
    key: str
    incoming: Incoming
    newcomer: Newcomer = field(default_factory=Newcomer)


_Fetch = Callable[[Tx, "int | None"], "Item | None"]
"""Finds the item to be answered; it is told of the oldest one that waits."""


@dataclass(frozen=True, slots=True)
class _Done:
    """What a turn came to: whether another follows, and the state that it left, written out and as it is."""

    more: bool = False
    written: str = ""
    state: State | None = None


class _States:
    """States of the conversations that were answered last, so that the next turn need not read them again.

    One is good only where the store still has what was written then, letter for letter.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[ConversationId, tuple[str, State]] = OrderedDict()

    def take(self, conversation: Conversation) -> State:
        """The state of a conversation; whoever takes it may change it, so it is kept no longer."""
        written, state = self._kept.pop(conversation.id, ("", None))
        return state if state is not None and written == conversation.state else State.load(conversation.state)

    def keep(self, conversation: ConversationId, done: _Done) -> None:
        """A turn is safe in the database."""
        if done.state is not None:
            self._kept[conversation] = (done.written, done.state)
            if len(self._kept) > MOST_STATES:
                self._kept.popitem(last=False)


class Turns:
    """The door of the conversations: every channel hands its deliveries in here."""

    def __init__(self, transactions: Transactions, engine: Engine, reception: Reception, house: House) -> None:
        self._transactions = transactions
        self._engine = engine
        self._reception = reception
        self._house = house
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: defaultdict[str, int] = defaultdict(int)
        self._at: dict[Address, ConversationId] = {}
        self._states = _States()

    async def receive(self, delivery: Delivery) -> ConversationId:
        """Answer a delivery, or keep it for its turn; when this returns it may be acknowledged to the channel."""
        conversation = await self.meet(delivery.address, delivery.newcomer)
        async with self._in_line(conversation):
            await self._answer(conversation, _keeping(conversation, delivery))
        return conversation

    async def meet(self, address: Address, newcomer: Newcomer) -> ConversationId:
        """The conversation with whoever is at this address."""
        if address not in self._at:
            self._at[address] = await self._transactions.run(lambda tx: store.meet(tx.conn, tx.now, address, newcomer))
        return self._at[address]

    async def known(self, address: Address) -> ConversationId | None:
        """The conversation at this address as it is now, None for somebody who has never written."""

        def find(conn: Connection) -> ConversationId | None:
            person = store.person_at(conn, address)
            return store.find_conversation(conn, person) if person else None

        return await self._transactions.read(find)

    async def drain(self, conversation: ConversationId) -> None:
        """Answer whatever waits in a conversation's inbox."""
        async with self._in_line(conversation):
            await self._answer(conversation, _taking(conversation))

    async def catch_up(self) -> None:
        """Answer what was left unanswered, by a crash or by another process that died."""
        for conversation in await self._transactions.read(store.waiting_conversations):
            await self.drain(conversation)

    async def _answer(self, conversation: ConversationId, fetch: "_Fetch") -> None:
        while True:
            try:
                more = await self._turn(conversation, fetch)
            except Exception:  # a bug must not stop the conversation: it is kept in the log, and the person is told
                log.exception("a turn failed in %s", conversation)
                more = await self._apologise(conversation, fetch)
            if not more:
                return
            fetch = _taking(conversation)

    async def _turn(self, conversation: ConversationId, fetch: "_Fetch") -> bool:
        """One item in one transaction; lookups that it turns out to need are made outside, and it is run again."""
        found: dict[str, Kept] = {}
        for _attempt in range(MAX_LOOKUPS):
            try:
                done = await self._transactions.run(lambda tx: self._take(tx, conversation, fetch, found))
            except LookupNeeded as needed:
                value = await needed.look_up(self._transactions)
                until = self._transactions.clock.now() + needed.lives
                found[needed.key] = Kept(needed.key.rsplit("/", 1)[1], value, until)
            else:
                self._states.keep(conversation, done)
                return done.more
        raise RuntimeError(f"A turn needed more than {MAX_LOOKUPS} lookups.")

    def _take(self, tx: Tx, conversation_id: ConversationId, fetch: "_Fetch", found: Mapping[str, Kept]) -> "_Done":
        conversation, person, waiting = store.begin_turn(tx.conn, conversation_id)
        item = fetch(tx, waiting)
        if item is None:
            return _Done()
        owner = store.owner_of(tx, item.address, conversation.person, person.locale)
        if owner != conversation.person:
            self._at.pop(item.address, None)
            store.hand_over(tx, item, owner)
            return _Done()
        state = self._states.take(conversation)
        state.turn += 1
        record = Record(tx, conversation, item)
        scene = Scene(tx, person, self._house, found, turn=state.turn, here=record.spoken_here)
        self._engine.bring_up_to_date(scene, state)
        self._reception.receive(scene, state, self._engine, record, item)
        record.close(scene, state)
        keep_steps(tx.conn, tx.now, scene.steps)
        return _Done(self._is_more(tx, conversation_id, item), record.state, state)

    def _is_more(self, tx: Tx, conversation: ConversationId, item: Item) -> bool:
        """Whether something waits; of what others leave here meanwhile, their process is told."""
        if not item.answered:
            return store.next_item(tx.conn, conversation) is not None
        told = f"conversation:{conversation}"
        more = told in tx.wake
        tx.wake.discard(told)
        return more

    async def _apologise(self, conversation: ConversationId, fetch: "_Fetch") -> bool:
        def close(tx: Tx) -> bool:
            kept, _person, waiting = store.begin_turn(tx.conn, conversation)
            item = fetch(tx, waiting)
            if item is None:
                return False
            record = Record(tx, kept, item)
            record.reply(SORRY)
            record.close(None, State.load(kept.state), trouble="failed")
            return store.next_item(tx.conn, conversation) is not None

        return await self._transactions.run(close)

    @asynccontextmanager
    async def _in_line(self, conversation: ConversationId) -> AsyncIterator[None]:
        """Turns of one conversation wait for each other here; locks nobody waits for are forgotten."""
        self._waiting[conversation] += 1
        try:
            async with self._locks[conversation]:
                yield
        finally:
            self._waiting[conversation] -= 1
            if not self._waiting[conversation]:
                del self._waiting[conversation]
                self._locks.pop(conversation, None)


def _keeping(conversation: ConversationId, delivery: Delivery) -> _Fetch:
    """Put a delivery in the inbox; what is to be answered next is its oldest item, which may be an earlier one."""

    def keep(tx: Tx, waiting: int | None) -> Item | None:
        incoming, at_once = store.storable(hide_code(tx, delivery.incoming)), waiting is None
        number = store.put_in(tx.conn, tx.now, conversation, delivery.key, delivery.address, incoming, answered=at_once)
        if number is None:
            return None
        if at_once:
            return Item(number, incoming, delivery.address, delivery.key, answered=True)
        return store.next_item(tx.conn, conversation)

    return keep


def _taking(conversation: ConversationId) -> _Fetch:
    """The oldest item."""
    return lambda tx, waiting: None if waiting is None else store.next_item(tx.conn, conversation)
