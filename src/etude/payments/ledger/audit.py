"""Whether the books are whole, and say the same as the payments."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from etude.payments.ledger.entries import BEFORE_THE_FIRST, Entry, held_account, provider_account, sums
from etude.payments.ledger.store import read_chain
from etude.payments.store import all_payments


@dataclass(frozen=True, slots=True)
class Break:
    """Something that must not be: the entry, account or payment it is about, and what is wrong with it."""

    where: str
    what: str


def check(conn: Connection) -> list[Break]:
    """Everything that is wrong with the books; an empty list is the good answer.

    Every entry sums to zero in each currency; the chain of hashes is unbroken; nobody was paid out of an empty pot; and
    for each payment what the provider keeps is captured less refunded, so that
    captured = refunded + owed to the student + the tutor's + our fee + still held.
    """
    chain = read_chain(conn)
    entries = [entry for entry, _, _ in chain]
    return [*_unbalanced(entries), *_unchained(chain), *_overdrawn(entries), *_different(conn, entries)]


def _unbalanced(entries: list[Entry]) -> Iterator[Break]:
    for entry in entries:
        if not entry.lines or any(sums(entry.lines).values()):
            yield Break(entry.key, "does not sum to zero")


def _unchained(chain: list[tuple[Entry, str, str]]) -> Iterator[Break]:
    before = BEFORE_THE_FIRST
    for entry, previous, digest in chain:
        if previous != before:
            yield Break(entry.key, "does not follow the entry before it")
        if digest != entry.digest(previous):
            yield Break(entry.key, "was changed after it was booked")
        before = digest


def _overdrawn(entries: list[Entry]) -> Iterator[Break]:
    """Held, owed and earned money is never less than none."""
    for (account, currency), amount in _balances(entries).items():
        if amount > 0 and not account.startswith("provider:"):
            yield Break(account, f"is overdrawn by {amount} {currency}")


def _different(conn: Connection, entries: list[Entry]) -> Iterator[Break]:
    of_lesson: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        of_lesson[entry.lesson or ""].append(entry)
    for payment in all_payments(conn):
        booked = _balances(of_lesson[payment.lesson])
        cash = booked.get((provider_account(payment.provider), payment.amount.currency), 0)
        if cash != (payment.captured - payment.refunded).amount:
            yield Break(payment.id, f"has {cash} at the provider by the books")
        held = -booked.get((held_account(payment.lesson), payment.amount.currency), 0)
        if held not in (0, payment.captured.amount):
            yield Break(payment.id, f"has {held} held by the books")


def _balances(entries: list[Entry]) -> dict[tuple[str, str], int]:
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    for entry in entries:
        for line in entry.lines:
            found[line.account, line.currency] += line.amount
    return dict(found)
