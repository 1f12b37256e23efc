"""From a day and an hour to another: "from Friday 9am to Sunday 6pm"."""

from datetime import date

from etude.conversations.understanding.clocks import ClockSpec, read_clock
from etude.conversations.understanding.dates import DateSpec
from etude.conversations.understanding.days import coming
from etude.conversations.understanding.dayspecs import Days, StaySpec, WeekdaySpec
from etude.conversations.understanding.daywords import read_days


def read_stay(days: Days, at: int) -> tuple[StaySpec, int] | None:
    """The stay that begins at `at`: its first hour is said, its last one may be."""
    tokens = days.tokens
    if tokens.moving or not (tokens.has(at, "from") or tokens.has(at, "fromof")):
        return None
    first = _read_day(days, tokens.skip(at + 1, "on"), days.today)
    start = _read_hour(days, first[1]) if first else None
    if first is None or start is None or not (tokens.has(start[1], "to") or tokens.has(start[1], "by")):
        return None
    last = _read_day(days, tokens.skip(start[1] + 1, "on", "the"), first[0])
    if last is None or last[0] <= first[0]:
        return None
    end, past = _read_hour(days, last[1]) or (None, last[1])
    return StaySpec(first[0], start[0], last[0], end), past


def _read_day(days: Days, at: int, after: date) -> tuple[date, int] | None:
    spec, past = read_days(days, at) or (None, at)
    if isinstance(spec, WeekdaySpec):
        return coming(spec.day, after), past
    return (spec.start, past) if isinstance(spec, DateSpec) and spec.single else None


def _read_hour(days: Days, at: int) -> tuple[ClockSpec, int] | None:
    found = read_clock(days.tokens, at)
    return found if found and found[0].kind == "point" else None
