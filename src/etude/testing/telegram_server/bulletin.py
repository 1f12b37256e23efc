"""Tells whoever waits that something changed."""

import asyncio
from collections.abc import Callable


class Bulletin:
    """A count of changes that can be waited on; all waiters are woken by each change."""

    def __init__(self) -> None:
        self.revision = 0
        self._changed = asyncio.Event()

    def announce(self) -> int:
        """Count one change, wake the waiters, return the change's number."""
        self.revision += 1
        self._changed.set()
        self._changed = asyncio.Event()
        return self.revision

    async def wait_until(self, holds: Callable[[], bool], seconds: float) -> bool:
        """True as soon as `holds()`; False when `seconds` of real time passed first."""
        try:
            async with asyncio.timeout(seconds):
                while not holds():
                    await self._changed.wait()
        except TimeoutError:
            return holds()
        return True

    async def wait(self, seconds: float) -> None:
        """Until the next change, whatever it is."""
        seen = self.revision
        await self.wait_until(lambda: self.revision != seen, seconds)
