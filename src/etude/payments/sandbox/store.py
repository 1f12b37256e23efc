"""Everything the sandbox reads and writes in its SQLite file."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from etude.payments.sandbox.errors import Json
from etude.payments.sandbox.tables import answers, deliveries, metadata, objects

PLATFORM = ""
"""The account column of what belongs to the platform itself, not to a connected account."""


def open_engine(path: Path) -> Engine:
    """An engine on the sandbox's file with its tables made; use it from one thread only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        f"sqlite+pysqlite:///{path}", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    event.listen(engine, "connect", _prepare)
    # The driver's own deferred BEGIN would let a read become a write too late to wait for the lock.
    event.listen(engine, "begin", _begin)
    metadata.create_all(engine)
    return engine


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@dataclass(frozen=True)
class Page:
    """One page of a list and whether more follow in its direction."""

    data: list[Json]
    has_more: bool


@dataclass(frozen=True)
class Cursor:
    """Where a page starts and how long it is (https://docs.stripe.com/api/pagination)."""

    limit: int = 10
    after: str | None = None
    before: str | None = None


@dataclass(frozen=True)
class Store:
    """The objects of one account, over an open transaction."""

    connection: Connection
    account: str = PLATFORM

    def within(self, account: str) -> "Store":
        """The same transaction, looking at another account."""
        return replace(self, account=account)

    def add(self, thing: Json, *, due: int | None = None) -> Json:
        """Keep a new object; `due` is when time alone will change it, in Unix seconds."""
        row = {"id": thing["id"], "kind": thing["object"], "account": self.account, "created": thing.get("created", 0)}
        self.connection.execute(insert(objects).values(**row, due=due, body=json.dumps(thing)))
        return thing

    def save(self, thing: Json) -> Json:
        """Keep the changed object."""
        self.connection.execute(update(objects).where(objects.c.id == thing["id"]).values(body=json.dumps(thing)))
        return thing

    def schedule(self, name: str, due: int | None) -> None:
        """Set or clear when time alone will change an object."""
        self.connection.execute(update(objects).where(objects.c.id == name).values(due=due))

    def remove(self, name: str) -> None:
        """Forget an object."""
        self.connection.execute(delete(objects).where(objects.c.id == name))

    def find(self, kind: str, name: str) -> Json | None:
        """An object of this account by id."""
        return self._first(*self._mine(kind), objects.c.id == name)

    def find_anywhere(self, name: str) -> Json | None:
        """An object of any account by id."""
        return self._first(objects.c.id == name)

    def all(self, kind: str, filters: Mapping[str, object] | None = None) -> list[Json]:
        """Every object of a kind with the given top-level fields, oldest first."""
        found = select(objects.c.body).where(*self._mine(kind), *_matching(filters or {})).order_by(objects.c.seq)
        return [json.loads(body) for body in self.connection.scalars(found)]

    def page(self, kind: str, cursor: Cursor, filters: Mapping[str, object], bounds: Mapping[str, int]) -> Page:
        """Newest first, from the cursor on."""
        query = select(objects.c.body).where(*self._mine(kind), *_matching(filters), *_within(bounds))
        backwards = cursor.before is not None
        if cursor.after is not None:
            query = query.where(objects.c.seq < self._seq(cursor.after))
        if cursor.before is not None:
            query = query.where(objects.c.seq > self._seq(cursor.before))
        query = query.order_by(objects.c.seq if backwards else objects.c.seq.desc()).limit(cursor.limit + 1)
        found = [json.loads(body) for body in self.connection.scalars(query)]
        data = found[: cursor.limit]
        return Page(data[::-1] if backwards else data, len(found) > cursor.limit)

    def due(self, now: int) -> Iterator[tuple[str, Json]]:
        """Account and object of everything that time has come for; each is taken off the schedule."""
        ripe = select(objects.c.account, objects.c.id, objects.c.body).where(objects.c.due <= now)
        for row in self.connection.execute(ripe.order_by(objects.c.due, objects.c.seq)).all():
            self.schedule(row.id, None)
            yield row.account, json.loads(row.body)

    def recall(self, key: str, after: int) -> "Kept | None":
        """The answer kept under an idempotency key since `after`."""
        query = select(answers.c.fingerprint, answers.c.status, answers.c.body)
        row = self.connection.execute(
            query.where(answers.c.account == self.account, answers.c.key == key, answers.c.created > after)
        ).first()
        return None if row is None else Kept(row.fingerprint, row.status, row.body)

    def remember(self, key: str, fingerprint: str, status: int, body: str, now: int) -> None:
        """Keep an answer under its idempotency key, in place of one too old to count."""
        self.connection.execute(delete(answers).where(answers.c.account == self.account, answers.c.key == key))
        row = {"account": self.account, "key": key, "fingerprint": fingerprint}
        self.connection.execute(insert(answers).values(**row, status=status, body=body, created=now))

    def queue(self, event_id: str, url: str, secret: str, payload: str, due: float) -> None:
        """Keep a delivery to be made at `due`, in real Unix seconds."""
        row = {"event": event_id, "url": url, "secret": secret, "payload": payload}
        self.connection.execute(insert(deliveries).values(**row, due=due, attempts=0, state="pending"))

    def pending(self, before: float | None) -> "list[Delivery]":
        """Deliveries still to be made, oldest first; with `before`, only those due by then."""
        query = select(deliveries).where(deliveries.c.state == "pending").order_by(deliveries.c.seq)
        if before is not None:
            query = query.where(deliveries.c.due <= before)
        return [_read_delivery(row) for row in self.connection.execute(query)]

    def settle(self, seq: int, state: str, outcome: str, due: float) -> None:
        """Record one attempt at a delivery."""
        change = {"state": state, "outcome": outcome, "due": due, "attempts": deliveries.c.attempts + 1}
        self.connection.execute(update(deliveries).where(deliveries.c.seq == seq).values(change))

    def next_due(self) -> float | None:
        """When the next pending delivery is due."""
        due: float | None = self.connection.scalar(
            select(func.min(deliveries.c.due)).where(deliveries.c.state == "pending")
        )
        return due

    def counts(self) -> dict[str, int]:
        """How many deliveries are in each state."""
        query = select(deliveries.c.state, func.count().label("number")).group_by(deliveries.c.state)
        return {row.state: row.number for row in self.connection.execute(query)}

    def _mine(self, kind: str) -> list[ColumnElement[bool]]:
        return [objects.c.account == self.account, objects.c.kind == kind]

    def _seq(self, name: str) -> int:
        return self.connection.scalar(select(objects.c.seq).where(objects.c.id == name)) or 0

    def _first(self, *conditions: ColumnElement[bool]) -> Json | None:
        body = self.connection.scalar(select(objects.c.body).where(*conditions))
        return None if body is None else json.loads(body)


@dataclass(frozen=True)
class Kept:
    """An answer given before, and what it was asked with."""

    fingerprint: str
    status: int
    body: str


@dataclass(frozen=True)
class Delivery:
    """One event on its way to one address."""

    seq: int
    event: str
    url: str
    secret: str
    payload: str
    attempts: int


def _read_delivery(row: "Row[tuple[object, ...]]") -> Delivery:
    return Delivery(row.seq, row.event, row.url, row.secret, row.payload, row.attempts)


def _matching(filters: Mapping[str, object]) -> list[ColumnElement[bool]]:
    return [func.json_extract(objects.c.body, f"$.{field}") == value for field, value in filters.items()]


def _within(bounds: Mapping[str, int]) -> list[ColumnElement[bool]]:
    created = objects.c.created
    tests = {"gt": created.__gt__, "gte": created.__ge__, "lt": created.__lt__, "lte": created.__le__}
    return [tests[word](value) for word, value in bounds.items()]
