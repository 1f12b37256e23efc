"""Typed identifiers: a short prefix that says what they name, then 80 random bits."""

import secrets
from typing import NewType

PersonId = NewType("PersonId", str)
LearnerId = NewType("LearnerId", str)
LessonId = NewType("LessonId", str)
ConversationId = NewType("ConversationId", str)
MediaId = NewType("MediaId", str)
PaymentId = NewType("PaymentId", str)
TicketId = NewType("TicketId", str)

_ALPHABET = b"0123456789abcdefghjkmnpqrstvwxyz"
# Every byte stands for one of the 32 letters, each for as many.
_LETTERS = _ALPHABET * 8


def new_id(prefix: str) -> str:
    """A fresh identifier such as ``les_3k9…``; not a secret, so ownership is always checked beside it."""
    return f"{prefix}_{secrets.token_bytes(16).translate(_LETTERS).decode()}"


def new_secret(bits: int = 160) -> str:
    """An unguessable token for a URL or a code, of at least `bits` bits."""
    return secrets.token_urlsafe((bits + 7) // 8)
