"""Reads the times of a message: pieces are found from left to right and joined where only small words part them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Literal

from etude.conversations.understanding.clocks import ClockSpec, read_clock
from etude.conversations.understanding.composition import Draft, Source, compose
from etude.conversations.understanding.dates import DateSpec, one_day
from etude.conversations.understanding.days import coming, day_of_month
from etude.conversations.understanding.dayspecs import Days, DaySpec, WeekdaySpec, WeeklySpec
from etude.conversations.understanding.daywords import read_days
from etude.conversations.understanding.expressions import TimeExpression
from etude.conversations.understanding.tokens import Tokens

# Small words that may stand between two pieces of one expression.
_GLUE = ("glue", "comma", "the", "on", "in", "at", "of", "for", "and", "or", "but", "from", "within", "article", "not")
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


def read_times(tokens: Tokens, now: datetime, month_first: bool) -> list[TimeExpression]:
    """Every time said in the message, and its tokens spent. `now` is in the writer's zone."""
    pieces = list(_Pieces(tokens, Days(tokens, now, month_first)))
    found: list[TimeExpression] = []
    for draft in _join(tokens, pieces):
        start, end = tokens.span(draft.first, draft.last)
        expressions = compose(draft, Source(tokens.text[start:end], (start, end), now))
        if expressions:
            for first, last in draft.taken:
                tokens.spend(first, last)
        found += expressions
    return found


class _Pieces:
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
            self._read_except(at)
            or self._read_bound(at)
            or read_days(self._days, at)
            or read_clock(self._tokens, at)
            or self._read_part(at)
        )

    def _read_part(self, at: int) -> tuple[Piece, int] | None:
        tokens = self._tokens
        shade = "early-" if tokens.has(at, "early") else "late-" if tokens.has(at, "late") else ""
        inner = tokens.skip(at + 1, "dash") if shade else at
        plural = tokens.word(inner, "dayparts")
        if plural == "night" and tokens.number(inner - 1) is not None:
            return None
        name = plural or tokens.word(inner, "daypart") or self._read_half_day(inner)
        return (Part(shade + name, plural is not None, tokens.has(inner, "halfday")), inner + 1) if name else None

    def _read_half_day(self, at: int) -> str | None:
        """Sunday pm."""
        tokens = self._tokens
        dated = any(tokens.has(at - 1, kind) for kind in ("weekday", "weekdays", "day"))
        half = "am" if tokens.has(at, "am") else "pm" if tokens.has(at, "pm") else None
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
            inner = tokens.skip(past, "and", "or", "not", *(("comma",) if strong else ()))
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


def _join(tokens: Tokens, pieces: list[Placed]) -> list[Draft]:
    drafts: list[Draft] = []
    for placed in _without_heads(tokens, pieces):
        last = drafts[-1] if drafts else None
        gap = _gap(tokens, last.last, placed.first) if last else None
        if last and gap is not None and _add(last, placed, gap):
            last.last = placed.last
            last.taken.append((placed.first, placed.last))
            continue
        draft = Draft(placed.first, placed.last, taken=[(placed.first, placed.last)])
        if last and gap is not None and isinstance(placed.piece, ClockSpec | Part) and last.dated and _listing(gap):
            draft.days, draft.range, draft.plural = list(last.days), last.range, last.plural
        _add(draft, placed, frozenset())
        drafts.append(draft)
    _share_days(tokens, drafts)
    _share_clocks(tokens, drafts)
    _share_halves(tokens, drafts)
    if any("dinner" in token.readings for token in tokens.items):
        _dine(drafts)
    standing = [draft for draft in drafts if _stands(tokens, draft)]
    lone = [draft for draft in drafts if draft not in standing and _is_exact(draft)]
    if len(lone) == len(standing) == 1 and not standing[0].timed:
        married = _marry(tokens, sorted((*standing, *lone), key=lambda draft: draft.first))
        standing = married if len(married) == 1 else standing
    return _marry(tokens, _fold_refusals(standing))


def _is_exact(draft: Draft) -> bool:
    """ "3.45" is a clock time where a day is waiting for one."""
    said = draft.clock.start if draft.clock and draft.clock.kind == "point" else None
    return said is not None and said.minute > 0 and said.minute % 5 == 0


def _fold_refusals(drafts: list[Draft]) -> list[Draft]:
    """ "Thursday is no good, what about Friday": where days are named, a refusal only takes days out of them."""
    refusing = [draft for draft in drafts if draft.except_days and not draft.dated and not draft.timed]
    naming = [draft for draft in drafts if draft.dated]
    if not refusing or not naming:
        return drafts
    for draft in naming:
        draft.except_days += [spec for each in refusing for spec in each.except_days]
    return [draft for draft in drafts if draft not in refusing]


