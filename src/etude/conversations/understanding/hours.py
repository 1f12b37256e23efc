"""Which hour of the day a clock time means where its half was left out."""

from dataclasses import dataclass, replace
from datetime import time

from etude.conversations.understanding.clocks import ClockKind, ClockSpec, Half, Said
from etude.conversations.understanding.lexicon import DAYPARTS

# From the evening on, a range may reach into the small hours of the next day.
_NIGHTFALL, _DAYBREAK = 18, 6


@dataclass(frozen=True, slots=True)
class ClockReading:
    """One reading of a clock time: `end` is exclusive, None where it is open or a point; an interval whose end is no
    later than its start reaches into the next day."""

    kind: ClockKind
    start: time | None
    end: time | None = None


def resolve_clock(spec: ClockSpec, part: str | None) -> list[ClockReading]:
    """The readings of a clock time, the likeliest first, given the part of the day said beside it."""
    if spec.kind == "interval" and spec.start and spec.end:
        return _resolve_range(spec.start, spec.end, part)
    said = spec.start or spec.end
    if said is None:
        return []
    found = _options(said, part)
    if spec.kind == "before":
        return [ClockReading("before", None, each) for each in found]
    return [ClockReading(spec.kind, each) for each in found]


def _resolve_range(first: Said, last: Said, part: str | None) -> list[ClockReading]:
    if last.half in ("am", "pm") and first.half is None:
        same = replace(first, half=last.half)
        starts = [_exactly(same), *_options(first, None), _exactly(replace(first, half="am"))]
        end = _exactly(last)
        start = next((each for each in starts if each < end), None)
        return [ClockReading("interval", start, end)] if start else []
    found: list[ClockReading] = []
    for start in _options(first, part):
        until = next((each for each in _choices(last) if each > start), None)
        if until is None and last.half == "exact" and _exactly(last) == time(0):
            until = time(0)
        if until is None and not found:
            late = start.hour >= _NIGHTFALL and (last.half is not None or last.hour <= _DAYBREAK)
            following = _choices(last)[0] if late else None
            over = following is not None and following.hour <= _DAYBREAK
            found.append(ClockReading("interval", start, following) if over else ClockReading("after", start))
        elif until is None:
            continue
        elif not found or until.hour <= 22:
            found.append(ClockReading("interval", start, until))
    return found


def _choices(said: Said) -> list[time]:
    if said.half is not None:
        return [_exactly(said)]
    return sorted({_exactly(replace(said, half="am")), _exactly(replace(said, half="pm"))})


def _options(said: Said, part: str | None) -> list[time]:
    """Lessons are held in the afternoon: 1 to 7 are, 8 may be either, 9 to 12 are in the morning and at noon."""
    if said.half is not None or said.hour > 12:
        return [_exactly(said)]
    part = part.rpartition("-")[2] if part else None
    if part is not None and part in DAYPARTS:
        dark = part == "night" and said.hour % 12 < 6
        half: Half = "am" if dark or (part == "morning" and said.hour != 12) else "pm"
        return [_exactly(replace(said, half=half))]
    morning, later = _exactly(replace(said, half="am")), _exactly(replace(said, half="pm"))
    if said.hour == 8:
        return [morning, later]
    return [later] if said.hour < 8 or said.hour == 12 else [morning]


def _exactly(said: Said) -> time:
    hour = said.hour % 24
    if said.half == "am":
        hour %= 12
    elif said.half == "pm":
        hour = hour % 12 + 12
    return time(hour, said.minute)
