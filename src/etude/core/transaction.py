"""One turn, one transaction: a connection, the turn's time, and the events that happened in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection

from etude.core.clock import Clock
from etude.core.database import Database
from etude.core.events import Event

T = TypeVar("T")
Handler = Callable[["Tx", Event], None]


class Hands(Protocol):
    """Who does jobs in this process: `serving` while it runs, and then jobs may be leased to it from their birth."""

    name: str
    serving: bool

    def take(self, jobs: Sequence[Any]) -> None: ...


@dataclass
class Tx:
    """Domain functions take this: they write through `conn`, read the time from `now` (UTC), and publish events.

    Events are answered inside the same transaction, in the order they were published, by the handlers that `etude.app`
    wired for their type. `wake` collects what the process should look at as soon as the transaction has committed,
    `handed` the jobs that are then done at once by `hands`.
    """

    conn: Connection
    now: datetime
    handlers: Mapping[type, Sequence[Handler]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    wake: set[str] = field(default_factory=set)
    hands: Hands | None = None
    handed: list[Any] = field(default_factory=list)

    def publish(self, event: Event) -> None:
        self.events.append(event)
        for handler in self.handlers.get(type(event), ()):
            handler(self, event)


class Transactions:
    """Opens transactions with the app's database, clock and wiring.

    `handlers`, `on_commit` and `hands` are filled in by `etude.app`; `on_commit` is told what to wake once the work is
    safe.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock
        self.handlers: dict[type, list[Handler]] = {}
        self.on_commit: Callable[[set[str]], None] = lambda wake: None
        self.hands: Hands | None = None

    async def run(self, work: Callable[[Tx], T]) -> T:
        """Run `work` in one transaction; a lost race runs it again from the top."""

        def attempt(conn: Connection) -> tuple[Tx, T]:
            tx = Tx(conn, self.clock.now(), self.handlers, hands=self.hands)
            return tx, work(tx)

        tx, result = await self.database.write(attempt)
        self.on_commit(tx.wake)
        if tx.hands and tx.handed:
            tx.hands.take(tx.handed)
        return result

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a snapshot; it must not write."""
        return await self.database.read(work)
