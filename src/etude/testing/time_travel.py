"""Lets time pass as it would: stopping at each thing that is due on the way."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from etude.app import Etude
from etude.core.clock import SkippingClock


async def travel(etude: Etude, clock: SkippingClock, step: timedelta, settle: Callable[[], Awaitable[None]]) -> None:
    """Move `clock` forward by `step`; `settle` waits until what became due has been done."""
    end = clock.now() + step
    while (due := await etude.worker.next_due()) is not None and due <= end:
        clock.skip(max(due - clock.now(), timedelta(0)))
        await settle()
    clock.skip(max(end - clock.now(), timedelta(0)))
    await settle()