def _without_heads(tokens: Tokens, pieces: list[Placed]) -> Iterator[Placed]:
    """ "Table for two at eight": a bare number after "for" counts people where a table or another time is spoken of."""
    party = any("party" in token.readings for token in tokens.items)
    sure = any(isinstance(placed.piece, ClockSpec) and placed.piece.sure for placed in pieces)
    for placed in pieces:
        bare = isinstance(placed.piece, ClockSpec) and placed.piece.kind == "point" and not placed.piece.sure
        led = tokens.has(placed.first - 1, "for") or tokens.has(placed.first - 1, "of")
        if not (bare and led and (party or sure)):
            yield placed


# As many words may part a day and its clock time.
_FURTHEST = 8
_BREAKS = ("dot", "but")


def _marry(tokens: Tokens, drafts: list[Draft]) -> list[Draft]:
    """The only day and the only clock time of a message belong together, whatever was said between them."""
    dated = [draft for draft in drafts if (draft.days or draft.range) and not draft.timed]
    timed = [draft for draft in drafts if draft.timed and not draft.dated and not draft.except_days]
    if len(drafts) != 2 or len(dated) != 1 or len(timed) != 1:
        return drafts
    (day,), (clock,) = dated, timed
    first, second = sorted((day, clock), key=lambda draft: draft.first)
    between = range(first.last, second.first)
    loose = clock.clock is not None and clock.clock.kind in ("after", "before") and first is clock
    if len(between) > (2 if loose else _FURTHEST) or any(tokens.has(at, kind) for at in between for kind in _BREAKS):
        return drafts
    if any(tokens.has(at, "stop") for at in between) and not all(tokens[at].readings for at in between):
        return drafts
    whole = replace(day, first=first.first, last=second.last, clock=clock.clock, part=clock.part)
    whole.taken = [*first.taken, *second.taken]
    whole.plural = day.plural or clock.plural
    whole.except_clock = whole.except_clock or clock.except_clock
    return [whole]


def _dine(drafts: list[Draft]) -> None:
    """A table or a dinner at eight is in the evening."""
    for draft in drafts:
        said = draft.clock and draft.clock.start
        if said and said.half is None and 5 <= said.hour <= 9:
            draft.part = draft.part or "evening"


def _share_clocks(tokens: Tokens, drafts: list[Draft]) -> None:
    """In "5pm on Friday or Saturday" the clock time is both days'."""
    for one, other in pairwise(drafts):
        gap = _gap(tokens, one.last, other.first)
        early = one.timed and one.dated and one.clock_first
        if early and gap and _listing(gap) and other.dated and not other.timed and not other.except_days:
            other.clock, other.part = one.clock, one.part


def _share_halves(tokens: Tokens, drafts: list[Draft]) -> None:
    """In "at 8 or 9 in the evening" both are in the evening."""
    for one, other in reversed(list(pairwise(drafts))):
        gap = _gap(tokens, one.last, other.first)
        first, last = (draft.clock.start if draft.clock else None for draft in (one, other))
        if not gap or not _listing(gap) or not first or not last or one.part or first.half:
            continue
        if one.clock and last.half in ("am", "pm"):
            one.clock = replace(one.clock, start=replace(first, half=last.half))


def _share_days(tokens: Tokens, drafts: list[Draft]) -> None:
    """In "2pm or 3pm on Friday" both times are Friday's."""
    for one, other in reversed(list(pairwise(drafts))):
        gap = _gap(tokens, one.last, other.first)
        joined = gap is not None and (_listing(gap) or tokens.moving)
        if joined and one.clock and not one.dated and other.clock and other.dated:
            one.days, one.range = list(other.days), other.range
            one.part = one.part or other.part


def _gap(tokens: Tokens, first: int, last: int) -> frozenset[str] | None:
    """The kinds of the small words between two pieces; None where something else stands between them."""
    kinds: set[str] = set()
    at = first
    while at < last:
        past = _skip_duration(tokens, at)
        if past > at:
            first, at = first + past - at, past
            continue
        here = [kind for kind in _GLUE if tokens.has(at, kind)]
        if not here or last - first > 4:
            return None
        kinds.update(here)
        at += 1
    return frozenset(kinds)


def _skip_duration(tokens: Tokens, at: int) -> int:
    """Past "for 45 min", which parts no time from its day."""
    inner = tokens.skip(at, "for")
    if tokens.has(inner, "halfunit") or tokens.has(inner, "hourlong"):
        return inner + 1
    timed = tokens.number(inner) is not None and tokens.word(inner + 1, "unit") in ("minute", "hour")
    return inner + 2 if timed else at


def _listing(gap: frozenset[str]) -> bool:
    return "or" in gap or "and" in gap or "comma" in gap


def _add(draft: Draft, placed: Placed, gap: frozenset[str]) -> bool:
    piece = placed.piece
    if isinstance(piece, ClockSpec | Part):
        draft.clock_first = draft.clock_first or not draft.dated
    if isinstance(piece, ClockSpec):
        return _add_clock(draft, piece, gap)
    if isinstance(piece, Part):
        return _add_part(draft, piece, gap)
    if isinstance(piece, Bound):
        if piece.side == "since":
            draft.since = draft.since or piece.spec
        else:
            draft.until = draft.until or piece.spec
        return True
    if isinstance(piece, Except):
        draft.except_days += piece.specs
        draft.except_clock = piece.clock or draft.except_clock
        draft.except_part = piece.part or draft.except_part
        return True
    return _add_days(draft, piece, gap)


