"""Codes in the database: only their digests are kept, each works once and for a while."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert, select, update

from etude.core.ids import PersonId
from etude.core.tables import codes
from etude.core.transaction import Tx

# Read aloud and typed on a phone: no letters that look alike. Twelve of 32 signs are 60 bits.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH = 12
_CODE = re.compile(f"[{_ALPHABET}]{{{_LENGTH}}}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Code:
    """What a code stands for: its purpose, whose it is, and what it carries (JSON)."""

    purpose: str
    person: PersonId
    payload: Mapping[str, object]


def is_code(words: str) -> bool:
    """Whether this looks like a code that was read off another screen."""
    return _CODE.fullmatch(words) is not None


def make_code(tx: Tx, purpose: str, person: PersonId, lives: timedelta, **payload: object) -> str:
    """A new code of 60 bits, good once until it is `lives` old."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    row = {"digest": _digest(code), "purpose": purpose, "person_id": person, "payload": payload}
    tx.conn.execute(insert(codes).values(row | {"expires_at": tx.now + lives}))
    return code


def redeem(tx: Tx, code: str, purpose: str) -> Code | None:
    """Use a code up; None when it is unknown, used, too old or meant for something else."""
    good = (codes.c.digest == _digest(code)) & (codes.c.purpose == purpose) & codes.c.used_at.is_(None)
    used = update(codes).where(good, codes.c.expires_at > tx.now).values(used_at=tx.now)
    if tx.conn.execute(used).rowcount != 1:
        return None
    row = tx.conn.execute(select(codes).where(codes.c.digest == _digest(code))).one()
    return Code(row.purpose, PersonId(row.person_id), row.payload)


def peek(tx: Tx, code: str) -> Code | None:
    """What a code that still works stands for, without using it."""
    found = select(codes).where(codes.c.digest == _digest(code), codes.c.used_at.is_(None))
    row = tx.conn.execute(found.where(codes.c.expires_at > tx.now)).first()
    return Code(row.purpose, PersonId(row.person_id), row.payload) if row else None


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()
