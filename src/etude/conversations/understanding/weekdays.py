"""Weekdays as they are said: Friday, Tuesdays, Mon-Fri, Freitagabend, weeknights."""

from dataclasses import replace
from datetime import timedelta

from etude.conversations.understanding.amounts import read_amount
from etude.conversations.understanding.dates import DateSpec, one_day
from etude.conversations.understanding.days import coming
from etude.conversations.understanding.dayspecs import DAYS_OF, WEEK, WEEKEND, Days, Found, WeekdaySpec, WeeklySpec

_WORKDAYS = frozenset(range(5))
_GROUPS = {"weekday": _WORKDAYS, "weeknight": _WORKDAYS, "weekend": WEEKEND, "daily": frozenset(range(7))}


def day_and_part(days: Days, at: int) -> tuple[int, str] | None:
    """A weekday and a part of it in one word: Freitagabend."""
    word = days.tokens.word(at, "weekdaypart")
    return (int(word[0]), word[2:]) if word else None


def read_weekday_part(days: Days, at: int) -> Found:
    """Freitagabend: a weekday and a part of it in one word."""
    plural = days.tokens.word(at, "weekdayparts")
    if plural:
        return WeeklySpec(frozenset((int(plural[0]),)), part=plural[2:]), at + 1
    joined = day_and_part(days, at)
    return (one_day(coming(joined[0], days.today), joined[1]), at + 1) if joined else None


def read_weekday(days: Days, at: int) -> Found:
    """One weekday, several that come back, or a span of them."""
    tokens = days.tokens
    inner = tokens.skip(at, "on", "the")
    day = tokens.number(inner, "weekday")
    if day is None:
        plural = tokens.number(inner, "weekdays")
        if plural is not None:
            spec, past = _read_span(days, WeeklySpec(frozenset((plural,))), inner, "weekdays") or (None, 0)
            if spec and tokens.has(past, "alternateafter"):
                return replace(spec, interval=2), past + 1
            return (spec, past) if spec else None
        return _read_group(days, inner)
    if _is_owned(days, inner):
        return WeeklySpec(frozenset((day,))), inner + 1
    if tokens.has(inner, "doubtful") and not _is_weekday(days, at, inner):
        return None
    ranged = _read_span(days, WeeklySpec(frozenset((day,))), inner, "weekday")
    if ranged and len(ranged[0].days) > 1:
        return ranged
    past = inner + 1
    if tokens.has(past, "dot") and tokens.glued(past) and len(tokens[inner].text) < 4:
        past += 1
    if tokens.has(past, "alternateafter"):
        return WeeklySpec(frozenset((day,)), 2), past + 1
    return _read_week_on_weekday(days, day, past)


def _read_group(days: Days, at: int) -> Found:
    name = days.tokens.word(at, "daygroup")
    if any(days.tokens.has(at - 1, kind) for kind in ("number", "few", "some")):
        return None  # "two days ago"
    found = group_of(name)
    return (WeeklySpec(found, part="evening" if name == "weeknight" else None), at + 1) if found else None


def _is_owned(days: Days, at: int) -> bool:
    """ "Tuesday's after 5" are Tuesdays with a slip, "Tuesday's appointment" is one Tuesday."""
    bounds = ("at", "after", "before", "from", "between", "number", "comma", "stop", "dot", "or", "and", "except")
    follows = at + 1 >= len(days.tokens) or any(days.tokens.has(at + 1, kind) for kind in bounds)
    return days.tokens.has(at, "owning") and follows


def _read_week_on_weekday(days: Days, day: int, past: int) -> Found:
    if days.tokens.word(past, "unit") == "week" and not days.tokens.has(past + 1, "from"):
        return one_day(coming(day, days.today) + WEEK), past + 1
    counted = read_amount(days, past + 1) if days.tokens.has(past, "in") else None
    if counted and counted[1] in DAYS_OF and counted[0] * DAYS_OF[counted[1]] % 7 == 0:
        return one_day(coming(day, days.today) + timedelta(days=counted[0] * DAYS_OF[counted[1]])), counted[2]
    return WeekdaySpec(day), past


