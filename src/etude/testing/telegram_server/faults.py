"""Failures and delays that a test asks for."""

from collections import deque
from dataclasses import dataclass, field

from etude.testing.telegram_server.errors import BotApiError, opening


@dataclass
class Faults:
    """Errors to answer next, and seconds of real time to wait, by method; `*` is every method."""

    errors: dict[str, deque[BotApiError]] = field(default_factory=dict)
    delays: dict[str, float] = field(default_factory=dict)

    def fail_next(self, method: str, status: int, description: str | None, retry_after: int | None, times: int) -> None:
        error = BotApiError(status, description or _describe(status, retry_after), retry_after)
        self.errors.setdefault(method.lower(), deque()).extend([error] * times)

    def raise_next(self, method: str) -> None:
        """Raise the next failure asked for, once."""
        for name in (method.lower(), "*"):
            waiting = self.errors.get(name)
            if waiting:
                raise waiting.popleft()

    def delay_of(self, method: str) -> float:
        return self.delays.get(method.lower(), self.delays.get("*", 0.0))


def _describe(status: int, retry_after: int | None) -> str:
    return opening(status) if retry_after is None else f"{opening(status)}: retry after {retry_after}"
