"""Arithmetic of days: weeks begin on Monday, and what has passed is meant for the next time it comes."""

from collections.abc import Callable
from datetime import date, timedelta

Stretch = tuple[date, date]


def week_of(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def coming(weekday: int, today: date) -> date:
    """The first such weekday after `today`."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def add_months(day: date, months: int) -> date:
    """The same day some months later, or that month's last day where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(min(day.year + years, 9990), month + 1, 1)
    return min(first + timedelta(days=day.day - 1), month_end(first) - timedelta(days=1))


def month_end(first: date) -> date:
    """The day after the last of the month of `first`."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def month_after(month: int, today: date, year: int | None = None) -> Stretch | None:
    """The whole of a month: of the year said, else of this year unless it has passed."""
    if year is not None and not 1900 < year < 2200:
        return None
    first = date(year or today.year, month, 1)
    if year is None and month_end(first) <= today:
        first = first.replace(year=today.year + 1)
    return first, month_end(first)


def date_of(day: int, month: int, today: date, year: int | None = None) -> date | None:
    """A day of a month, in the year said or at its next coming; None where there is no such day."""
    years = [year] if year else [today.year + ahead for ahead in range(9)]
    for each in years:
        found = _valid(each, month, day)
        if found and (year or found >= today):
            return found
    return None


def day_of_month(day: int, today: date, fits: Callable[[date], bool] = lambda found: True) -> date | None:
    """The next day with this number that `fits`, looking a good year ahead."""
    first = today.replace(day=1)
    for ahead in range(14):
        month = add_months(first, ahead)
        found = _valid(month.year, month.month, day)
        if found and found >= today and fits(found):
            return found
    return None


def quarter_of(day: date, ahead: int) -> Stretch:
    """The calendar quarter `ahead` quarters after that of `day`."""
    first = add_months(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3 * ahead)
    return first, add_months(first, 3)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the Oudin method (Seidelmann, Explanatory Supplement, 12.7)."""
    golden, century = year % 19, year // 100
    moon = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    moon -= moon // 28 * (1 - moon // 28 * (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    offset = moon - weekday
    month = 3 + (offset + 40) // 44
    return date(year, month, offset + 28 - 31 * (month // 4))


def holiday(name: str, today: date) -> Stretch | None:
    """The next coming of a holiday: ``12-25`` by month and day, ``easter;-2`` counted from Easter Sunday, or
    ``11;4;3;1``: a day after the fourth Thursday of November. ``:8`` at its end says that it lasts eight days."""
    name, _colon, length = name.partition(":")
    step = timedelta(days=int(length or 1))
    years = (_holiday_in(today.year + ahead, name) for ahead in range(9))
    return next(((found, found + step) for found in years if found and found + step > today), None)


def _holiday_in(year: int, name: str) -> date | None:
    if name.startswith("easter"):
        return easter(year) + timedelta(days=int(name.partition(";")[2] or 0))
    if ";" in name:
        month, nth, weekday, after = (int(part) for part in name.split(";"))
        first = date(year, month, 1)
        found = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
        found = found if nth > 0 else coming(weekday, month_end(first) - timedelta(days=1)) - timedelta(days=7)
        return found + timedelta(days=after)
    month, day = (int(part) for part in name.split("-"))
    return _valid(year, month, day)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
