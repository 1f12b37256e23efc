"""Identifiers that are the same on every machine, because tests and screenshots name them."""

from base64 import b32hexencode
from hashlib import sha256


def seeded_id(prefix: str, name: str) -> str:
    """Shaped like `core.ids.new_id`, but derived from `name`."""
    digest = sha256(f"{prefix}:{name}".encode()).digest()
    return f"{prefix}_{b32hexencode(digest).decode().lower()[:16]}"
