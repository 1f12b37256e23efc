"""Dates as they are written and said: 8 December, the 8th, 8.12., 08/12, 2026-12-08, and from one to another."""

from dataclasses import dataclass
from datetime import date, timedelta

from etude.conversations.understanding.days import date_of, day_of_month
from etude.conversations.understanding.expressions import Grain
from etude.conversations.understanding.tokens import Tokens

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DateSpec:
    """A stretch of days, its end exclusive; `others` are other fair readings, `part` a part of the day
    said with it, `number` the day of the month where only that was said, `ranged` whether both ends were said,
    `closing` whether it is the end of something."""

    start: date
    end: date
    grain: Grain = "day"
    others: tuple[tuple[date, date], ...] = ()
    part: str | None = None
    number: int | None = None
    ranged: bool = False
    closing: bool = False

    @property
    def single(self) -> bool:
        """Whether it is one day."""
        return self.end - self.start == ONE_DAY


@dataclass(frozen=True, slots=True)
class Written:
    """A date as it was written; what was left out is None."""

    day: int
    month: int | None = None
    year: int | None = None
    ordinal: bool = False


def one_day(day: date, part: str | None = None, number: int | None = None) -> DateSpec:
    """A single day."""
    return DateSpec(day, day + ONE_DAY, part=part, number=number)


def read_dates(tokens: Tokens, at: int, today: date, month_first: bool) -> tuple[DateSpec, int] | None:
    """A written date or a range of them beginning at `at`."""
    begin = tokens.skip(at, "on", "the")
    begin += tokens.has(begin, "in") and tokens.has(begin + 1, "month")
    first = _read_written(tokens, begin, month_first)
    ranged = _read_to(tokens, begin, first, today, month_first)
    if ranged:
        return ranged
    if first is None:
        return None
    written, past = first
    if written.month is not None:
        found = date_of(written.day, written.month, today, written.year)
        return (one_day(found), past) if found and not tokens.has(past, "streetword") else None
    if not written.ordinal or not _is_day(tokens, at, begin, past):
        return None
    found = day_of_month(written.day, today)
    return (one_day(found, number=written.day), past) if found else None


def _is_day(tokens: Tokens, at: int, begin: int, past: int) -> bool:
    """ "the 8th" is a day; "the 8th lesson", "my 2nd piece" and "a second" are not."""
    follower = tokens[past]
    led = (
        tokens.has(at - 1, "weekday")
        or tokens.has(at - 1, "dayarticle")
        or tokens.has(begin - 2, "weekday")
        or tokens.has(at - 1, "to")
        or tokens[at - 1].text.endswith("m")
        or tokens[at - 1].text == "of the"
    )
    ordinal = tokens.has(at - 2, "ordinalmark") or tokens.has(at - 2, "ordinaldot")
    listed = ordinal and any(tokens.has(at - 1, kind) for kind in ("and", "or", "comma"))
    if begin == at and not led and not listed:
        return False
    if any(tokens.has(past, kind) for kind in ("things", "lessonword", "unit", "label", "ageword")):
        return False
    if tokens.has(begin, "digits") or tokens.has(begin, "number"):
        return led or not follower.text.isalpha() or bool(follower.readings)
    return any(tokens.has(each, "on") for each in range(at, begin)) and (bool(follower.readings) or not follower.text)


def _read_to(
    tokens: Tokens, begin: int, first: tuple[Written, int] | None, today: date, month_first: bool
) -> tuple[DateSpec, int] | None:
    """A range: 3–10 May, from 3 May to 10 May, May 3-10, the 3rd to the 8th."""
    found = first or _read_bare(tokens, begin)
    if found is None:
        return None
    start, joint = found
    if not (tokens.has(joint, "to") or (_is_between(tokens, begin) and tokens.has(joint, "and"))):
        return None
    inner = tokens.skip(joint + 1, "on", "the")
    last = _read_written(tokens, inner, month_first)
    if last is None and start.month is not None and tokens.has(begin, "month"):
        last = _read_bare(tokens, inner)
    if last is None:
        return None
    end, past = last
    if start.month is None and end.month is None and not (start.ordinal and end.ordinal):
        return None
    return _stretch(start, end, today, past)


