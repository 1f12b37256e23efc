"""How much may be read and said by the model in a day."""

from datetime import date

from etude.core.clock import Clock
from etude.llm.port import BudgetSpentError, Model


class Budget:
    """Counts the tokens of a UTC day in this process; a limit on what a mistake or a flood of words can cost."""

    def __init__(self, model: Model, tokens_a_day: int, clock: Clock) -> None:
        self._model = model
        self._most = tokens_a_day
        self._clock = clock
        self._day: date | None = None
        self._before = 0

    def check(self) -> None:
        """Raises BudgetSpentError where the day's tokens are used up."""
        today = self._clock.now().date()
        if today != self._day:
            self._day, self._before = today, self._model.tokens
        if self._model.tokens - self._before >= self._most:
            raise BudgetSpentError
