"""A model that cannot hurt: bounded in time and tokens, left alone while it fails, and not asked the same twice."""

import asyncio
from datetime import timedelta

from etude.core.clock import Clock
from etude.llm.breaker import Breaker
from etude.llm.budget import Budget
from etude.llm.memory import Memory
from etude.llm.port import Model, ModelError, ModelSlowError, Reading, Task

PATIENCE = timedelta(seconds=1.5)
"""How long a person may be kept waiting for a better understanding of their words."""


class GuardedModel:
    """Any model, within `patience` of real time, `tokens_a_day`, and a circuit breaker. A call is never repeated."""

    def __init__(self, model: Model, clock: Clock, tokens_a_day: int, patience: timedelta = PATIENCE) -> None:
        self._model = model
        self._breaker = Breaker(clock)
        self._budget = Budget(model, tokens_a_day, clock)
        self._memory = Memory(clock)
        self._patience = patience.total_seconds()

    @property
    def tokens(self) -> int:
        return self._model.tokens

    async def read(self, task: Task, words: str) -> Reading:
        """The inner model's reading; raises ModelError for whatever stands in the way."""
        if (known := self._memory.find(task, words)) is not None:
            return known
        self._breaker.pass_through()
        self._budget.check()
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
        self._memory.keep(task, words, reading)
        return reading

    async def close(self) -> None:
        await self._model.close()
