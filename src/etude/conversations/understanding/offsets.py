"""Days counted from others: next Friday, in two weeks, a week from Tuesday, the weekend after next."""

from dataclasses import replace
from datetime import date, timedelta

from etude.conversations.understanding.amounts import A_FEW, MONTHS_OF, ahead, read_amount
from etude.conversations.understanding.dates import ONE_DAY, DateSpec, one_day, read_dates
from etude.conversations.understanding.days import add_months, coming, month_after, month_end, quarter_of, week_of
from etude.conversations.understanding.dayspecs import DAYS_OF, WEEK, Days, Found, MomentSpec, WeekdaySpec
from etude.conversations.understanding.quantities import read_length
from etude.conversations.understanding.stretches import read_plain, read_season
from etude.conversations.understanding.weekdays import day_and_part


def read_relative(days: Days, at: int) -> Found:
    """This, next and coming days, weeks and months, and those after next."""
    tokens = days.tokens
    inner = tokens.skip(at, "on", "the", "in", "at")
    which = next((kind for kind in ("nextbutone", "next", "coming", "this") if tokens.has(inner, kind)), None)
    if which is None:
        return _read_after_next(days, inner)
    target = inner + 1
    if which == "next" and tokens.has(target, "coming"):
        target += 1
    day = tokens.number(target, "weekday")
    if day is not None:
        return _weekday_from(days, day, which), target + 1
    joined = day_and_part(days, target)
    if joined:
        return replace(_weekday_from(days, joined[0], which), part=joined[1]), target + 1
    part = tokens.word(target, "daypart")
    if part and which == "this":
        return one_day(days.today, part), target + 1
    if tokens.has(target, "season"):
        return read_season(days, target)
    month = tokens.number(target, "month")
    if month is not None:
        stretch = month_after(month, days.today)
        return (DateSpec(*stretch, grain="month"), target + 1) if stretch else None
    unit = tokens.word(target, "unit")
    if unit is None or unit in ("minute", "hour"):
        return _read_next_few(days, target, which)
    return unit_from(days, unit, {"this": 0, "nextbutone": 2}.get(which, 1), which), target + 1


def _read_next_few(days: Days, at: int, which: str) -> Found:
    """The next three weeks."""
    count = next(filter(None, (days.tokens.number(at, kind) for kind in ("number", "few", "some"))), None)
    unit = days.tokens.word(at + 1, "unit")
    if which not in ("next", "coming") or count is None or unit is None:
        return None
    end = ahead(days, count, unit)
    return (DateSpec(days.today, end, grain="day"), at + 2) if end and end > days.today else None


def _read_after_next(days: Days, at: int) -> Found:
    """The week after next, the weekend after next, "que viene" and other words that follow what they speak of."""
    tokens = days.tokens
    unit, day = tokens.word(at, "unit"), tokens.number(at, "weekday")
    if unit and tokens.has(at + 1, "afternext"):
        return unit_from(days, unit, 2, "nextbutone"), at + 2
    if unit and tokens.has(at + 1, "followingnext"):
        return unit_from(days, unit, 1, "coming"), at + 2
    if unit and tokens.has(at + 1, "afterthis"):
        return unit_from(days, unit, 1, "afterthis"), at + 2
    if day is not None and tokens.has(at + 1, "followingnext"):
        return _weekday_from(days, day, "coming"), at + 2
    if day is not None and tokens.has(at + 1, "afternext"):
        return one_day(coming(day, days.today) + WEEK), at + 2
    return None


def _weekday_from(days: Days, day: int, which: str) -> DateSpec:
    """ "Next Friday" said on a Tuesday is next week's to some and this week's to others: both are given."""
    soon = coming(day, days.today)
    if which == "this" and day == days.today.weekday():
        return one_day(days.today)
    if which in ("this", "coming"):
        return one_day(soon)
    if which == "nextbutone":
        return one_day(soon + WEEK)
    following = week_of(days.today) + WEEK + timedelta(days=day)
    others = ((soon, soon + ONE_DAY),) if soon != following else ()
    return DateSpec(following, following + ONE_DAY, others=others)


def unit_from(days: Days, unit: str, ahead: int, which: str = "next") -> DateSpec:
    """The week, month or other unit that is so many ahead of the present one."""
    today = days.today
    if unit == "weekend":
        start = week_of(today) + timedelta(days=5 + 7 * (0 if which == "coming" else ahead))
        soon = start - WEEK
        others = ((soon, soon + timedelta(days=2)),) if which == "next" and ahead == 1 else ()
        return DateSpec(start, start + timedelta(days=2), others=others)
    if unit == "week":
        start = week_of(today) + WEEK * ahead
        return DateSpec(start, start + WEEK, "week")
    if unit == "fortnight":
        start = week_of(today) + WEEK * ahead
        return DateSpec(start, start + 2 * WEEK, "week")
    if unit == "month":
        start = add_months(today.replace(day=1), ahead)
        return DateSpec(start, month_end(start), "month")
    if unit == "quarter":
        return DateSpec(*quarter_of(today, ahead), grain="quarter")
    if unit == "year":
        return DateSpec(date(today.year + ahead, 1, 1), date(today.year + ahead + 1, 1, 1), "year")
    return one_day(today + timedelta(days=ahead))


