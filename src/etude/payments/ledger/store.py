"""The books in the database: entries are added and read, never changed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from etude.core.ids import LessonId
from etude.core.money import Money
from etude.core.transaction import Tx
from etude.payments.ledger.entries import BEFORE_THE_FIRST, DifferentEntryError, Entry, Line, balanced
from etude.payments.tables import ledger_entries, ledger_lines

# Any number that no other advisory lock of this database uses.
_LOCK = 7_305_112_001


def post(tx: Tx, key: str, kind: str, lines: Sequence[Line], lesson: LessonId | None = None) -> bool:
    """Book an entry once for each key; False when it stands there already.

    Raises UnbalancedError unless it sums to zero in every currency, and DifferentEntryError when the key stands for
    other lines.
    """
    entry = Entry(key, tx.now, kind, lesson, balanced(lines))
    _queue(tx.conn)
    known = _lines_of(tx.conn, key)
    if known:
        if sorted(known) != sorted(entry.lines):
            raise DifferentEntryError(key)
        return False
    _append(tx.conn, entry)
    return True


def balances(conn: Connection, as_of: datetime | None = None) -> dict[tuple[str, str], Money]:
    """What stands on each (account, currency), up to and including `as_of`; empty accounts are left out."""
    total = func.sum(ledger_lines.c.amount)
    query = select(ledger_lines.c.account, ledger_lines.c.currency, total.label("amount"))
    if as_of is not None:
        query = query.join(ledger_entries).where(ledger_entries.c.at <= as_of)
    rows = conn.execute(query.group_by(ledger_lines.c.account, ledger_lines.c.currency).having(total != 0))
    return {(row.account, row.currency): Money(int(row.amount), row.currency) for row in rows}


def is_booked(conn: Connection, key: str) -> bool:
    """Whether the books have an entry under this key."""
    return conn.execute(select(ledger_entries.c.id).where(ledger_entries.c.key == key)).first() is not None


def read_chain(conn: Connection) -> list[tuple[Entry, str, str]]:
    """Every entry in order, with the hash it names before it and its own."""
    lines: defaultdict[int, list[Line]] = defaultdict(list)
    for row in conn.execute(select(ledger_lines).order_by(ledger_lines.c.id)):
        lines[row.entry_id].append(Line(row.account, row.amount, row.currency))
    rows = conn.execute(select(ledger_entries).order_by(ledger_entries.c.id))
    return [
        (Entry(row.key, row.at, row.kind, row.lesson_id, tuple(lines[row.id])), row.previous_hash, row.hash)
        for row in rows
    ]


def _queue(conn: Connection) -> None:
    """One writer at a time, so that the chain does not fork; SQLite has only one anyway."""
    if conn.dialect.name == "postgresql":
        conn.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def _append(conn: Connection, entry: Entry) -> None:
    last = select(ledger_entries.c.hash).order_by(ledger_entries.c.id.desc()).limit(1)
    previous = conn.execute(last).scalar() or BEFORE_THE_FIRST
    row = {"key": entry.key, "at": entry.at, "kind": entry.kind, "lesson_id": entry.lesson}
    chained = row | {"previous_hash": previous, "hash": entry.digest(previous)}
    made = conn.execute(insert(ledger_entries).values(chained).returning(ledger_entries.c.id)).scalar_one()
    lines = [{"entry_id": made, "account": x.account, "amount": x.amount, "currency": x.currency} for x in entry.lines]
    conn.execute(insert(ledger_lines), lines)


def _lines_of(conn: Connection, key: str) -> list[Line]:
    found = select(ledger_lines).join(ledger_entries).where(ledger_entries.c.key == key)
    return [Line(row.account, row.amount, row.currency) for row in conn.execute(found)]
