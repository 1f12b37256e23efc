"""Updates waiting for the bot (https://core.telegram.org/bots/api#getting-updates)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from etude.testing.telegram_server.bulletin import Bulletin
from etude.testing.telegram_server.errors import conflict
from etude.testing.telegram_server.limits import Limits
from etude.testing.telegram_server.wire import Json

_ON_REQUEST_ONLY = {"chat_member", "message_reaction", "message_reaction_count"}
_MOST_AT_ONCE = 100
_LONGEST_POLL = 50


@dataclass(frozen=True)
class Update:
    """One update. Updates of one `lane` (a chat, or a person) are delivered in order."""

    id: int
    kind: str
    body: Json
    lane: int
    created: datetime

    def to_wire(self) -> Json:
        return {"update_id": self.id, self.kind: self.body}


class UpdateQueue:
    """Keeps updates until a poll with a higher offset, or a webhook's 2xx, confirms them."""

    def __init__(self, now: Callable[[], datetime], limits: Limits, first_id: int = 700_000_001) -> None:
        self.pending: list[Update] = []
        self.allowed: tuple[str, ...] = ()
        self.news = Bulletin()
        self.is_closed = False
        self._now = now
        self._keep = timedelta(hours=limits.update_hours)
        self._next_id = first_id
        self._poll = 0
        self._ended_by = ""
        self._open_polls = 0

    @property
    def is_polled(self) -> bool:
        """True while a poll is waiting."""
        return self._open_polls > 0

    def add(self, kind: str, body: Json, lane: int, copies: int = 1) -> Update | None:
        """Queue an update, or None when the bot did not ask for this kind."""
        if not self._is_allowed(kind):
            return None
        update = Update(self._next_id, kind, body, lane, self._now())
        self._next_id += 1
        self.pending += [update] * copies
        self.news.announce()
        return update

    def allow(self, kinds: Sequence[str] | None) -> None:
        """`None` keeps the previous choice, an empty list is the default one."""
        if kinds is not None:
            self.allowed = tuple(kinds)

    def confirm(self, update: Update) -> None:
        """A webhook took one copy of this update."""
        if update in self.pending:
            self.pending.remove(update)

    def drop(self) -> None:
        self.pending.clear()

    async def poll(self, offset: int, limit: int, seconds: int) -> list[Update]:
        """Wait for updates; a newer poll, or a webhook, ends an older one with a 409."""
        self._confirm_before(offset)
        self._open_polls += 1
        ticket = self.interrupt_polls("other getUpdates request; make sure that only one bot instance is running")
        try:
            await self.news.wait_until(
                lambda: bool(self._fresh()) or self._poll != ticket or self.is_closed,
                min(max(seconds, 0), _LONGEST_POLL),
            )
        finally:
            self._open_polls -= 1
        if self._poll != ticket:
            raise conflict(f"terminated by {self._ended_by}")
        return [update for update in self._fresh() if update.id >= offset][: min(max(limit, 1), _MOST_AT_ONCE)]

    def interrupt_polls(self, by: str) -> int:
        """End whatever poll is open; returns the number of the one that may begin now."""
        self._poll += 1
        self._ended_by = by
        self.news.announce()
        return self._poll

    def close(self) -> None:
        """Let open polls return, so that the server can stop."""
        self.is_closed = True
        self.news.announce()

    def _confirm_before(self, offset: int) -> None:
        if offset < 0:
            self.pending = self._fresh()[offset:]
        elif offset:
            self.pending = [update for update in self.pending if update.id >= offset]

    def _fresh(self) -> list[Update]:
        oldest = self._now() - self._keep
        self.pending = [update for update in self.pending if update.created >= oldest]
        return self.pending

    def _is_allowed(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in _ON_REQUEST_ONLY
