"""Amounts of time: two weeks, half an hour, and where they lead."""

from datetime import date, timedelta

from etude.conversations.understanding.days import add_months
from etude.conversations.understanding.dayspecs import Days

MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
# "The next days" are these many.
A_FEW = 3


def read_amount(days: Days, at: int) -> tuple[int, str, int] | None:
    """How many of which unit: two weeks, half an hour, half a year; and the position after it."""
    tokens = days.tokens
    whole = tokens.word(at, "span")
    if whole:
        months, _dash, name = whole.rpartition("-")
        return int(months or 1), name, at + 1
    minutes = tokens.number(at, "halfunit")
    if minutes is not None:
        return minutes, "minute", at + 1
    about = tokens.skip(at, "at")
    count = tokens.number(about)
    if count is None:
        count = tokens.number(about, "few")
    if count is None:
        count = tokens.number(about, "some")
    if count is None:
        count = tokens.number(about, "one")
    unit = tokens.word(about + 1, "unit")
    return (count, unit, about + 2) if count is not None and unit and 0 < count < 400 else None


def ahead(days: Days, count: int, unit: str) -> date | None:
    """The day that is so many units of a day or more from today."""
    if unit in ("day", "week", "fortnight", "weekend"):
        return days.today + timedelta(days=count * {"day": 1, "fortnight": 14}.get(unit, 7))
    months = MONTHS_OF.get(unit)
    return add_months(days.today, count * months) if months else None
