"""A time expression while it is read, and where its words came from."""

from dataclasses import dataclass, field
from datetime import date, datetime

from etude.conversations.understanding.clocks import ClockSpec
from etude.conversations.understanding.dates import DateSpec
from etude.conversations.understanding.dayspecs import DaySpec
from etude.conversations.understanding.expressions import Span


@dataclass(slots=True)
class Draft:
    """A time expression while it is read: `days` are a list ("Tuesday or Thursday"), `range` what they lie in,
    `taken` the tokens of its pieces."""

    first: int
    last: int
    days: list[DaySpec] = field(default_factory=list)
    range: DateSpec | None = None
    clock: ClockSpec | None = None
    part: str | None = None
    plural: bool = False
    clock_first: bool = False
    halfday: bool = False
    taken: list[tuple[int, int]] = field(default_factory=list)
    since: DateSpec | None = None
    until: DateSpec | None = None
    except_days: list[DaySpec] = field(default_factory=list)
    except_clock: ClockSpec | None = None
    except_part: str | None = None

    @property
    def dated(self) -> bool:
        """Whether any day was said."""
        return bool(self.days or self.range or self.since or self.until)

    @property
    def timed(self) -> bool:
        """Whether any time of day was said."""
        return self.clock is not None or self.part is not None


@dataclass(frozen=True, slots=True)
class Source:
    """The words an expression came from, and when they were said, in the writer's zone."""

    text: str
    span: Span
    now: datetime

    @property
    def today(self) -> date:
        """The day the words were said on."""
        return self.now.date()
