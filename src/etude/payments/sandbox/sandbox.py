"""The running sandbox: settings, clock, file, faults and the deliverer, bound together."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from etude.payments.sandbox.call import Call
from etude.payments.sandbox.deliveries import Deliverer
from etude.payments.sandbox.ripening import ripen
from etude.payments.sandbox.settings import SandboxFaults, SandboxSettings
from etude.payments.sandbox.store import Store
from etude.payments.sandbox.writer import Writer

Result = TypeVar("Result")


class Sandbox:
    """Carries out units of work on the file and has their events delivered."""

    def __init__(self, settings: SandboxSettings, clock: Callable[[], datetime]) -> None:
        self.settings = settings
        self.faults = settings.faults
        self._clock = clock
        self._writer = Writer(settings.database)
        self.deliverer = Deliverer(self._writer, settings, lambda: self.faults)

    async def perform(self, work: Callable[[Call], Result]) -> Result:
        """What the work returns, after everything that time had brought about by then."""
        result = await self._writer.run(partial(self._carry_out, work))
        self.deliverer.wake()
        return result

    async def tick(self) -> None:
        """Let time do its part when nobody asks for anything."""
        if await self._writer.run(lambda store: ripen(self._call(store))):
            self.deliverer.wake()

    def set_faults(self, faults: SandboxFaults) -> None:
        """Disturb deliveries and answers from now on."""
        self.faults = faults
        self.deliverer.wake()

    def lose_next_answer(self) -> bool:
        """Whether the answer at hand is one of those to be lost."""
        if self.faults.lose_answers < 1:
            return False
        self.faults = replace(self.faults, lose_answers=self.faults.lose_answers - 1)
        return True

    async def close(self) -> None:
        """Close connections and file."""
        await self.deliverer.close()
        await self._writer.close()

    def _call(self, store: Store) -> Call:
        return Call(store, self.settings, int(self._clock().timestamp()), delay=self.faults.delay)

    def _carry_out(self, work: Callable[[Call], Result], store: Store) -> Result:
        call = self._call(store)
        ripen(call)
        return work(call)