def read_week_on(days: Days, spec: DateSpec, past: int) -> Found:
    """A day, moved on by what follows it: "tomorrow week", "heute in zwei Wochen"."""
    if days.tokens.word(past, "unit") == "week":
        return one_day(spec.start + WEEK), past + 1
    counted = read_amount(days, past + 1) if days.tokens.has(past, "in") else None
    if counted and counted[1] in DAYS_OF:
        return one_day(spec.start + timedelta(days=counted[0] * DAYS_OF[counted[1]])), counted[2]
    return spec, past


def _read_span(days: Days, spec: WeeklySpec, at: int, kind: str) -> tuple[WeeklySpec, int] | None:
    """Mon-Fri, Monday to Thursday, Mondays to Fridays."""
    tokens = days.tokens
    first = tokens.number(at, kind)
    joint = at + 1
    if tokens.has(joint, "dot") and tokens.glued(joint):
        joint += 1
    inner = tokens.skip(joint + 1, "the")
    last = tokens.number(inner, "weekday")
    if last is None:
        last = tokens.number(inner, "weekdays")
    if first is None or last is None or not tokens.has(joint, "to") or last == first or tokens.moving:
        return spec, at + 1
    reached = frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))
    loose = (first, last) if kind == "weekday" else None
    past = inner + 1
    if tokens.has(past, "dot") and tokens.glued(past) and len(tokens[inner].text) < 4:
        past += 1
    return WeeklySpec(reached, loose=loose), past


def _is_weekday(days: Days, at: int, inner: int) -> bool:
    """ "sat" and "sun" are days beside "on", another day, a clock time or a part of the day."""
    tokens = days.tokens
    if tokens.has(inner, "abbreviated"):
        return _is_abbreviation(days, inner)
    if inner > at and tokens.has(at, "on") and not tokens.has(inner - 1, "the"):
        return True
    if tokens.has(inner - 1, "subject") or tokens.has(inner - 1, "the"):
        return False
    company = ("weekday", "daypart", "dayparts", "next", "this", "coming", "every", "day")
    around = (inner - 1, inner + 1, inner + 2)
    if any(tokens.has(each, kind) for each in around for kind in company):
        return True
    if any(
        tokens.has(inner + 1, kind)
        for kind in ("number", "at", "after", "before", "from", "or", "between", "clockword")
    ):
        return True
    alone = inner == 0 and (len(tokens) == 1 or not tokens[inner + 1].text.isalpha())
    return alone or tokens.has(inner - 1, "or") or tokens.has(inner - 1, "comma") or tokens.has(inner - 1, "except")


def _is_abbreviation(days: Days, at: int) -> bool:
    """ "Di oder Do", "Mi-Fr" and "Do 17 Uhr" name days; "so um drei" and "do it" do not."""
    tokens = days.tokens
    joins = ("dash", "to", "or", "and", "comma", "dot")
    for step in (1, -1):
        joint = at + step
        while any(tokens.has(joint, kind) for kind in joins) and abs(joint - at) < 4:
            joint += step
        if joint != at + step and tokens.has(joint, "weekday") and len(tokens[joint].text) <= 3:
            return True
    if tokens[at].text != "so" and tokens.has(at + 1, "at"):
        return True
    if tokens[at].text != "so" and tokens.number(at + 1) is not None:
        written = ("oclock", "hoursign", "colon")
        if any(tokens.has(at + 2, kind) for kind in written):
            return True
    capital = tokens.text[tokens[at].start : tokens[at].start + 1].isupper()
    return capital and any(tokens.has(at + 1, kind) for kind in ("number", "from", "between", "daypart", "dayparts"))


def group_of(name: str | None) -> frozenset[int] | None:
    """The weekdays that a name such as ``weekday`` stands for."""
    return _GROUPS.get(name) if name else None
