"""Asks a server that knows places, politely: at most once a second, never twice the same, and not while it is down."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from etude.core.transaction import Transactions
from etude.matching.places.geocoder import Geocoder, GeocodingError, without_house
from etude.matching.places.place import Place
from etude.matching.places.store import keep_places, load_places, take_turn
from etude.matching.places.towns import town_key

KEPT, KEPT_NOTHING = timedelta(days=60), timedelta(days=1)
REST = timedelta(minutes=1)
# Nobody is kept waiting for longer than this for their turn.
MOST_WAIT = timedelta(seconds=1)
Sleep = Callable[[float], Awaitable[None]]


class MapSearch:
    """One for each process; whose turn it is they agree on in the database."""

    def __init__(self, geocoder: Geocoder, sleep: Sleep = asyncio.sleep) -> None:
        self._geocoder = geocoder
        self._sleep = sleep
        self._rests_until: datetime | None = None

    def known(self, words: str, locale: str) -> str:
        """Under which key an answer is kept; what was asked cannot be read from it."""
        asked = f"{self._geocoder.name}/{locale[:2]}/{town_key(without_house(words))}"
        return hashlib.sha256(asked.encode()).hexdigest()[:32]

    async def find(self, transactions: Transactions, words: str, locale: str) -> list[Place]:
        """The places that these words mean, from what is kept or from the server; raises GeocodingError."""
        key, clock = self.known(words, locale), transactions.clock
        kept = await transactions.read(lambda conn: load_places(conn, clock.now(), key))
        if kept is not None:
            return kept
        if self._rests_until is not None and clock.now() < self._rests_until:
            raise GeocodingError
        await self._wait_for_turn(transactions)
        try:
            found = await self._geocoder.locate(words, locale)
        except GeocodingError:
            self._rests_until = clock.now() + REST
            raise
        self._rests_until = None
        until = clock.now() + (KEPT if found else KEPT_NOTHING)
        await transactions.run(lambda tx: keep_places(tx.conn, tx.now, key, found, until))
        return found

    async def _wait_for_turn(self, transactions: Transactions) -> None:
        turn = await transactions.run(lambda tx: take_turn(tx.conn, tx.now, MOST_WAIT))
        if turn is None:
            raise GeocodingError
        await self._sleep(max(0.0, (turn - transactions.clock.now()).total_seconds()))
