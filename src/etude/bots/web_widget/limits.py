"""How fast anyone may come and speak: far above what people do, far below what a program can.

Token buckets (https://en.wikipedia.org/wiki/Token_bucket), kept in this process alone: several processes allow as many
times more.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and after that so many a second."""

    burst: int
    a_second: float


# One socket's frames: a person's messages and taps, and a receipt for each answer.
FRAMES = Rate(100, 10)
# The rest is for everybody behind one address, such as a school's: its sockets, their frames, and who is new.
SOCKETS = Rate(60, 2)
FRAMES_OF_ADDRESS = Rate(1000, 100)
NEWCOMERS = Rate(60, 0.2)
# Whoever was told so much oftener than heard is cut off.
PATIENCE = 100
MOST_BUCKETS = 20_000
HOUSEHOLD_BITS = 64


class Buckets:
    """One bucket for each name; `clock` counts seconds and never goes back."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic, most: int = MOST_BUCKETS) -> None:
        self._rate, self._clock, self._most = rate, clock, most
        self._left: dict[str, tuple[float, float]] = {}

    def __len__(self) -> int:
        return len(self._left)

    def allow(self, name: str = "") -> bool:
        """Whether one more is allowed now; then it is counted."""
        now = self._clock()
        left = self._refilled(name, now)
        if left < 1:
            return False
        if len(self._left) >= self._most and name not in self._left:
            self._tidy(now)
        self._left[name] = (left - 1, now)
        return True

    def _refilled(self, name: str, now: float) -> float:
        left, at = self._left.get(name, (self._rate.burst, now))
        return min(self._rate.burst, left + (now - at) * self._rate.a_second)

    def _tidy(self, now: float) -> None:
        """Full buckets are as good as none; where all are in use, the oldest goes."""
        self._left = {name: kept for name, kept in self._left.items() if self._refilled(name, now) < self._rate.burst}
        if len(self._left) >= self._most:
            del self._left[next(iter(self._left))]


class Limits:
    """The buckets of this process's door, by the address that somebody comes from."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.sockets = Buckets(SOCKETS, clock)
        self.frames = Buckets(FRAMES_OF_ADDRESS, clock)
        self.newcomers = Buckets(NEWCOMERS, clock)

    def guest(self, host: str) -> "Guest":
        """One socket's allowance; this machine's own (a terminal, or a proxy that hides who asks) is not shared."""
        return Guest(self, None if is_this_machine(host) else household(host), Buckets(FRAMES, self._clock))


@dataclass(slots=True)
class Guest:
    """One socket: what it may still send, and how often it has been told that it is too fast."""

    limits: Limits
    host: str | None
    own: Buckets
    refused: int = 0

    def may_come(self) -> bool:
        return self.host is None or self.limits.sockets.allow(self.host)

    def may_begin(self) -> bool:
        """Whether somebody new may be taken in."""
        return self.host is None or self.limits.newcomers.allow(self.host)

    def may_send(self) -> bool:
        """Whether one more frame is taken now."""
        taken = self.own.allow() and (self.host is None or self.limits.frames.allow(self.host))
        self.refused = max(0, self.refused - 1) if taken else self.refused + 1
        return taken

    @property
    def is_deaf(self) -> bool:
        """Goes on sending whatever it is told."""
        return self.refused > PATIENCE


def household(host: str) -> str:
    """Everybody behind one connection: of IPv6 anyone at all has the 2⁶⁴ addresses that differ in the second half.

    (https://www.rfc-editor.org/rfc/rfc6177, https://www.rfc-editor.org/rfc/rfc4291#section-2.5.4)
    """
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return host
    return str(address.ipv4_mapped or ip_network((int(address), HOUSEHOLD_BITS), strict=False))


def is_this_machine(host: str) -> bool:
    """Loopback: a terminal, a test, or a proxy that does not say for whom it asks and would be shut out for all."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
