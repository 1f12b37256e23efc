"""A turn: take what came in, understand it, run the flows, and write answers, effects and replies together.

What came in is kept before it is acknowledged, and each conversation answers its inbox in order, one item at a time:
within this process by a lock that is waited for before a database connection is taken, between processes by the locked
row.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection

from etude.conversations import store
from etude.conversations.chat import LookupNeeded, Scene
from etude.conversations.engine import Engine
from etude.conversations.house import House
from etude.conversations.messages import Incoming, Say
from etude.conversations.reception import Reception
from etude.conversations.record import Record
from etude.conversations.secret_codes import hide_code
from etude.conversations.state import Kept, State
from etude.conversations.store import Address, Item, Newcomer
from etude.core.ids import ConversationId
from etude.core.people.store import load_person
from etude.core.text import _
from etude.core.transaction import Transactions, Tx

log = logging.getLogger(__name__)
MAX_LOOKUPS = 12
SORRY = Say(_("Something went wrong on my side. Nothing was lost. Please say that again."))


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something that a channel received. `key` is the channel's own id of it: the same key is the same delivery."""

    address: Address
    key: str
    incoming: Incoming
    newcomer: Newcomer = field(default_factory=Newcomer)


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

    async def receive(self, delivery: Delivery) -> ConversationId:
        """Answer a delivery, or keep it for its turn; when this returns it may be acknowledged to the channel."""
        conversation = await self.meet(delivery.address, delivery.newcomer)
        async with self._in_line(conversation):
            await self._answer(conversation, lambda tx: self._keep(tx, conversation, delivery))
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
            await self._answer(conversation, lambda tx: store.next_item(tx.conn, conversation))

    async def catch_up(self) -> None:
        """Answer what was left unanswered, by a crash or by another process that died."""
        for conversation in await self._transactions.read(store.waiting_conversations):
            await self.drain(conversation)

    async def _answer(self, conversation: ConversationId, first: Callable[[Tx], Item | None]) -> None:
        def fetch_next(tx: Tx) -> Item | None:
            return store.next_item(tx.conn, conversation)

        fetch = first
        while True:
            try:
                more = await self._turn(conversation, fetch)
            except Exception:  # a bug must not stop the conversation: it is kept in the log, and the person is told
                log.exception("a turn failed in %s", conversation)
                more = await self._apologise(conversation, fetch)
            if not more:
                return
            fetch = fetch_next

    def _keep(self, tx: Tx, conversation: ConversationId, delivery: Delivery) -> Item | None:
        """Put a delivery in the inbox; what is to be answered next is its oldest item, which may be an earlier one."""
        incoming = hide_code(tx, delivery.incoming)
        kept = store.put_in(tx.conn, tx.now, conversation, delivery.key, delivery.address, incoming)
        return store.next_item(tx.conn, conversation) if kept is not None else None

    async def _turn(self, conversation: ConversationId, fetch: Callable[[Tx], Item | None]) -> bool:
        """One item in one transaction; lookups that it turns out to need are made outside, and it is run again."""
        found: dict[str, Kept] = {}
        for _attempt in range(MAX_LOOKUPS):
            try:
                return await self._transactions.run(lambda tx: self._take(tx, conversation, fetch, found))
            except LookupNeeded as needed:
                value = await needed.look_up(self._transactions)
                until = self._transactions.clock.now() + needed.lives
                found[needed.key] = Kept(needed.key.rsplit("/", 1)[1], value, until)
        raise RuntimeError(f"A turn needed more than {MAX_LOOKUPS} lookups.")

    def _take(
        self, tx: Tx, conversation_id: ConversationId, fetch: Callable[[Tx], Item | None], found: Mapping[str, Kept]
    ) -> bool:
        conversation = store.load_conversation(tx.conn, conversation_id, lock=True)
        item = fetch(tx)
        if item is None:
            return False
        owner = store.person_at(tx.conn, item.address)
        if owner is not None and owner != conversation.person:
            self._at.pop(item.address, None)
            store.hand_over(tx, item, owner)
            return False
        state = State.load(conversation.state)
        state.turn += 1
        person = load_person(tx.conn, conversation.person)
        record = Record(tx, conversation, item)
        scene = Scene(tx, person, self._house, found, turn=state.turn, here=record.spoken_here)
        self._engine.bring_up_to_date(scene, state)
        self._reception.receive(scene, state, self._engine, record, item)
        record.close(scene, state)
        return store.next_item(tx.conn, conversation_id) is not None

    async def _apologise(self, conversation: ConversationId, fetch: Callable[[Tx], Item | None]) -> bool:
        def close(tx: Tx) -> bool:
            item = fetch(tx)
            if item is None:
                return False
            kept = store.load_conversation(tx.conn, conversation, lock=True)
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
