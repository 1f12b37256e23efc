"""What comes back: every other Tuesday, fortnightly, monthly on the first Saturday."""

from etude.conversations.understanding.dayspecs import WEEKEND, Days, Found, WeeklySpec
from etude.conversations.understanding.weekdays import day_and_part, group_of

# As many days of a month are read as one list.
_MOST_DAYS = 6


def read_nth_digits(days: Days, at: int) -> tuple[int | None, int]:
    """1st, 2.: the number of a weekday in its month."""
    for mark in ("ordinalmark", "ordinaldot"):
        if days.tokens.has(at + 1, mark) and days.tokens.glued(at + 1):
            return days.tokens.number(at), at + 2
    return None, at


def read_monthdays(days: Days, at: int) -> Found:
    """The 15th of every month, the 1st and 15th of each month."""
    tokens = days.tokens
    numbers, past = _read_numbers(days, at)
    joint = tokens.skip(past, "of", "in", "the")
    monthly = tokens.has(joint, "every") and tokens.word(joint + 1, "unit") == "month"
    if not numbers or not (monthly or tokens.word(joint, "habit") == "MONTHLY;1"):
        return None
    return WeeklySpec(frozenset(), 1, "MONTHLY", monthdays=numbers), joint + 1 + monthly


def _read_numbers(days: Days, at: int) -> tuple[frozenset[int], int]:
    """The numbers of days from `at` on, and the position after them."""
    tokens, numbers, past = days.tokens, set[int](), at
    inner = tokens.skip(at, "on", "the")
    for _more in range(_MOST_DAYS):
        number, after = read_nth_digits(days, inner)
        if number is None:
            spelt = tokens.number(inner, "ordinal")
            number, after = (tokens.number(inner) if inner > past else None) if spelt is None else spelt, inner + 1
        if number is None or number > 31:
            break
        numbers.add(number)
        past, inner = after, tokens.skip(after, "and", "or", "comma", "on", "the")
        if inner == past:
            break
    return frozenset(numbers), past


def read_repeating(days: Days, at: int) -> Found:
    """Every, each and alternate days, weeks and months, and habits such as "fortnightly"."""
    tokens = days.tokens
    habit = tokens.word(at, "habit")
    if habit:
        freq, often = habit.split(";")
        if freq == "DAILY":
            return WeeklySpec(frozenset(range(7)), int(often), "DAILY"), at + 1
        found = WeeklySpec(frozenset(), int(often), "MONTHLY" if freq == "MONTHLY" else "WEEKLY")
        return _read_habit_day(days, found, at + 1)
    inner = tokens.skip(at, "on", "the", "in")
    if tokens.has(inner, "alternate") and not tokens.has(at - 1, "every"):
        return _read_every(days, inner + 1, 2)
    if not tokens.has(inner, "every"):
        return None
    inner += 1
    count, unit = tokens.number(inner), tokens.word(inner + 1, "unit")
    if count and unit == "day" and count < 60:
        return WeeklySpec(frozenset(range(7)), count, "DAILY"), inner + 2
    if count and unit == "week" and count < 27:
        return _read_habit_day(days, WeeklySpec(frozenset(), count), inner + 2)
    nth, past = read_nth_digits(days, inner)
    if nth is None:
        nth, past = tokens.number(inner, "ordinal"), inner + 1
    interval = 2 if tokens.has(inner, "other") else nth if nth and nth < 5 else 1
    return _read_every(days, past if interval > 1 else inner, interval)


def _read_every(days: Days, at: int, interval: int) -> Found:
    tokens = days.tokens
    inner = tokens.skip(at, "single")
    day = tokens.number(inner, "weekday")
    if day is None:
        day = tokens.number(inner, "weekdays")
    if day is not None:
        return WeeklySpec(frozenset((day,)), interval), inner + 1
    joined = day_and_part(days, inner)
    if joined:
        return WeeklySpec(frozenset((joined[0],)), interval, part=joined[1]), inner + 1
    unit, group = tokens.word(inner, "unit"), group_of(tokens.word(inner, "daygroup"))
    if unit == "week":
        return _read_habit_day(days, WeeklySpec(frozenset(), interval), inner + 1)
    if unit == "weekend":
        return WeeklySpec(WEEKEND, interval), inner + 1
    if unit == "day":
        return WeeklySpec(frozenset(range(7)), interval, "DAILY"), inner + 1
    if unit == "month":
        return WeeklySpec(frozenset(), interval, "MONTHLY"), inner + 1
    if group:
        return WeeklySpec(group, interval), inner + 1
    part = tokens.word(inner, "daypart")
    return (WeeklySpec(frozenset(range(7)), interval, "DAILY"), inner) if part else None


def _read_habit_day(days: Days, spec: WeeklySpec, at: int) -> Found:
    """Every two weeks on Tuesday."""
    inner = days.tokens.skip(at, "on", "the", "article")
    nth = -1 if days.tokens.has(inner, "lastmark") else days.tokens.number(inner, "ordinal")
    nth_day = days.tokens.number(inner + 1, "weekday")
    if spec.freq == "MONTHLY" and nth and nth_day is not None:
        return WeeklySpec(frozenset((nth_day,)), 1, "MONTHLY", nth), inner + 2
    numbers, past = _read_numbers(days, inner - 1) if spec.freq == "MONTHLY" and inner > at else (frozenset(), at)
    if numbers:
        return WeeklySpec(frozenset(), 1, "MONTHLY", monthdays=numbers), past
    day = days.tokens.number(inner, "weekday")
    if day is None:
        day = days.tokens.number(inner, "weekdays")
    if day is None or (days.tokens.has(inner, "doubtful") and inner == at):
        return spec, at
    return WeeklySpec(frozenset((day,)), spec.interval, spec.freq), inner + 1
