"""What words about days are read into, and what the readers of days read from."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from etude.conversations.understanding.clocks import ClockSpec
from etude.conversations.understanding.dates import DateSpec
from etude.conversations.understanding.expressions import Frequency
from etude.conversations.understanding.tokens import Tokens

WEEKEND = frozenset((5, 6))
WEEK = timedelta(days=7)
DAYS_OF = {"day": 1, "week": 7, "fortnight": 14}


@dataclass(frozen=True, slots=True)
class WeekdaySpec:
    """A weekday said alone, which may be the coming one or, beside other words, any."""

    day: int
    part: str | None = None


@dataclass(frozen=True, slots=True)
class WeeklySpec:
    """Weekdays that come back; `loose` where a stretch of days may have been meant ("Monday to Wednesday"),
    `monthdays` where days of a month come back ("the 15th of every month")."""

    days: frozenset[int]
    interval: int = 1
    freq: Frequency = "WEEKLY"
    nth: int | None = None
    part: str | None = None
    loose: tuple[int, int] | None = None
    monthdays: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class MomentSpec:
    """A moment counted from now, to the minute: in half an hour."""

    at: datetime


@dataclass(frozen=True, slots=True)
class StaySpec:
    """From a day and an hour to another day and, where it was said, another hour."""

    first: date
    start: ClockSpec
    last: date
    end: ClockSpec | None


DaySpec: TypeAlias = DateSpec | WeekdaySpec | WeeklySpec | MomentSpec | StaySpec
Found: TypeAlias = tuple[DaySpec, int] | None


@dataclass(frozen=True, slots=True)
class Days:
    """One message and when it was said. `now` is in the writer's zone; `month_first` is how 08/12 is read."""

    tokens: Tokens
    now: datetime
    month_first: bool = False

    @property
    def today(self) -> date:
        """The writer's day."""
        return self.now.date()
