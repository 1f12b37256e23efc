"""From the pieces of one time expression (days, clock, part of the day, bounds) to its readings as values."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from etude.conversations.understanding.dates import ONE_DAY, DateSpec, one_day
from etude.conversations.understanding.days import coming, day_of_month
from etude.conversations.understanding.dayspecs import DaySpec, MomentSpec, StaySpec, WeekdaySpec, WeeklySpec
from etude.conversations.understanding.drafts import Draft, Source
from etude.conversations.understanding.expressions import Frequency, Grain, Moment, Repeat, TimeExpression, TimeKind
from etude.conversations.understanding.hours import ClockReading, resolve_clock
from etude.conversations.understanding.lexicon import DAYPARTS

_NOON = 12
# Hours of a night before this are the next day's.
_DAWN = 6


def compose(draft: Draft, source: Source) -> list[TimeExpression]:
    """The expressions of a draft: several where days were listed, each with its other readings."""
    moments = [spec for spec in draft.days if isinstance(spec, MomentSpec)]
    if moments:
        at = moments[0].at
        return [_make("point", Moment(at.date(), at.time()), None, "minute", source)]
    stays = [spec for spec in draft.days if isinstance(spec, StaySpec)]
    if stays:
        return [_compose_stay(spec, source) for spec in stays]
    weekly = _weekly(draft)
    if weekly is not None:
        return _compose_weekly(draft, weekly, source)
    stretches = _stretches(draft, source.now)
    if stretches:
        return [found for spec in stretches for found in _compose_dates(draft, spec, source)]
    if draft.since or draft.until:
        return _compose_bounds(draft, source)
    if draft.timed:
        return _compose_clock(draft, source)
    if draft.except_days or draft.except_clock or draft.except_part:
        return _compose_excluded(draft, source)
    return []


def _compose_stay(spec: StaySpec, source: Source) -> TimeExpression:
    start = resolve_clock(spec.start, None)[0].start
    end = resolve_clock(spec.end, None)[0].start if spec.end else None
    last = spec.last if spec.end else spec.last + ONE_DAY
    return _make("interval", Moment(spec.first, start), Moment(last, end), "minute", source)


def _weekly(draft: Draft) -> WeeklySpec | None:
    """The recurrence of a draft, if it is one: said so, or weekdays beside "evenings" or between two dates."""
    weekly = [spec for spec in draft.days if isinstance(spec, WeeklySpec)]
    weekdays = frozenset(spec.day for spec in draft.days if isinstance(spec, WeekdaySpec))
    if weekly:
        days = frozenset().union(weekdays, *(spec.days for spec in weekly))
        freq: Frequency = "DAILY" if len(days) == 7 else "MONTHLY" if weekly[0].freq == "MONTHLY" else "WEEKLY"
        loose = weekly[0].loose if len(weekly) == 1 else None
        often = max(spec.interval for spec in weekly)
        return WeeklySpec(days, often, freq, weekly[0].nth, loose=loose, monthdays=weekly[0].monthdays)
    if draft.halfday and draft.clock and draft.clock.kind == "point" and not weekly:
        return None
    if weekdays and (draft.plural or draft.since or draft.until):
        return WeeklySpec(weekdays)
    long_range = draft.range is not None and not draft.range.single
    if not draft.days and ((draft.plural and (draft.part or draft.clock)) or (long_range and draft.timed)):
        return WeeklySpec(frozenset(range(7)), 1, "DAILY")
    return None


def _compose_weekly(draft: Draft, weekly: WeeklySpec, source: Source) -> list[TimeExpression]:
    """ "Tuesdays after 5": the clock times carry the day only where a first day was said."""
    gone = frozenset(_excluded_weekdays(draft.except_days))
    if weekly.loose and draft.range and draft.range.grain == "week" and not draft.timed and not gone:
        first, last = (draft.range.start + timedelta(days=day) for day in weekly.loose)
        return [_make("interval", Moment(first), Moment(last + ONE_DAY), "day", source)] if first < last else []
    days = weekly.days or (frozenset(range(7)) if gone else frozenset())
    kept = days - gone
    if gone and not kept:
        return []
    begin = draft.range.start if draft.range else draft.since.start if draft.since else None
    stop = draft.range.end if draft.range else draft.until.start if draft.until else None
    if draft.until and not draft.range:
        stop = draft.until.end
    begin = _first_of(kept, max(begin, source.today)) if begin else None
    repeat = _repeat(weekly, kept, stop)
    exclude = tuple(_excluded_dates(draft, source))
    clocks: list[ClockReading | None] = [*_clocks(draft)] or [None]
    readings = [_recurring(clock, begin, repeat, exclude, source) for clock in clocks]
    found = replace(readings[0], alternatives=tuple(readings[1:]))
    if weekly.loose and weekly.loose[0] > weekly.loose[1] and not (draft.timed or draft.range or gone or exclude):
        once = next(_loosely(draft, weekly.loose, source))  # "Friday to Monday" is a journey, and seldom a habit
        return [replace(once, alternatives=(found,))]
    if weekly.loose and len(weekly.days) < 4 and not gone and not draft.plural:
        found = replace(found, alternatives=(*found.alternatives, *_loosely(draft, weekly.loose, source)))
    return [found]


def _first_of(days: frozenset[int], begin: date) -> date:
    """RFC 5545 counts the start as the first occurrence, so it must be one of the days."""
    ahead = (timedelta(days=step) for step in range(7))
    return next((begin + step for step in ahead if (begin + step).weekday() in days), begin)


def _repeat(weekly: WeeklySpec, kept: frozenset[int], stop: date | None) -> Repeat:
    until = stop - ONE_DAY if stop else None
    if len(kept) == 7 and (weekly.freq == "DAILY" or weekly.interval == 1):
        return Repeat("DAILY", interval=weekly.interval, until=until)
    freq: Frequency = "MONTHLY" if weekly.freq == "MONTHLY" else "WEEKLY"
    return Repeat(freq, kept, weekly.interval, until, weekly.nth, weekly.monthdays)


def _recurring(
    clock: ClockReading | None, begin: date | None, repeat: Repeat, exclude: tuple[TimeExpression, ...], source: Source
) -> TimeExpression:
    start = Moment(begin, clock.start if clock else None)
    end = Moment(begin, clock.end) if clock and clock.end else None
    said = start if start.day or start.clock else None
    grain: Grain = "day" if clock is None else "time"
    return TimeExpression("recurring", said, end, grain, source.text, source.span, repeat, exclude)


def _loosely(draft: Draft, loose: tuple[int, int], source: Source) -> Iterator[TimeExpression]:
    """ "Monday to Wednesday" may be the coming three days once, too."""
    start = coming(loose[0], source.today)
    spec = DateSpec(start, coming(loose[1], start) + ONE_DAY)
    yield from _compose_dates(replace(draft, days=[], clock=None, part=None), spec, source)


def _stretches(draft: Draft, now: datetime) -> list[DateSpec]:
    found = [spec for spec in draft.days if isinstance(spec, DateSpec)]
    weekdays = [spec.day for spec in draft.days if isinstance(spec, WeekdaySpec)]
    parts = [spec.part for spec in draft.days if isinstance(spec, WeekdaySpec)]
    if draft.range is None:
        if weekdays and len(draft.days) == 1:
            return [replace(_coming_day(weekdays[0], now), part=parts[0])]
        return found + [one_day(coming(day, now.date()), part) for day, part in zip(weekdays, parts, strict=True)]
    if not weekdays and not found:
        return [draft.range]
    if draft.range.single:
        return [_agreeing(draft.range, day) for day in weekdays] or found
    return found + [each for day in weekdays for each in _inside(draft.range, day)]


def _coming_day(day: int, now: datetime) -> DateSpec:
    """The coming such day. "Monday", said on a Monday morning, may be today as well."""
    today = now.date()
    fair = day == today.weekday() and now.hour < _NOON
    return replace(one_day(coming(day, today)), others=((today, today + ONE_DAY),) if fair else ())


def _inside(stretch: DateSpec, day: int) -> list[DateSpec]:
    """The weekday of a stretch of days: "Tuesday next week"; the first where there are several."""
    first = stretch.start + timedelta(days=(day - stretch.start.weekday()) % 7)
    return [one_day(first)] if first < stretch.end else []


def _agreeing(stretch: DateSpec, day: int) -> DateSpec:
    """ "Friday the 8th" is the next 8th that is a Friday; with the month said, the date wins."""
    if stretch.start.weekday() == day or stretch.number is None:
        return stretch
    found = day_of_month(stretch.number, stretch.start, lambda each: each.weekday() == day)
    return one_day(found) if found else stretch


def _compose_dates(draft: Draft, spec: DateSpec, source: Source) -> list[TimeExpression]:
    part = draft.part or spec.part
    readings = list(_dated(replace(draft, part=part), spec, (spec.start, spec.end), source))
    others = [
        each
        for stretch in spec.others
        for each in _dated(replace(draft, part=part), spec, stretch, source)
        if not _has_passed(each, source.now)
    ]
    if not readings:
        return []
    exclude = () if spec.single else tuple(_excluded_dates(draft, source, (spec.start, spec.end)))
    return [replace(readings[0], exclude=exclude, alternatives=(*readings[1:], *others))]


def _has_passed(said: TimeExpression, now: datetime) -> bool:
    edge = said.start if said.kind == "point" else said.end
    return edge is not None and edge.day == now.date() and edge.clock is not None and edge.clock <= now.time()


def _dated(draft: Draft, spec: DateSpec, stretch: tuple[date, date], source: Source) -> Iterator[TimeExpression]:
    day, end = stretch
    if not draft.timed:
        if end - day == ONE_DAY:
            yield _make("point", Moment(day), None, "day", source)
        else:
            yield _make("interval", Moment(day), Moment(end), spec.grain, source)
        return
    if end - day > ONE_DAY:
        day = max(day, source.today) if end > source.today else day
        clocks = _clocks(draft)
        repeat = Repeat("DAILY", until=end - ONE_DAY)
        yield from (_recurring(clock, day, repeat, (), source) for clock in clocks)
        return
    for clock in _clocks(draft):
        dark = draft.part is not None and draft.part.endswith("night") and clock.kind == "point"
        if dark and clock.start and clock.start.hour < _DAWN:
            day = stretch[0] + ONE_DAY  # "Heute Nacht um eins"
        yield _on_day(clock, day, "hour" if draft.clock is None else "minute", source)


def _on_day(clock: ClockReading, day: date, grain: Grain, source: Source) -> TimeExpression:
    start = Moment(day, clock.start) if clock.start else None
    past = clock.start is not None and clock.end is not None and clock.end <= clock.start
    end = Moment(day + ONE_DAY if past else day, clock.end) if clock.end is not None else None
    return _make(clock.kind, start, end, grain, source)


def _compose_bounds(draft: Draft, source: Source) -> list[TimeExpression]:
    since, until = draft.since, draft.until
    if since and until:
        if until.end <= since.start:
            return []
        return [_make("interval", Moment(since.start), Moment(until.end), "day", source)]
    clocks: list[ClockReading | None] = [*_clocks(draft)] or [None]
    clock = clocks[0]
    if since:
        start = Moment(since.start, clock.start if clock else None)
        return [_make("after", start, None, "minute" if start.clock else since.grain, source)]
    if until is None:
        return []
    if clock and (clock.start or clock.end):
        return [_make("before", None, Moment(until.start, clock.start or clock.end), "minute", source)]
    return [_make("before", None, Moment(until.end), until.grain, source)]


def _compose_clock(draft: Draft, source: Source) -> list[TimeExpression]:
    readings = [
        _make(
            each.kind,
            Moment(None, each.start) if each.start else None,
            Moment(None, each.end) if each.end else None,
            "time",
            source,
        )
        for each in _clocks(draft)
    ]
    if not readings:
        return []
    gone = frozenset(_excluded_weekdays(draft.except_days))
    if gone:
        return _compose_weekly(replace(draft, except_days=draft.except_days), WeeklySpec(frozenset(range(7))), source)
    exclude = tuple(_excluded_dates(draft, source))
    return [replace(readings[0], exclude=exclude, alternatives=tuple(readings[1:]))]


def _compose_excluded(draft: Draft, source: Source) -> list[TimeExpression]:
    """ "Not on Fridays" leaves the other days; "not tomorrow" only says what is out."""
    gone = frozenset(_excluded_weekdays(draft.except_days))
    if gone:
        repeat = Repeat("WEEKLY", frozenset(range(7)) - gone)
        return [TimeExpression("recurring", None, None, "day", source.text, source.span, repeat)]
    exclude = tuple(_excluded_dates(draft, source))
    return [TimeExpression("interval", None, None, "day", source.text, source.span, None, exclude)] if exclude else []


def _clocks(draft: Draft) -> list[ClockReading]:
    """The clock times of a draft. A clock time beside a part of the day is read by it and takes its place."""
    if draft.clock is not None:
        found = resolve_clock(draft.clock, draft.part)
        one_day_said = any(isinstance(spec, DateSpec | WeekdaySpec) for spec in draft.days)
        return found if one_day_said or draft.range else [_until_the_end(each) for each in found]
    if draft.part is None:
        return []
    start, end = _part_bounds(draft.part)
    return [ClockReading("interval", start, end)]


def _until_the_end(clock: ClockReading) -> ClockReading:
    """From six until midnight or later is from six on, where no day was said."""
    over = clock.start is not None and clock.end is not None and clock.end <= clock.start
    return ClockReading("after", clock.start) if over else clock


def _part_bounds(part: str) -> tuple[time, time]:
    """The bounds of a part of the day; ``early-`` and ``late-`` take its first and second half."""
    shade, _dash, name = part.rpartition("-")
    start, end = DAYPARTS[name]
    middle = time((start.hour + end.hour + 1) // 2)
    if shade == "early":
        return start, middle
    return (middle, end) if shade == "late" else (start, end)


def _excluded_weekdays(specs: Iterable[DaySpec]) -> Iterator[int]:
    for spec in specs:
        if isinstance(spec, WeekdaySpec):
            yield spec.day
        elif isinstance(spec, WeeklySpec):
            yield from spec.days


def _excluded_dates(draft: Draft, source: Source, stretch: tuple[date, date] | None = None) -> Iterator[TimeExpression]:
    if draft.except_clock or draft.except_part:
        refused = Draft(0, 0, clock=draft.except_clock, part=draft.except_part)
        gone, kept = _clocks(refused), _clocks(draft)
        if not kept or any(_overlap(one, other) for one in gone for other in kept):
            yield from _compose_clock(refused, source)
    for spec in draft.except_days:
        if isinstance(spec, DateSpec):
            yield from _dated(Draft(0, 0), spec, (spec.start, spec.end), source)
        elif stretch and not isinstance(spec, MomentSpec):
            for day in _excluded_weekdays([spec]):
                for inside in _inside(DateSpec(*stretch), day):
                    yield from _dated(Draft(0, 0), inside, (inside.start, inside.end), source)


def _overlap(one: ClockReading, other: ClockReading) -> bool:
    (first, last), (begin, end) = _reach(one), _reach(other)
    return first == begin or (first < end and begin < last)


def _reach(clock: ClockReading) -> tuple[time, time]:
    start = clock.start or time(0)
    return start, start if clock.kind == "point" else clock.end or time.max


def _make(kind: TimeKind, start: Moment | None, end: Moment | None, grain: Grain, source: Source) -> TimeExpression:
    return TimeExpression(kind, start, end, grain, source.text, source.span)
