"""Leaves a model alone that keeps failing, so that nobody waits for it in vain."""

from datetime import datetime, timedelta

from etude.core.clock import Clock
from etude.llm.port import ModelRestingError

FAILURES = 3
REST = timedelta(minutes=1)


class Breaker:
    """Opens after `failures` in a row; after every `rest` one call is let through, and a success closes it."""

    def __init__(self, clock: Clock, failures: int = FAILURES, rest: timedelta = REST) -> None:
        self._clock = clock
        self._most = failures
        self._rest = rest
        self._failed = 0
        self._opens_at: datetime | None = None

    def pass_through(self) -> None:
        """Allow one call; raises ModelRestingError while the breaker is open."""
        if self._failed < self._most or self._opens_at is None:
            return
        if self._clock.now() < self._opens_at:
            raise ModelRestingError
        # The others wait until the one that goes first has come back, or for another rest.
        self._opens_at = self._clock.now() + self._rest

    def succeed(self) -> None:
        self._failed, self._opens_at = 0, None

    def fail(self) -> None:
        self._failed += 1
        self._opens_at = self._clock.now() + self._rest
