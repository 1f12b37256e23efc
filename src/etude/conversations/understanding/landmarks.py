"""Days and weeks by what they are part of: the end of May, the week of 7 December, the first Monday of the month."""

from dataclasses import replace
from datetime import date, timedelta

from etude.conversations.understanding.dates import ONE_DAY, DateSpec, one_day, read_dates
from etude.conversations.understanding.days import (
    add_months,
    coming,
    day_of_month,
    month_after,
    month_end,
    quarter_of,
    week_of,
)
from etude.conversations.understanding.dayspecs import WEEK, Days, Found, WeeklySpec
from etude.conversations.understanding.offsets import count_from_day, read_relative, read_unit_alone, unit_from
from etude.conversations.understanding.repetitions import read_nth_digits
from etude.conversations.understanding.stretches import read_plain

_SHADES = ("firsthalf", "secondhalf", "early", "mid", "late")


def read_shaded(days: Days, at: int) -> Found:
    """Early May, the end of next week, mid December."""
    tokens = days.tokens
    whole = tokens.word(tokens.skip(at, "on", "the"), "shadedunit")
    if whole:
        shade, _colon, unit = whole.partition(";")
        return _shade(unit_from(days, unit, 0), shade), tokens.skip(at, "on", "the") + 1
    shade = next((kind for kind in _SHADES if tokens.has(at, kind)), "")
    if not shade:
        return None
    inner = tokens.skip(at + 1, "dash", "the", "of", "in")
    month = tokens.number(inner, "month")
    found: Found = None
    if month is not None:
        stretch = month_after(month, days.today)
        found = (DateSpec(*stretch, grain="month"), inner + 1) if stretch else None
    else:
        found = read_relative(days, inner) or read_unit_alone(days, inner)
    if found is None or not isinstance(found[0], DateSpec) or found[0].grain not in ("month", "week", "year"):
        return None
    return replace(_shade(found[0], shade), closing=shade == "late"), found[1]


def read_week_of(days: Days, at: int) -> Found:
    """The week of 7 December, the weekend of the 12th, KW 50."""
    tokens = days.tokens
    inner = tokens.skip(at, "in", "the", "on")
    number = tokens.number(inner + 1)
    if tokens.has(inner, "calendarweek") and number and number <= 53:
        return _read_numbered_week(days, number), inner + 2
    weekend = tokens.has(inner, "weekendof")
    if not weekend and not tokens.has(inner, "weekof"):
        return None
    found = read_dates(tokens, inner + 1, days.today, days.month_first) or _read_bare_day(days, inner + 1)
    if found is None or not found[0].single:
        return None
    monday = week_of(found[0].start)
    if weekend:
        return DateSpec(monday + timedelta(days=5), monday + WEEK), found[1]
    return DateSpec(monday, monday + WEEK, "week"), found[1]


def _read_bare_day(days: Days, at: int) -> tuple[DateSpec, int] | None:
    number = days.tokens.number(at)
    found = day_of_month(number, days.today) if number and number <= 31 else None
    return (one_day(found), at + 1) if found else None


def _read_numbered_week(days: Days, number: int) -> DateSpec:
    """The ISO 8601 week with this number, this year's or, where it has passed, the next one's."""
    year = days.today.isocalendar().year
    year += number < days.today.isocalendar().week
    last = date(year, 12, 28).isocalendar().week
    monday = date.fromisocalendar(year, min(number, last), 1)
    return DateSpec(monday, monday + WEEK, "week")


def read_week_beside(days: Days, at: int) -> Found:
    """The week before Christmas, the week after Easter: the seven days on that side; the Friday before Easter."""
    tokens = days.tokens
    inner = tokens.skip(at, "in", "the", "on")
    side = next((kind for kind in ("before", "after") if tokens.has(inner + 1, kind)), None)
    day = tokens.number(inner, "weekday")
    if (tokens.word(inner, "unit") != "week" and day is None) or side is None:
        return None
    found = read_plain(days, inner + 2) if tokens.has(tokens.skip(inner + 2, "the"), "holiday") else None
    if found is None or not isinstance(found[0], DateSpec):
        return None
    begin = found[0].start - WEEK if side == "before" else found[0].end
    if day is not None:
        return one_day(coming(day, begin - ONE_DAY)), found[1]
    return DateSpec(begin, begin + WEEK), found[1]


def read_shifted(days: Days, at: int) -> Found:
    """The day before Christmas."""
    inner = days.tokens.skip(at, "on", "the")
    side = days.tokens.word(inner, "dayshift")
    if side is None:
        return None
    return count_from_day(days, 1, "day", inner + 1, sign=1 if side == "after" else -1)


