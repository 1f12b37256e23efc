"""The `jobs` table: asked for in a transaction, claimed head first within each lane, leased, done once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy import Connection, Integer, String, and_, bindparam, delete, exists, or_, select, update

from etude.core.database import UtcDateTime, insert_for
from etude.core.statements import Statement, places
from etude.core.tables import jobs
from etude.core.transaction import Tx

LEASE = timedelta(seconds=60)
LOOKS_EVERY = timedelta(seconds=1)
# What a job leaves to be written in the transaction that marks it done.
Closing: TypeAlias = Callable[[Connection], None]


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed piece of work. `lane` is the destination within which order is kept; `payload` is JSON.

    `at_hand` is what the process that asked for it knows already, where it does it itself.
    """

    id: int
    kind: str
    key: str
    lane: str
    payload: Mapping[str, object]
    due_at: datetime
    attempts: int
    at_hand: object = None

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
_ASK_LEASED = Statement(
    lambda dialect: (
        insert_for(dialect, jobs)
        .values(places(*(column for column in jobs.c if column.name not in ("id", "done_at", "stuck_at", "trouble"))))
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(jobs.c.id)
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
# What is leased or stands behind another in its lane is not waited for: whoever does that one looks again after it.
_NEXT_DUE = Statement(
    select(jobs.c.due_at).where(_open, jobs.c.leased_until.is_(None), ~_blocked).order_by(jobs.c.due_at).limit(1)
)
_IN_LANES = Statement(
    select(jobs.c.id).where(jobs.c.lane.in_(bindparam("lanes", expanding=True, type_=String)), _open).limit(1)
)
_WITHDRAW = Statement(delete(jobs).where(jobs.c.key == bindparam("key"), jobs.c.done_at.is_(None)))
_RELEASE = Statement(
    update(jobs).where(jobs.c.id == bindparam("job"), jobs.c.done_at.is_(None)).values(leased_until=None)
)
_HOLDERS = Statement(select(jobs.c.leased_by).where(_open, jobs.c.leased_until.is_not(None)).distinct())
_RELEASE_FROM = Statement(
    update(jobs)
    .where(jobs.c.done_at.is_(None), jobs.c.leased_by.in_(bindparam("names", expanding=True, type_=String)))
    .values(leased_until=None)
)
_RELEASE_ALL = Statement(
    update(jobs).where(jobs.c.done_at.is_(None), jobs.c.leased_until.is_not(None)).values(leased_until=None)
)


def ask_for(
    tx: Tx, kind: str, key: str, *, due: datetime | None = None, lane: str | None = None, **payload: object
) -> None:
    """Have `kind` done at `due` (now if not given), once for each `key`; asking again changes nothing.

    Without a `lane` the job waits for nobody.
    """
    row = {"kind": kind, "key": key, "lane": lane or key, "payload": payload, "due_at": due or tx.now, "attempts": 0}
    _ASK.run(tx.conn, **row)
    _wake(tx, due)


def ask_at_once(tx: Tx, kind: str, key: str, lane: str, at_hand: object = None, **payload: object) -> None:
    """Have `kind` done now, by this very process where its worker runs and nothing else waits in the lane.

    The job is then born leased, and nobody has to look for it.
    """
    hands = tx.hands if tx.hands and tx.hands.serving and _is_free(tx, lane) else None
    if hands is None:
        ask_for(tx, kind, key, due=None, lane=lane, **payload)
        return
    row = {"kind": kind, "key": key, "lane": lane, "payload": payload, "due_at": tx.now, "attempts": 1}
    number = _ASK_LEASED.scalar(tx.conn, **row, leased_until=tx.now + LEASE, leased_by=hands.name)
    if number is not None:
        tx.handed.append(Job(number, kind, key, lane, payload, tx.now, 1, at_hand))


def ask_anew(tx: Tx, kind: str, key: str, due: datetime, **payload: object) -> None:
    """Have `kind` done at `due`, and not at the time that was asked for before; once it is done, it stays done."""
    row = {"kind": kind, "key": key, "lane": key, "payload": payload, "due_at": due, "attempts": 0}
    _ASK_ANEW.run(tx.conn, **row)
    _wake(tx, due)


def withdraw(tx: Tx, key: str) -> None:
    """Forget a job that has not been done."""
    _WITHDRAW.run(tx.conn, key=key)


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


def finish_all(conn: Connection, done: Sequence[tuple[Job, Closing | None]], now: datetime) -> bool:
    """Mark them done, and write what they leave to be written; says whether others stood behind one of them."""
    for _job, closing in done:
        if closing is not None:
            closing(conn)
    _FINISH.run_each(conn, [{"job": job.id, "done_at": now} for job, _closing in done])
    return _IN_LANES.scalar(conn, lanes=sorted({job.lane for job, _closing in done})) is not None


def release(conn: Connection, leased: Sequence[Job]) -> None:
    """Give back what was not begun."""
    _RELEASE.run_each(conn, [{"job": job.id} for job in leased])


def release_all(conn: Connection) -> None:
    """Nobody else serves this store, so whoever had leased something is dead."""
    _RELEASE_ALL.run(conn)


def holders(conn: Connection) -> set[str]:
    """The processes that have something leased."""
    return {row.leased_by for row in _HOLDERS.all(conn)}


def release_from(conn: Connection, names: Collection[str]) -> None:
    """These processes are dead: what they had leased can be claimed."""
    _RELEASE_FROM.run(conn, names=sorted(names))


def postpone(conn: Connection, job: Job, until: datetime, trouble: str, *, stuck: bool) -> None:
    """Try again at `until`, or set it aside where an operator sees it."""
    values = {"leased_until": None, "due_at": until, "trouble": trouble, "stuck_at": until if stuck else None}
    conn.execute(update(jobs).where(jobs.c.id == job.id, jobs.c.done_at.is_(None)).values(values))


def next_due(conn: Connection) -> datetime | None:
    """When the next open job is due, of those that nobody has leased and that stand behind no other."""
    return _NEXT_DUE.scalar(conn)


def _is_free(tx: Tx, lane: str) -> bool:
    """Whether nothing waits in it but what this transaction has asked for."""
    return any(job.lane == lane for job in tx.handed) or _IN_LANES.scalar(tx.conn, lanes=[lane]) is None


def _wake(tx: Tx, due: datetime | None) -> None:
    """The worker looks by itself every so often; only what is due before that needs a word."""
    if due is None or due <= tx.now + LOOKS_EVERY:
        tx.wake.add("jobs")