def _add_clock(draft: Draft, spec: ClockSpec, gap: frozenset[str]) -> bool:
    held = draft.clock
    if held is None:
        draft.clock = spec
        return not ("or" in gap and draft.part)
    if "or" in gap:
        return False
    if held.kind == "after" and spec.kind == "before":
        draft.clock = ClockSpec("interval", held.start, spec.end)
        return True
    if held.kind == "before" and spec.kind == "after":
        draft.clock = ClockSpec("interval", spec.start, held.end)
        return True
    return False


def _add_part(draft: Draft, part: Part, gap: frozenset[str]) -> bool:
    if draft.part is not None or ("or" in gap and draft.clock):
        return False
    last = draft.days[-1] if len(draft.days) > 1 else None
    if isinstance(last, DateSpec) and not part.plural and not draft.clock:
        draft.days[-1] = replace(last, part=part.name)
        return True
    draft.part = part.name
    draft.plural = draft.plural or part.plural
    draft.halfday = draft.halfday or part.halfday
    return True


def _add_days(draft: Draft, spec: DaySpec, gap: frozenset[str]) -> bool:
    if not draft.dated:
        if draft.timed and ("or" in gap or "and" in gap):
            return False
        _hold(draft, spec)
        return True
    if isinstance(spec, DateSpec):
        return _add_date(draft, spec, gap)
    if draft.range is not None or draft.since or draft.until:
        if draft.days and not _listing(gap):
            return False
        if draft.timed and _listing(gap) and draft.days:
            return False
        draft.days.append(spec)
        return True
    if draft.timed and _listing(gap):
        return False
    if not gap and isinstance(spec, WeekdaySpec) and draft.days and not draft.timed:
        if not isinstance(draft.days[-1], WeekdaySpec):
            return False
        draft.days.append(spec)
        return True
    if not _listing(gap) and not (isinstance(spec, WeeklySpec) and draft.days):
        return False
    if any(isinstance(each, DateSpec) for each in draft.days) and isinstance(spec, WeeklySpec):
        return False
    draft.days.append(spec)
    return True


def _add_date(draft: Draft, spec: DateSpec, gap: frozenset[str]) -> bool:
    both = _day_in_month(draft.range, spec) if draft.range and not draft.days else None
    if both and not _listing(gap):
        draft.range = both
        return True
    weekdays = all(isinstance(each, WeekdaySpec) for each in draft.days)
    if draft.days and draft.range is None and not ("or" in gap or "and" in gap):
        if weekdays and (spec.single is False or len(draft.days) == 1):
            draft.range = spec
            return True
        if any(isinstance(each, WeeklySpec) for each in draft.days):
            draft.range = spec
            return True
    if draft.timed or not _listing(gap) or not all(isinstance(each, DateSpec | WeekdaySpec) for each in draft.days):
        return False
    if draft.range is not None:
        if draft.days or not spec.single:
            return False
        draft.days, draft.range = [draft.range], None
    draft.days.append(spec)
    return True


def _day_in_month(one: DateSpec, other: DateSpec) -> DateSpec | None:
    """Next month on the 3rd, the 3rd of next month."""
    month, numbered = (one, other) if one.grain == "month" else (other, one)
    if month.grain != "month" or numbered.number is None:
        return None
    day = day_of_month(numbered.number, month.start)
    return one_day(day) if day and day < month.end else None


def _hold(draft: Draft, spec: DaySpec) -> None:
    if isinstance(spec, DateSpec | WeeklySpec) and spec.part:
        draft.part = draft.part or spec.part
    if isinstance(spec, DateSpec) and not (spec.single and spec.number is None):
        draft.range = spec
    else:
        draft.days.append(spec)


def _is_whole(tokens: Tokens, draft: Draft) -> bool:
    """ "5 to 6" and "20.30" are times when nothing else is said; a lone number may be anything."""
    small = ("glue", "stop", "dot", "comma", "at", "or")
    others = [at for at in range(len(tokens)) if not draft.first <= at < draft.last]
    said = draft.clock.start if draft.clock else None
    exact = draft.clock is not None and (draft.clock.kind == "interval" or (said is not None and said.minute > 0))
    return exact and all(any(tokens.has(at, kind) for kind in small) for at in others)


def _stands(tokens: Tokens, draft: Draft) -> bool:
    """A bare number is a clock time only beside a day or a part of one."""
    unsure = draft.clock is not None and not draft.clock.sure
    if unsure and not draft.dated and draft.part is None:
        return _is_whole(tokens, draft)
    if unsure and draft.clock is not None and draft.clock.kind == "point":
        listed = tokens.has(draft.last, "or") or tokens.has(draft.last, "and")
        return draft.part is not None or listed or not tokens[draft.last].text.isalpha()
    return True
