"""Too many messages (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).

The page advises about one message a second in one chat, with short bursts tolerated, and 429 after that.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from etude.testing.telegram_server.errors import too_many_requests


@dataclass(frozen=True)
class FloodLimit:
    """A bucket of `burst` messages for each chat, refilled with `per_second`."""

    per_second: float = 1.0
    burst: int = 1


class FloodGate:
    """Counts what is sent to each chat; with no limit everything passes."""

    def __init__(self, now: Callable[[], datetime], limit: FloodLimit | None) -> None:
        self._now = now
        self._limit = limit
        self._buckets: dict[int, tuple[float, datetime]] = {}

    def admit(self, chat_id: int) -> None:
        """Take one message from the chat's bucket, or raise a 429 that says how long to wait."""
        if self._limit is None:
            return
        now = self._now()
        tokens, filled_at = self._buckets.get(chat_id, (float(self._limit.burst), now))
        gained = (now - filled_at).total_seconds() * self._limit.per_second
        tokens = min(float(self._limit.burst), tokens + gained)
        self._buckets[chat_id] = (max(tokens - 1, 0.0) if tokens >= 1 else tokens, now)
        if tokens < 1:
            raise too_many_requests(math.ceil((1 - tokens) / self._limit.per_second))
