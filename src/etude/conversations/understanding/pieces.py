"""The pieces of which times are made, as they are said: days, clock times, parts of a day, bounds, refusals."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from etude.conversations.understanding.clocks import ClockSpec, read_clock
from etude.conversations.understanding.dates import DateSpec, one_day
from etude.conversations.understanding.days import coming
from etude.conversations.understanding.dayspecs import Days, DaySpec, WeekdaySpec
from etude.conversations.understanding.daywords import read_days
from etude.conversations.understanding.stays import read_stay
from etude.conversations.understanding.tokens import Tokens

# Words that begin no piece by themselves: passing them by early keeps long messages cheap.
_IDLE = frozenset(
    (
        "glue",
        "comma",
        "and",
        "or",
        "dash",
        "to",
        "stop",
        "dot",
        "colon",
        "slash",
        "things",
        "lessonword",
        "near",
        "speaks",
        "refuse",
        "currency",
        "per",
        "limit",
        "label",
        "person",
        "iam",
        "soft",
        "hard",
        "format",
        "afterdate",
        "distance",
    )
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day; `plural` for "evenings", which come back."""

    name: str
    plural: bool
    halfday: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """From or until some day."""

    side: Literal["since", "until"]
    spec: DateSpec


@dataclass(frozen=True, slots=True)
class Except:
    """Days left out."""

    specs: tuple[DaySpec, ...]
    clock: ClockSpec | None = None
    part: str | None = None