def read_unit_alone(days: Days, at: int) -> Found:
    """ "Week" for this week, where another word has said which part of it."""
    unit = days.tokens.word(at, "unit")
    return (unit_from(days, unit, 0), at + 1) if unit in ("week", "month", "year") else None


def read_counted(days: Days, at: int) -> Found:
    """In two weeks, in half an hour, within three days, two weeks from now, a week from Friday."""
    tokens = days.tokens
    if tokens.has(at, "within"):
        counted = read_amount(days, at + 1)
        unit = tokens.word(at + 1, "unit")
        if counted is None and unit and tokens.text[tokens[at].start : tokens[at].end].lower().endswith(("n", "s")):
            counted = A_FEW, unit, at + 2
        if counted and counted[1] == "hour" and counted[0] >= 24:
            counted = counted[0] // 24, "day", counted[2]
        end = ahead(days, counted[0], counted[1]) if counted else None
        return (DateSpec(days.today, end + ONE_DAY), counted[2]) if counted and end else None
    if tokens.has(at, "in") or tokens.has(at, "ahead_in"):
        length = read_length(tokens, tokens.skip(at + 1, "at"))
        if length:
            return _count_from_now(days, (length[0], "minute", length[1]))
        counted = read_amount(days, at + 1)
        return _count_from_now(days, counted) if counted else None
    every = _read_nth_from_now(days, at)
    if every:
        return every
    counted = read_amount(days, at)
    if counted is None:
        return None
    count, unit, past = counted
    if tokens.number(past, "day") is not None:
        return count_from_day(days, count, unit, past)
    if tokens.has(past, "fromnow"):
        return _count_from_now(days, (count, unit, past + 1))
    if tokens.has(past, "from") or tokens.has(past, "on") or tokens.has(past, "after"):
        found = count_from_day(days, count, unit, past + 1)
        if found and isinstance(found[0], DateSpec) and tokens.has(at - 1, "for") and tokens.has(past, "from"):
            begin = found[0].start - timedelta(days=count * DAYS_OF.get(unit, 30))
            return DateSpec(begin, found[0].start), found[1]
        return found
    if tokens.has(past, "before"):
        return count_from_day(days, count, unit, past + 1, sign=-1)
    return None


def _read_nth_from_now(days: Days, at: int) -> Found:
    """Two Fridays from now."""
    tokens = days.tokens
    count, day = tokens.number(at), tokens.number(at + 1, "weekdays")
    if not count or count > 9 or day is None or not tokens.has(at + 2, "fromnow"):
        return None
    return one_day(coming(day, days.today) + WEEK * (count - 1)), at + 3


def _count_from_now(days: Days, counted: tuple[int, str, int]) -> Found:
    count, unit, past = counted
    if unit in ("minute", "hour"):
        step = timedelta(minutes=count if unit == "minute" else count * 60)
        return MomentSpec((days.now + step).replace(second=0, microsecond=0)), past
    end = ahead(days, count, unit)
    if end is None:
        return None
    literal = days.tokens.number(past - 1, "literally")
    if literal:
        meant = days.today + timedelta(days=literal)
        return replace(one_day(end), others=((meant, meant + ONE_DAY),)), past
    inner = days.tokens.skip(past, "on", "the")
    day = days.tokens.number(inner, "weekday")
    if unit in ("week", "fortnight") and day is not None and not days.tokens.has(inner, "doubtful"):
        return one_day(week_of(end) + timedelta(days=day)), inner + 1
    return one_day(end), past


def count_from_day(days: Days, count: int, unit: str, at: int, sign: int = 1) -> Found:
    """So many days or weeks after the day named at `at`, or before it where `sign` is -1."""
    inner = read_relative(days, at) or read_dates(days.tokens, at, days.today, days.month_first)
    inner = inner or read_plain(days, at)
    if inner is None or unit not in (*DAYS_OF, *MONTHS_OF):
        return None
    spec, past = inner
    begin = coming(spec.day, days.today) if isinstance(spec, WeekdaySpec) else getattr(spec, "start", None)
    if begin and unit in MONTHS_OF:
        return one_day(add_months(begin, sign * count * MONTHS_OF[unit])), past
    return (one_day(begin + timedelta(days=sign * count * DAYS_OF[unit])), past) if begin else None