def read_nth(days: Days, at: int) -> Found:
    """The first week of May, the second Monday in January, the first Monday of the month or of every month."""
    tokens = days.tokens
    inner = tokens.skip(at, "on", "the", "in")
    every = tokens.has(inner, "every")
    inner += every
    nth = -1 if tokens.has(inner, "lastmark") else tokens.number(inner, "ordinal")
    nth, inner = (nth, inner + 1) if nth is not None else read_nth_digits(days, inner)
    if nth is None or nth > 5:
        return None
    whole = tokens.word(inner, "monthunit")
    if whole:
        stretch = month_after(int(whole.split(";")[0]), days.today)
        found = _nth_of(stretch[0], nth, None, whole.split(";")[1]) if stretch else None
        return (found, inner + 1) if found else None
    if tokens.word(inner, "unit") == "quarter" and 1 <= nth <= 4:
        return _read_numbered_quarter(days, nth, inner + 1)
    day = tokens.number(inner, "weekday")
    unit = "week" if tokens.has(inner, "weekof") else "weekend" if tokens.has(inner, "weekendof") else None
    unit = unit or tokens.word(inner, "unit")
    if day is None and unit not in ("week", "weekend", "day"):
        return None
    joint = tokens.skip(inner + 1, "of", "in", "the")
    monthly = tokens.word(joint, "habit") == "MONTHLY;1" or (every and tokens.word(joint, "unit") == "month")
    if monthly and day is not None:
        return WeeklySpec(frozenset((day,)), 1, "MONTHLY", nth), joint + 1
    return _read_nth_in(days, joint, nth, day, unit)


def _read_numbered_quarter(days: Days, number: int, past: int) -> Found:
    """The third quarter, of 2027 where that is said."""
    inner = days.tokens.skip(past, "of", "in")
    year = days.tokens.number(inner)
    if year and 2000 <= year < 2100:
        return DateSpec(*quarter_of(date(year, 3 * number, 1), 0), grain="quarter"), inner + 1
    now = (days.today.month - 1) // 3 + 1
    return DateSpec(*quarter_of(days.today, (number - now) % 4), grain="quarter"), past


def _read_nth_in(days: Days, at: int, nth: int, day: int | None, unit: str | None) -> Found:
    tokens = days.tokens
    month = tokens.number(at, "month")
    first: date | None = None
    past = at + 1
    if month is not None:
        stretch = month_after(month, days.today)
        first = stretch[0] if stretch else None
    elif tokens.word(at, "unit") == "month":
        first = days.today.replace(day=1)
    else:
        named = read_relative(days, at)
        if named and isinstance(named[0], DateSpec) and named[0].grain == "month":
            first, past = named[0].start, named[1]
    if first is None:
        return None
    found = _nth_of(first, nth, day, unit)
    if found.end <= days.today:
        found = _nth_of(add_months(first, 12 if month is not None else 1), nth, day, unit)
    return found, past


def _nth_of(first: date, nth: int, day: int | None, unit: str | None) -> DateSpec:
    """The nth weekday, weekend or seven days of the month that begins with `first`, or its last."""
    end = month_end(first)
    if day is None and unit == "week":
        begin = first + WEEK * (nth - 1) if nth > 0 else end - WEEK
        return DateSpec(begin, min(begin + WEEK, end) if begin < end else begin + WEEK, "week")
    if unit == "day":
        return one_day(min(first + timedelta(days=nth - 1), end - ONE_DAY) if nth > 0 else end - ONE_DAY)
    begin = first + timedelta(days=((5 if day is None else day) - first.weekday()) % 7)
    found = begin + WEEK * (nth - 1) if nth > 0 else begin + WEEK * ((end - ONE_DAY - begin).days // 7)
    found = found - WEEK if found >= end else found
    return DateSpec(found, found + timedelta(days=2 if day is None else 1))


def _shade(spec: DateSpec, shade: str) -> DateSpec:
    """The early, middle or late part of a month (thirds), a week (halves of the working days) or a year."""
    if spec.grain == "week":
        bounds = {"early": (0, 2), "mid": (2, 3), "late": (3, 5), "firsthalf": (0, 3), "secondhalf": (2, 5)}[shade]
        start = spec.start + timedelta(days=bounds[0])
        return DateSpec(start, spec.start + timedelta(days=bounds[1]))
    length = (spec.end - spec.start).days
    third, half = length // 3, length // 2
    cuts = {
        "early": (0, third),
        "mid": (third, 2 * length // 3),
        "late": (2 * length // 3, length),
        "firsthalf": (0, half),
        "secondhalf": (half, length),
    }[shade]
    return DateSpec(spec.start + timedelta(days=cuts[0]), spec.start + timedelta(days=cuts[1]))
