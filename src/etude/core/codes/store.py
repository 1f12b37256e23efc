"""Codes in the database: only their digests are kept, each works once and for a while."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType

from sqlalchemy import Connection, delete, insert, select, update

from etude.core.ids import PersonId, new_secret
from etude.core.tables import codes
from etude.core.transaction import Tx

# Read aloud and typed on a phone: no letters that look alike. Twelve of 32 signs are 60 bits, enough for half an hour;
# what lives for days is only ever tapped, and has 130.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
TYPED, TAPPED = 12, 26
_CODE = re.compile(f"[{_ALPHABET}]{{{TYPED}}}(?:[{_ALPHABET}]{{{TAPPED - TYPED}}})?", re.IGNORECASE)

CodeDigest = NewType("CodeDigest", str)
"""By which we know a code; nobody can get in with it."""


@dataclass(frozen=True, slots=True)
class Code:
    """What a code stands for: its purpose, whose it is, and what it carries (JSON); whether it still `works`."""

    purpose: str
    person: PersonId
    payload: Mapping[str, object]
    works: bool


def is_code(words: str) -> bool:
    """Whether this looks like a code that was read off another screen, or came with a link."""
    return _CODE.fullmatch(words.strip()) is not None


def digest_of(code: str) -> CodeDigest:
    """What is kept of a code, however it was typed."""
    return CodeDigest(hashlib.sha256(code.strip().upper().encode()).hexdigest())


def make_code(
    tx: Tx, purpose: str, person: PersonId, lives: timedelta, *, signs: int = TYPED, **payload: object
) -> str:
    """A new code, good once until it is `lives` old; it goes out at once and is kept nowhere."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(signs))
    _keep(tx, code, purpose, person, lives, payload)
    return code


def seed_code(
    tx: Tx, secret: str, purpose: str, person: PersonId, lives: timedelta, *, signs: int = TYPED, **payload: object
) -> str:
    """A new code for a message, which is kept: what is given and may be kept is its seed, nothing without `secret`."""
    seed = f"{signs}.{new_secret()}"
    _keep(tx, code_of(seed, secret), purpose, person, lives, payload)
    return seed


def code_of(seed: str, secret: str) -> str:
    """The code that grows from a seed; `secret` is the installation's own."""
    signs = int(seed.partition(".")[0])
    grown = hmac.digest(secret.encode(), f"code\n{seed}".encode(), hashlib.sha256)
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in grown[:signs])


def redeem(tx: Tx, code: CodeDigest, purpose: str) -> Code | None:
    """Use a code up; None when it is unknown, used, too old or meant for something else."""
    good = (codes.c.digest == code) & (codes.c.purpose == purpose) & codes.c.used_at.is_(None)
    used = update(codes).where(good, codes.c.expires_at > tx.now).values(used_at=tx.now)
    return find_code(tx.conn, tx.now, code) if tx.conn.execute(used).rowcount == 1 else None


def peek(tx: Tx, code: CodeDigest) -> Code | None:
    """What a code that still works stands for, without using it."""
    found = find_code(tx.conn, tx.now, code)
    return found if found and found.works else None


def find_code(conn: Connection, now: datetime, code: CodeDigest) -> Code | None:
    """What a code stands for, or stood for while it worked."""
    row = conn.execute(select(codes).where(codes.c.digest == code)).first()
    if row is None:
        return None
    works = row.used_at is None and row.expires_at > now
    return Code(row.purpose, PersonId(row.person_id), row.payload, works)


def forget_codes(conn: Connection, person: PersonId) -> None:
    """No code leads to this person any more."""
    conn.execute(delete(codes).where(codes.c.person_id == person))


def _keep(tx: Tx, code: str, purpose: str, person: PersonId, lives: timedelta, payload: Mapping[str, object]) -> None:
    row = {"digest": digest_of(code), "purpose": purpose, "person_id": person, "payload": dict(payload)}
    tx.conn.execute(insert(codes).values(row | {"expires_at": tx.now + lives}))
