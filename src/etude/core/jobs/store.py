"""The `jobs` table: asked for in a transaction, claimed head first within each lane, leased, done once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy import Connection, Integer, and_, bindparam, delete, exists, or_, select, update

from etude.core.database import UtcDateTime, insert_for
from etude.core.statements import Statement, places
from etude.core.tables import jobs
from etude.core.transaction import Tx

LEASE = timedelta(seconds=60)
# What a job leaves to be written in the transaction that marks it done.
Closing: TypeAlias = Callable[[Connection], None]


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed piece of work. `lane` is the destination within which order is kept; `payload` is JSON."""

    id: int
    kind: str
    key: str
    lane: str
    payload: Mapping[str, object]
    due_at: datetime
    attempts: int

    def word(self, name: str) -> str:
        """A field of the payload that is a string."""
        return str(self.payload[name])


_ASK = Statement(
    lambda dialect: (
        insert_for(dialect, jobs)
        .values(places(jobs.c.kind, jobs.c.key, jobs.c.lane, jobs.c.payload, jobs.c.due_at, jobs.c.attempts))
        .on_conflict_do_nothing(index_elements=["key"])
    )
)
_ASK_ANEW = Statement(
    lambda dialect: (
        insert_for(dialect, jobs)
        .values(places(jobs.c.kind, jobs.c.key, jobs.c.lane, jobs.c.payload, jobs.c.due_at, jobs.c.attempts))
        .on_conflict_do_update(index_elements=["key"], set_=places(jobs.c.due_at), where=jobs.c.done_at.is_(None))
    )
)
_earlier = jobs.alias()
_blocked = exists().where(
    _earlier.c.lane == jobs.c.lane,
    _earlier.c.done_at.is_(None),
    _earlier.c.stuck_at.is_(None),
    _earlier.c.id < jobs.c.id,
)
_NOW = bindparam("now", type_=UtcDateTime)
_open = and_(jobs.c.done_at.is_(None), jobs.c.stuck_at.is_(None))
_free = or_(jobs.c.leased_until.is_(None), jobs.c.leased_until <= _NOW)
_DUE = Statement(
    select(jobs)
    .where(_open, jobs.c.due_at <= _NOW, _free, ~_blocked)
    .order_by(jobs.c.due_at, jobs.c.id)
    .limit(bindparam("count", type_=Integer))
    .with_for_update(skip_locked=True)
)
_LEASE = Statement(
    update(jobs)
    .where(jobs.c.id.in_(bindparam("ids", expanding=True)))
    .values(places(jobs.c.leased_until, jobs.c.leased_by) | {"attempts": jobs.c.attempts + 1})
)
_FINISH = Statement(
    update(jobs)
    .where(jobs.c.id == bindparam("job"), jobs.c.done_at.is_(None))
    .values(places(jobs.c.done_at) | {"leased_until": None})
)
_NEXT_DUE = Statement(select(jobs.c.due_at).where(_open).order_by(jobs.c.due_at).limit(1))


def ask_for(
    tx: Tx, kind: str, key: str, *, due: datetime | None = None, lane: str | None = None, **payload: object
) -> None:
    """Have `kind` done at `due` (now if not given), once for each `key`; asking again changes nothing.

    Without a `lane` the job waits for nobody.
    """
    row = {"kind": kind, "key": key, "lane": lane or key, "payload": payload, "due_at": due or tx.now, "attempts": 0}
    _ASK.run(tx.conn, **row)
    tx.wake.add("jobs")


def ask_anew(tx: Tx, kind: str, key: str, due: datetime, **payload: object) -> None:
    """Have `kind` done at `due`, and not at the time that was asked for before; once it is done, it stays done."""
    row = {"kind": kind, "key": key, "lane": key, "payload": payload, "due_at": due, "attempts": 0}
    _ASK_ANEW.run(tx.conn, **row)
    tx.wake.add("jobs")


def withdraw(tx: Tx, key: str) -> None:
    """Forget a job that has not been done."""
    tx.conn.execute(delete(jobs).where(jobs.c.key == key, jobs.c.done_at.is_(None)))


def claim(conn: Connection, now: datetime, worker: str, limit: int = 20) -> list[Job]:
    """Lease what is due: in each lane only the oldest open job, and none whose lane is being served."""
    rows = _DUE.all(conn, now=now, count=limit)
    ids = [row.id for row in rows]
    if ids:
        _LEASE.run(conn, ids=ids, leased_until=now + LEASE, leased_by=worker)
    return [Job(r.id, r.kind, r.key, r.lane, r.payload, r.due_at, r.attempts + 1) for r in rows]


def finish(conn: Connection, job: Job, now: datetime) -> bool:
    """Mark it done, in the transaction of its effects; False when another process already has."""
    return _FINISH.run(conn, job=job.id, done_at=now) == 1


def finish_all(conn: Connection, done: Sequence[tuple[Job, Closing | None]], now: datetime) -> None:
    """Mark them done, and write what they leave to be written."""
    for _job, closing in done:
        if closing is not None:
            closing(conn)
    _FINISH.run_each(conn, [{"job": job.id, "done_at": now} for job, _closing in done])


def postpone(conn: Connection, job: Job, until: datetime, trouble: str, *, stuck: bool) -> None:
    """Try again at `until`, or set it aside where an operator sees it."""
    values = {"leased_until": None, "due_at": until, "trouble": trouble, "stuck_at": until if stuck else None}
    conn.execute(update(jobs).where(jobs.c.id == job.id, jobs.c.done_at.is_(None)).values(values))


def next_due(conn: Connection) -> datetime | None:
    """When the next open job is due."""
    return _NEXT_DUE.scalar(conn)