def _is_between(tokens: Tokens, at: int) -> bool:
    return tokens.has(at - 1, "between") or (tokens.has(at - 1, "the") and tokens.has(at - 2, "between"))


def _stretch(start: Written, end: Written, today: date, past: int) -> tuple[DateSpec, int] | None:
    month = start.month or end.month
    if month is None:
        begin = day_of_month(start.day, today)
    else:
        begin = date_of(start.day, month, today, start.year or end.year)
    if begin is None:
        return None
    if end.month is None and month is None:
        last = day_of_month(end.day, begin)
    else:
        last = date_of(end.day, end.month or begin.month, begin, end.year)
    if last is None or last < begin or (last - begin).days > 366:
        return None
    return DateSpec(begin, last + ONE_DAY, ranged=True), past


def _read_bare(tokens: Tokens, at: int) -> tuple[Written, int] | None:
    day = tokens.number(at)
    if day is None or not 1 <= day <= 31 or tokens.has(at - 1, "label"):
        return None
    past = at + 1
    if tokens.has(past, "dot") and tokens.glued(past):
        past += 1
    return Written(day), past


def _read_written(tokens: Tokens, at: int, month_first: bool) -> tuple[Written, int] | None:
    return _read_digits(tokens, at, month_first) or _read_day_month(tokens, at) or _read_month_day(tokens, at)


def _read_digits(tokens: Tokens, at: int, month_first: bool) -> tuple[Written, int] | None:
    """ISO dates, 08/12[/2026] and 8.12.[2026]; other writings without a year need their last dot."""
    one, two, three = tokens.number(at), tokens.number(at + 2), tokens.number(at + 4)
    if one is None or two is None or not (tokens.glued(at + 1) and tokens.glued(at + 2)):
        return None
    whole = three is not None and tokens.glued(at + 3) and tokens.glued(at + 4)
    sizes = tuple(tokens.number(each, "digits") for each in (at, at + 2, at + 4))
    if tokens.has(at + 1, "dash"):
        if not whole or not tokens.has(at + 3, "dash"):
            return None
        if sizes[0] == 4:
            return _checked(three or 0, two, one, at + 5)
        day, month = _in_order(one, two, month_first)
        return _checked(day, month, three, at + 5) if sizes[2] == 4 else None
    year = _full_year(three, sizes[2]) if whole else None
    if tokens.has(at + 1, "slash") and (tokens.has(at - 1, "label") is False):
        day, month = _in_order(one, two, month_first)
        whole = whole and tokens.has(at + 3, "slash")
        signed = tokens.has(at + 3, "timesignature") or tokens.has(at - 1, "in")
        if not whole and two in (2, 4, 8, 16) and signed:
            return None
        return _checked(day, month, year if whole else None, at + 5 if whole else at + 3)
    if tokens.has(at + 1, "dot") and tokens.has(at + 3, "dot") and tokens.glued(at + 3):
        day, month = _in_order(one, two, False) if whole and year else (one, two)
        return _checked(day, month, year, at + 5 if whole and year else at + 4)
    return None


def _in_order(one: int, two: int, month_first: bool) -> tuple[int, int]:
    """Which of two numbers is the day and which the month."""
    return (two, one) if (month_first and one <= 12) or (two > 12 and one <= 12) else (one, two)


def _full_year(number: int | None, size: int | None) -> int | None:
    if number is None or size not in (2, 4):
        return None
    return 2000 + number if size == 2 else number


