"""How often the model may be asked in a day."""

from datetime import date

from etude.core.clock import Clock
from etude.llm.port import BudgetSpentError


class Budget:
    """Counts the calls of a UTC day in this process; a limit on what a mistake or a flood of words can cost."""

    def __init__(self, calls_a_day: int, clock: Clock) -> None:
        self._most = calls_a_day
        self._clock = clock
        self._day: date | None = None
        self._spent = 0

    def spend(self) -> None:
        """Count one call; raises BudgetSpentError where the day's calls are used up."""
        today = self._clock.now().date()
        if today != self._day:
            self._day, self._spent = today, 0
        if self._spent >= self._most:
            raise BudgetSpentError
        self._spent += 1
