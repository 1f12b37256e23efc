"""Entries of the books, before they are written down.

An amount above zero is a debit, below zero a credit. `provider:<name>` is cash that the provider keeps for us,
`held:<lesson>` captured money that nobody has earned yet, `student:<person>` and `tutor:<person>` what is owed to
them, `platform:fees` our commission.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from etude.core.ids import LessonId, PersonId
from etude.core.money import Money

FEES = "platform:fees"
BEFORE_THE_FIRST = "0" * 64


class UnbalancedError(ValueError):
    """The debits and credits of an entry are not the same in every currency."""


class DifferentEntryError(ValueError):
    """The books have another entry under this key already."""


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """An amount booked on an account."""

    account: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Lines that belong together; `key` names the business fact, which is booked once."""

    key: str
    at: datetime
    kind: str
    lesson: LessonId | None
    lines: tuple[Line, ...]

    def digest(self, previous: str) -> str:
        """The SHA-256 of this entry chained to the hash of the one before."""
        lines = sorted([line.account, line.amount, line.currency] for line in self.lines)
        fields = [previous, self.key, self.at.astimezone(UTC).isoformat(), self.kind, self.lesson, lines]
        return hashlib.sha256(json.dumps(fields, separators=(",", ":")).encode()).hexdigest()


def provider_account(name: str) -> str:
    return f"provider:{name}"


def held_account(lesson: LessonId) -> str:
    return f"held:{lesson}"


def student_account(person: PersonId) -> str:
    return f"student:{person}"


def tutor_account(person: PersonId) -> str:
    return f"tutor:{person}"


def debit(account: str, money: Money) -> Line:
    return Line(account, money.amount, money.currency)


def credit(account: str, money: Money) -> Line:
    return Line(account, -money.amount, money.currency)


def balanced(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines without zeros; raises UnbalancedError unless there are some and each currency sums to zero."""
    kept = tuple(line for line in lines if line.amount)
    if not kept or any(sums(kept).values()):
        raise UnbalancedError(f"{list(kept)} does not balance.")
    return kept


def sums(lines: Sequence[Line]) -> dict[str, int]:
    """The sum in each currency."""
    found: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        found[line.currency] += line.amount
    return dict(found)