def _checked(day: int, month: int, year: int | None, past: int) -> tuple[Written, int] | None:
    if not (1 <= day <= 31 and 1 <= month <= 12) or (year is not None and not 1900 < year < 2200):
        return None
    return Written(day, month, year), past


def _read_day_month(tokens: Tokens, at: int) -> tuple[Written, int] | None:
    """8 December, 8th of December 2026, 8. Dezember, 8 de diciembre; and the day alone."""
    found = _read_ordinal(tokens, at) or _read_bare(tokens, at)
    if found is None:
        return None
    written, past = found
    inner = tokens.skip(past, "of", "the")
    inner += tokens.glued(past) and tokens.glued(past + 1) and any(tokens.has(past, kind) for kind in ("slash", "dash"))
    month = tokens.number(inner, "month")
    if month is None:
        month = _listed_month(tokens, past)
        if month is not None:
            return Written(written.day, month), past
        if not written.ordinal and tokens.has(at - 1, "dayarticle") and not _is_clock(tokens, past):
            return Written(written.day, ordinal=True), past
        return found if written.ordinal else None
    year, past = _read_year(tokens, _past_month(tokens, inner))
    return Written(written.day, month, year), past


def _past_month(tokens: Tokens, at: int) -> int:
    """The position after a month, and after the dot of a short one: 7. Dez. 14.30."""
    return at + 1 + (len(tokens[at].text) <= 4 and tokens.has(at + 1, "dot") and tokens.glued(at + 1))


def _is_clock(tokens: Tokens, at: int) -> bool:
    kinds = ("oclock", "colon", "am", "pm", "dot", "hoursign", "past", "clockto", "currency", "distance", "slash")
    ranging = tokens.has(at, "to") and not tokens.has(at, "at")
    return ranging or any(tokens.has(at, kind) for kind in kinds)


def _listed_month(tokens: Tokens, at: int) -> int | None:
    """The month of a list of days: 24, 25 and 26 December."""
    for _step in range(6):
        inner = tokens.skip(at, "comma", "and", "or", "the")
        found = _read_ordinal(tokens, inner) or _read_bare(tokens, inner)
        if inner == at or found is None:
            return None
        at = found[1]
        month = tokens.number(tokens.skip(at, "of"), "month")
        if month is not None:
            return month
    return None


def _read_ordinal(tokens: Tokens, at: int) -> tuple[Written, int] | None:
    day = tokens.number(at)
    if day is not None and 1 <= day <= 31 and tokens.has(at + 1, "ordinalmark") and tokens.glued(at + 1):
        return Written(day, ordinal=True), at + 2
    dotted = (
        tokens.has(at + 1, "ordinaldot")
        and tokens.glued(at + 1)
        and not (tokens.glued(at + 2) and tokens.has(at + 2, "number"))
    )
    if day is not None and 1 <= day <= 31 and dotted:
        return Written(day, ordinal=True), at + 2
    spelt = tokens.number(at, "ordinal")
    return (Written(spelt, ordinal=True), at + 1) if spelt else None


def _read_month_day(tokens: Tokens, at: int) -> tuple[Written, int] | None:
    """December 8, Dec 8th, May the 4th."""
    month = tokens.number(at, "month")
    if month is None:
        return None
    inner = tokens.skip(at + 1, "the", "dot")
    found = _read_ordinal(tokens, inner) or _read_bare(tokens, inner)
    if found is None or any(tokens.has(found[1], kind) for kind in ("colon", "am", "pm", "oclock", "hoursign")):
        return None
    year, past = _read_year(tokens, found[1])
    return Written(found[0].day, month, year), past


def _read_year(tokens: Tokens, at: int) -> tuple[int | None, int]:
    inner = tokens.skip(at, "comma", "of", "dot", *(("slash", "dash") if tokens.glued(at) else ()))
    year = tokens.number(inner)
    if year is not None and tokens.number(inner, "digits") == 4 and 2000 <= year < 2100:
        return year, inner + 1
    return None, at