Piece = DaySpec | ClockSpec | Part | Bound | Except


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece and the tokens it takes."""

    piece: Piece
    first: int
    last: int


class Pieces:
    """The pieces of times in a message, in order."""

    def __init__(self, tokens: Tokens, days: Days) -> None:
        self._tokens = tokens
        self._days = days

    def __iter__(self) -> Iterator[Placed]:
        at, tokens = 0, self._tokens
        while at < len(tokens):
            token = tokens.items[at]
            found = None
            if tokens.has(at, "routine"):
                at = self._skip_routine(at + 1)
                continue
            if self._has_passed(at):
                at += 2
                continue
            if token.readings and not token.used and not token.readings.keys() <= _IDLE:
                found = self._read(at)
            if found is None:
                at += 1
                continue
            piece, past = found
            if tokens.has(past, "lastafter") and not isinstance(piece, ClockSpec | Part | Except):
                at = past + 1  # "el lunes pasado"
                continue
            yield Placed(piece, at, past)
            at = past

    def _skip_routine(self, at: int) -> int:
        """ "I finish work at 5.30" says when somebody is busy: no time that they ask for."""
        inner = self._tokens.skip(at, "at", "from", "by", "on", "the", "oclock")
        found = read_clock(self._tokens, at) or read_clock(self._tokens, inner)
        return found[1] if found else at

    def _has_passed(self, at: int) -> bool:
        """ "Last Tuesday" is a story, never a wish, and does not move to the future."""
        tokens = self._tokens
        kinds = ("weekday", "unit", "month", "weekdays")
        if tokens.has(at, "lastmark") and any(tokens.has(at + 1, kind) for kind in kinds):
            return read_days(self._days, at) is None
        return tokens.has(at + 1, "lastafter") and any(tokens.has(at, kind) for kind in kinds)

    def _read(self, at: int) -> tuple[Piece, int] | None:
        return (
            read_stay(self._days, at)
            or self._read_shaded_day(at)
            or self._read_except(at)
            or self._read_bound(at)
            or read_days(self._days, at)
            or self._read_noon(at)
            or read_clock(self._tokens, at)
            or self._read_part(at)
        )

    def _read_shaded_day(self, at: int) -> tuple[Piece, int] | None:
        """Early tomorrow morning, late tonight."""
        shade = next((kind for kind in ("early", "late") if self._tokens.has(at, kind)), None)
        found = read_days(self._days, self._tokens.skip(at + 1, "on")) if shade else None
        spec, past = found or (None, at)
        if not isinstance(spec, DateSpec | WeekdaySpec):
            return None
        part = spec.part or self._tokens.word(past, "daypart")
        if part is None or "-" in part:
            return None
        return replace(spec, part=f"{shade}-{part}"), past + (spec.part is None)

    def _read_part(self, at: int) -> tuple[Piece, int] | None:
        tokens = self._tokens
        shade = "early-" if tokens.has(at, "early") else "late-" if tokens.has(at, "late") else ""
        inner = tokens.skip(at + 1, "dash") if shade else at
        if shade and not any(tokens.has(inner, kind) for kind in ("daypart", "dayparts", "am", "pm")):
            shade, inner = "", at
        plural = tokens.word(inner, "dayparts")
        if plural and tokens.number(inner - 1) is not None and not tokens.glued(inner - 1):
            return None  # "two nights"
        name = plural or tokens.word(inner, "daypart") or self._read_half_day(inner)
        return (Part(shade + name, plural is not None, tokens.has(inner, "halfday")), inner + 1) if name else None

    def _read_noon(self, at: int) -> tuple[Piece, int] | None:
        """ "Mittags um zwölf", "heute Mittag um 12"."""
        tokens = self._tokens
        timed = tokens.has(at + 1, "at") and tokens.number(at + 2) is not None
        return (Part("noon_hour", False, True), at + 1) if timed and tokens.word(at, "clockword") == "12:00" else None

    def _read_half_day(self, at: int) -> str | None:
        """Sunday pm."""
        tokens = self._tokens
        dated = any(tokens.has(at - 1, kind) for kind in ("weekday", "weekdays", "day"))
        half = "am" if tokens.has(at, "am") else "pm" if tokens.has(at, "pm") else None
        if dated and half is None:
            return tokens.word(at, "barepart")  # "el viernes noche"
        return {"am": "morning", "pm": "afternoon"}[half] if half and dated else None

    def _read_except(self, at: int) -> tuple[Piece, int] | None:
        tokens = self._tokens
        strong = tokens.has(at, "except")
        if (
            not strong
            and not tokens.has(at, "not")
            and not (tokens.has(at, "but") and at > 0 and tokens.has(at - 1, "unit"))
        ):
            return self._read_refused(at)
        inner = tokens.skip(at + 1, "on", "the", "for", "at", "article", "every", "in")
        specs: list[DaySpec] = []
        past = inner
        if inner > at + 1 and tokens.has(inner - 1, "the") and read_days(self._days, inner) is None:
            inner -= 1
        while True:
            found = read_days(self._days, inner)
            if found is None:
                break
            specs.append(found[0])
            past = self._skip_part(found[1])
            inner = tokens.skip(past, "and", "or", "not", "nor", *(("comma",) if strong else ()))
            if inner == past:
                break
        if specs:
            return Except(tuple(specs)), past
        return self._read_refused_clock(inner)

    def _read_refused_clock(self, at: int) -> tuple[Piece, int] | None:
        """Not at 5, no mornings."""
        found = read_clock(self._tokens, at)
        if found and found[0].kind in ("before", "after"):
            return _turned(found[0]), found[1]
        if found and (found[0].sure or self._tokens.has(at - 1, "at")):
            return Except((), clock=found[0]), found[1]
        part = self._read_part(at)
        if part and isinstance(part[0], Part) and self._tokens.has(part[1] - 1, "dayparts"):
            return Except((), part=part[0].name), part[1]
        return None

    def _skip_part(self, at: int) -> int:
        tokens = self._tokens
        return at + 1 if tokens.has(at, "daypart") or tokens.has(at, "dayparts") else at

    def _read_refused(self, at: int) -> tuple[Piece, int] | None:
        """ "Fridays don't work": the refusal follows the days."""
        part = self._read_part(at)
        if part and isinstance(part[0], Part) and self._refuses(part[1]):
            return Except((), part=part[0].name), part[1] + 1
        found = read_days(self._days, at)
        if found is None:
            return None
        specs, past = [found[0]], found[1]
        inner = self._tokens.skip(past, "and", "or")
        more = read_days(self._days, inner) if inner > past else None
        if more:
            specs.append(more[0])
            past = more[1]
        past = self._skip_part(past)
        return (Except(tuple(specs)), past + 1) if self._refuses(past) else None

    def _refuses(self, at: int) -> bool:
        """Whether what was just said is refused: "abends nicht", "Fridays don't work"."""
        tokens = self._tokens
        ends = at + 1 >= len(tokens) or any(tokens.has(at + 1, kind) for kind in ("comma", "stop", "dot"))
        return tokens.has(at, "notafter") or (tokens.has(at, "not") and ends)

    def _read_bound(self, at: int) -> tuple[Piece, int] | None:
        tokens = self._tokens
        inner = tokens.skip(at + 1, "on", "in", "at")
        for mark, side in (
            ("from", "since"),
            ("after", "since"),
            ("by", "until"),
            ("before", "until"),
            ("between", "since"),
            ("fromof", "since"),
        ):
            if not tokens.has(at, mark) or (tokens.moving and mark in ("from", "fromof")):
                continue
            first = self._date(inner)
            if first is None:
                continue
            if first[0].ranged and mark in ("from", "between", "fromof"):
                return first
            ranged = self._read_until(first[0], first[1], mark)
            if ranged:
                return ranged
            if mark in ("between", "fromof"):
                continue
            return Bound("since" if side == "since" else "until", _bounded(first[0], mark)), tokens.skip(
                first[1], "onwards"
            )
        if tokens.has(at, "newyear"):
            return Bound("since", one_day(date(self._days.today.year + 1, 1, 1))), at + 1
        first = self._date(at) if tokens.has(at, "day") or tokens.has(at, "weekday") else None
        return self._read_onwards(first) or (
            self._read_until(first[0], first[1], "") if first and tokens.has(at, "day") else None
        )

    def _read_onwards(self, first: tuple[DateSpec, int] | None) -> tuple[Piece, int] | None:
        if first and self._tokens.has(first[1], "onwards"):
            return Bound("since", first[0]), first[1] + 1
        return None

    def _read_until(self, first: DateSpec, at: int, mark: str) -> tuple[Piece, int] | None:
        """From tomorrow until Friday."""
        tokens = self._tokens
        if not (tokens.has(at, "to") or (mark == "between" and tokens.has(at, "and"))):
            return None
        last = self._date(tokens.skip(at + 1, "the", "on"), first)
        if last is None or last[0].end <= first.start:
            return None
        return DateSpec(first.start, last[0].end), last[1]

    def _date(self, at: int, after: DateSpec | None = None) -> tuple[DateSpec, int] | None:
        found = read_days(self._days, at)
        if found is None:
            return None
        spec, past = found
        if isinstance(spec, WeekdaySpec):
            today = after.start if after else self._days.today
            return one_day(coming(spec.day, today)), past
        return (spec, past) if isinstance(spec, DateSpec) else None


def _turned(spec: ClockSpec) -> ClockSpec:
    """Not before five is from five on, not after six until six."""
    if spec.kind == "before":
        return ClockSpec("after", spec.end)
    return ClockSpec("before", None, spec.start)


def _bounded(spec: DateSpec, mark: str) -> DateSpec:
    """After Friday begins on Saturday, before Friday ends on Thursday; from and until take the day itself."""
    if mark == "after" and spec.single:
        return replace(spec, start=spec.end)
    if mark == "before" and not spec.closing:
        return replace(spec, end=spec.start)
    return spec
