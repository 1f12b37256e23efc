"""What a sentence was understood to say, as plain values. Days and clock times are local to the person writing."""

from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal, TypeAlias

from etude.matching.wishes import Per, Wishes

TimeKind: TypeAlias = Literal["point", "interval", "after", "before", "recurring"]
Grain: TypeAlias = Literal["minute", "hour", "day", "week", "month", "quarter", "year", "time"]
Frequency: TypeAlias = Literal["DAILY", "WEEKLY", "MONTHLY"]
Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, a clock time, or both: as much as was said."""

    day: date | None = None
    clock: time | None = None

    def __str__(self) -> str:
        parts = [self.day.isoformat() if self.day else "", self.clock.strftime("%H:%M") if self.clock else ""]
        return "T".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Repeat:
    """How often something comes back: the parts of an RFC 5545 RRULE that people say.

    `days` counts Monday as 0; `nth` says which of them in a month, counted from its end where it is negative;
    `monthdays` are numbers of days of a month.
    """

    freq: Frequency
    days: frozenset[int] = frozenset()
    interval: int = 1
    until: date | None = None
    nth: int | None = None
    monthdays: frozenset[int] = frozenset()

    def __str__(self) -> str:
        names = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
        parts = [f"FREQ={self.freq}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.days:
            parts.append("BYDAY=" + ",".join(f"{self.nth or ''}{names[day]}" for day in sorted(self.days)))
        if self.monthdays:
            parts.append("BYMONTHDAY=" + ",".join(map(str, sorted(self.monthdays))))
        if self.until:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        return ";".join(parts)


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time that was said. `end` is exclusive; `alternatives` are other fair readings of the same words."""

    kind: TimeKind
    start: Moment | None
    end: Moment | None
    grain: Grain
    text: str
    span: Span
    repeat: Repeat | None = None
    exclude: tuple["TimeExpression", ...] = ()
    alternatives: tuple["TimeExpression", ...] = ()


@dataclass(frozen=True, slots=True)
class Duration:
    """How long a lesson should be."""

    minutes: int
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Price:
    """Money that was said, in minor units: an amount, a least and a most, whichever were named."""

    amount: int | None
    least: int | None
    most: int | None
    currency: str | None
    per: Per | None
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Age:
    """Somebody's age in years; `of_self` says whether it is the writer's own."""

    years: int
    of_self: bool
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Distance:
    """How far away, in metres."""

    metres: int
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Count:
    """How many lessons, or how many a week."""

    lessons: int | None
    per_week: int | None
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Command:
    """What the person wants the conversation to do, with a confidence of 0 to 1.

    `name` is StartFlow (with `flow`), Back, Cancel, Restart, Yes, No, WhereWasI, Question, Chitchat, Correct or
    SwitchLanguage (with `language`).
    """

    name: str
    confidence: float
    flow: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Unsure:
    """A word that may be a misspelt subject or genre, with the ids of the likeliest, the best first."""

    text: str
    span: Span
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """Everything that was understood from one message; `language` is the one it seems to be written in."""

    text: str
    language: str
    times: tuple[TimeExpression, ...] = ()
    durations: tuple[Duration, ...] = ()
    money: tuple[Price, ...] = ()
    ages: tuple[Age, ...] = ()
    distances: tuple[Distance, ...] = ()
    counts: tuple[Count, ...] = ()
    wishes: Wishes = field(default_factory=Wishes)
    commands: tuple[Command, ...] = ()
    unsure: tuple[Unsure, ...] = ()
