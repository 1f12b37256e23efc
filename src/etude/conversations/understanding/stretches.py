"""Months, seasons, quarters, weekends, holidays, and days by name."""

from datetime import date, timedelta

from etude.conversations.understanding.dates import DateSpec, one_day
from etude.conversations.understanding.days import add_months, holiday, month_after, quarter_of, week_of
from etude.conversations.understanding.dayspecs import Days, Found
from etude.conversations.understanding.weekdays import read_week_on, read_weekday, read_weekday_part


def _read_month(days: Days, at: int) -> Found:
    tokens = days.tokens
    inner = tokens.skip(at, "in", "of", "early")
    month = tokens.number(inner, "month")
    if month is None:
        return _read_quarter(days, at) or read_season(days, at) or _read_year(days, at)
    year = tokens.number(inner + 1) if tokens.number(inner + 1, "digits") == 4 else None
    bounded = any(tokens.has(at - 1, kind) for kind in ("from", "by", "to", "before", "after", "in", "of", "shade"))
    yearly = any(tokens.has(inner + 1, kind) for kind in ("next", "this")) and tokens.word(inner + 2, "unit") == "year"
    if tokens.has(inner, "doubtful") and inner == at and not bounded and year is None and not yearly:
        return None
    story = tokens.has(inner + 1, "lastmark") and tokens.word(inner + 2, "unit") == "year"
    if story or tokens.has(inner + 1, "streetword"):
        return None
    stretch = month_after(month, days.today, year)
    return (DateSpec(*stretch, grain="month"), inner + (2 if year else 1)) if stretch else None


def read_season(days: Days, at: int) -> Found:
    """In summer: the three months that weather services count as one, said with a word that makes it a time."""
    tokens = days.tokens
    inner = tokens.skip(at, "in", "the", "of")
    month = tokens.number(inner, "season")
    led = any(tokens.has(inner - 1, kind) for kind in ("in", "from", "by", "to", "before", "after", "next", "this"))
    if month is None or not led:
        return None
    start = date(days.today.year, month, 1)
    if add_months(start, 3) <= days.today:
        start = start.replace(year=start.year + 1)
    return DateSpec(start, add_months(start, 3), grain="month"), inner + 1


def _read_year(days: Days, at: int) -> Found:
    """In 2028, of the years that somebody may plan for."""
    tokens = days.tokens
    year = tokens.number(at + 1)
    near = year is not None and days.today.year <= year <= days.today.year + 5
    if not near or year is None or not tokens.has(at, "in") or tokens.glued(at + 2):
        return None
    return DateSpec(date(year, 1, 1), date(year + 1, 1, 1), "year"), at + 2


def _read_quarter(days: Days, at: int) -> Found:
    tokens = days.tokens
    inner = tokens.skip(at, "in", "the")
    number = tokens.number(inner + 1)
    if not tokens.has(inner, "quartermark") or number not in (1, 2, 3, 4) or not tokens.glued(inner + 1):
        return None
    now = (days.today.month - 1) // 3 + 1
    return DateSpec(*quarter_of(days.today, (number - now) % 4), grain="quarter"), inner + 2


def _read_weekend(days: Days, at: int) -> Found:
    tokens = days.tokens
    inner = tokens.skip(at, "at", "on", "the", "over", "in")
    if tokens.word(inner, "unit") != "weekend" or (
        inner == at and not tokens.has(at - 1, "subject") and at > 0 and tokens.has(at - 1, "article")
    ):
        return None
    start = week_of(days.today) + timedelta(days=5)
    return DateSpec(start, start + timedelta(days=2)), inner + 1


def read_plain(days: Days, at: int) -> Found:
    """A day, a holiday, a weekday, a month or a weekend, said by its name."""
    tokens = days.tokens
    offset = tokens.number(at, "day")
    if offset is not None:
        return read_week_on(days, one_day(days.today + timedelta(days=offset)), at + 1)
    part = tokens.word(at, "tonight")
    if part:
        return one_day(days.today, part), at + 1
    inner = tokens.skip(at, "on", "the", "in")
    name = tokens.word(inner, "holiday")
    if name:
        found = holiday(name, days.today)
        return (DateSpec(*found), inner + 1) if found else None
    return read_weekday_part(days, inner) or read_weekday(days, at) or _read_month(days, at) or _read_weekend(days, at)
