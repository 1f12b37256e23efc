"""Where the time comes from. Nothing in Etude asks the operating system directly."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Says what time it is, aware and in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SkippingClock:
    """A clock that can be moved forward: the demo's "+24 h" button and the tests' ``!later``."""

    def __init__(self, source: Callable[[], datetime] = SystemClock().now, ahead: timedelta = timedelta(0)) -> None:
        self._source = source
        self.ahead = ahead

    def now(self) -> datetime:
        return self._source() + self.ahead

    def skip(self, step: timedelta) -> None:
        """Move forward by `step`; time never goes back."""
        if step < timedelta(0):
            raise ValueError("A clock is only ever moved forward.")
        self.ahead += step


def frozen(at: datetime) -> SkippingClock:
    """A clock that stands at `at` until it is skipped."""
    return SkippingClock(lambda: at)
