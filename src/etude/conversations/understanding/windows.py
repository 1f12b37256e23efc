"""Times as the windows that the search for tutors and free times takes."""

from collections.abc import Iterable
from datetime import date, time

from etude.conversations.understanding.expressions import TimeExpression
from etude.matching.windows import Window


def read_windows(times: Iterable[TimeExpression]) -> tuple[Window, ...]:
    """The times as windows that the slot search takes. A point is open towards the end of its day or hour."""
    return tuple(window for each in times for window in [_window(each)] if window is not None)


def _window(said: TimeExpression) -> Window | None:
    start, end = said.start, said.end
    gone = tuple((each.start.day, each.start.day) for each in said.exclude if each.start and each.start.day)
    except_dates = tuple((day, day.fromordinal(day.toordinal() + 1)) for day, _same in gone)
    first, last = start.day if start else None, end.day if end else None
    opens, closes = start.clock if start else None, end.clock if end else None
    closes = closes or None if closes != time(0) else None
    if said.kind == "recurring" and said.repeat:
        until = said.repeat.until
        stop = until.fromordinal(until.toordinal() + 1) if until else None
        days = said.repeat.days or None
        return Window(days=days, dates=_limits(first, stop), start=opens, end=closes, except_dates=except_dates)
    if said.kind == "point" and opens is not None:
        closes = opens.replace(minute=opens.minute + 1) if opens.minute < 59 else None
    if first and (said.kind == "point" or first == last):
        last = first.fromordinal(first.toordinal() + 1)
    elif said.kind == "before" and last and closes:
        first, last = last, last.fromordinal(last.toordinal() + 1)
    elif said.kind == "after" and first and opens:
        last = first.fromordinal(first.toordinal() + 1)
    if (first, last, opens, closes) == (None, None, None, None) and not except_dates:
        return None
    return Window(dates=_limits(first, last), start=opens, end=closes, except_dates=except_dates)


def _limits(first: date | None, last: date | None) -> tuple[date | None, date | None] | None:
    return (first, last) if first or last else None
