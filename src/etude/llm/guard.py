"""A model that cannot hurt: bounded in time and number of calls, and left alone while it fails."""

import asyncio
from datetime import timedelta

from etude.core.clock import Clock
from etude.llm.breaker import Breaker
from etude.llm.budget import Budget
from etude.llm.port import Model, ModelError, ModelSlowError, Reading, Task

PATIENCE = timedelta(seconds=1.5)
"""How long a person may be kept waiting for a better understanding of their words."""


class GuardedModel:
    """Any model, within `patience` of real time, `calls_a_day`, and a circuit breaker. A call is never repeated."""

    def __init__(self, model: Model, clock: Clock, calls_a_day: int, patience: timedelta = PATIENCE) -> None:
        self._model = model
        self._breaker = Breaker(clock)
        self._budget = Budget(calls_a_day, clock)
        self._patience = patience.total_seconds()

    async def read(self, task: Task, words: str) -> Reading:
        """The inner model's reading; raises ModelError for whatever stands in the way."""
        self._breaker.pass_through()
        self._budget.spend()
        try:
            async with asyncio.timeout(self._patience):
                reading = await self._model.read(task, words)
        except TimeoutError as late:
            self._breaker.fail()
            raise ModelSlowError from late
        except ModelError:
            self._breaker.fail()
            raise
        self._breaker.succeed()
        return reading

    async def close(self) -> None:
        await self._model.close()
