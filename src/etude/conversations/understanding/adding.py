"""Whether a piece still belongs to a draft, and what it adds to it."""

from dataclasses import replace

from etude.conversations.understanding.clocks import ClockSpec
from etude.conversations.understanding.dates import DateSpec, one_day
from etude.conversations.understanding.days import add_months, day_of_month
from etude.conversations.understanding.dayspecs import DaySpec, WeekdaySpec, WeeklySpec
from etude.conversations.understanding.drafts import Draft
from etude.conversations.understanding.pieces import Bound, Except, Part, Placed
from etude.conversations.understanding.tokens import Tokens

# Small words that may stand between two pieces of one expression.
_GLUE = ("glue", "comma", "the", "on", "in", "at", "of", "for", "and", "or", "but", "from", "within", "article", "not")


def gap_between(tokens: Tokens, first: int, last: int) -> frozenset[str] | None:
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


def is_listing(gap: frozenset[str]) -> bool:
    """Whether these words make a list of what stands on both sides."""
    return "or" in gap or "and" in gap or "comma" in gap


def add(draft: Draft, placed: Placed, gap: frozenset[str]) -> bool:
    """Add a piece to a draft; False where it begins another. `gap` are the kinds of the words between them."""
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
    if not held.sure and held.kind == "point" and spec.sure and not is_listing(gap):
        draft.clock = spec  # "Court 3 on Thursday at 17:30"
        return True
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
    dated = any(isinstance(spec, DateSpec) for spec in draft.days)
    if isinstance(last, DateSpec | WeekdaySpec) and dated and not part.plural and not draft.clock:
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
        if draft.days and not is_listing(gap):
            return False
        if draft.timed and is_listing(gap) and draft.days:
            return False
        draft.days.append(spec)
        return True
    if draft.timed and is_listing(gap):
        return False
    if not gap and isinstance(spec, WeekdaySpec) and draft.days and not draft.timed:
        if not isinstance(draft.days[-1], WeekdaySpec):
            return False
        draft.days.append(spec)
        return True
    if not is_listing(gap) and not (isinstance(spec, WeeklySpec) and draft.days):
        return False
    if any(isinstance(each, DateSpec) for each in draft.days) and isinstance(spec, WeeklySpec):
        return False
    draft.days.append(spec)
    return True


def _add_date(draft: Draft, spec: DateSpec, gap: frozenset[str]) -> bool:
    both = _day_in_month(draft.range, spec) if draft.range and not draft.days else None
    if both and not is_listing(gap):
        draft.range = both
        return True
    apart = _in_year(draft.range, spec) if draft.range and not draft.days and not is_listing(gap) else None
    if apart:
        draft.range = apart
        return True
    weekdays = all(isinstance(each, WeekdaySpec) for each in draft.days)
    if draft.days and draft.range is None and not ("or" in gap or "and" in gap):
        if weekdays and (spec.single is False or len(draft.days) == 1):
            draft.range = spec
            return True
        if any(isinstance(each, WeeklySpec) for each in draft.days):
            draft.range = spec
            return True
    if draft.timed or not is_listing(gap) or not all(isinstance(each, DateSpec | WeekdaySpec) for each in draft.days):
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


def _in_year(one: DateSpec, other: DateSpec) -> DateSpec | None:
    """March next year, next year in summer."""
    year, part = (one, other) if one.grain == "year" else (other, one)
    if year.grain != "year" or part.grain not in ("month", "quarter"):
        return None
    months = 12 * (year.start.year - part.start.year)
    return replace(part, start=add_months(part.start, months), end=add_months(part.end, months))


def _hold(draft: Draft, spec: DaySpec) -> None:
    if isinstance(spec, DateSpec | WeeklySpec) and spec.part:
        draft.part = draft.part or spec.part
    if isinstance(spec, DateSpec) and not (spec.single and spec.number is None):
        draft.range = spec
    else:
        draft.days.append(spec)
