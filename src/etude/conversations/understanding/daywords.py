"""Days by name: tomorrow, next Friday, in two weeks, every other Tuesday, weekdays, the week after next."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeAlias

from etude.conversations.understanding.dates import ONE_DAY, DateSpec, one_day, read_dates
from etude.conversations.understanding.days import (
    add_months,
    coming,
    day_of_month,
    holiday,
    month_after,
    month_end,
    quarter_of,
    week_of,
)
from etude.conversations.understanding.expressions import Frequency
from etude.conversations.understanding.tokens import Tokens

_WEEKEND = frozenset((5, 6))
_WEEK = timedelta(days=7)
_WORKDAYS = frozenset(range(5))
_GROUPS = {"weekday": _WORKDAYS, "weeknight": _WORKDAYS, "weekend": _WEEKEND, "daily": frozenset(range(7))}
_DAYS_OF = {"day": 1, "week": 7, "fortnight": 14}


@dataclass(frozen=True, slots=True)
class WeekdaySpec:
    """A weekday said alone, which may be the coming one or, beside other words, any."""

    day: int


@dataclass(frozen=True, slots=True)
class WeeklySpec:
    """Weekdays that come back; `loose` where a stretch of days may have been meant ("Monday to Wednesday")."""

    days: frozenset[int]
    interval: int = 1
    freq: Frequency = "WEEKLY"
    nth: int | None = None
    part: str | None = None
    loose: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class MomentSpec:
    """A moment counted from now, to the minute: in half an hour."""

    at: datetime


DaySpec: TypeAlias = DateSpec | WeekdaySpec | WeeklySpec | MomentSpec
Found: TypeAlias = tuple[DaySpec, int] | None


class DayReader:
    """Reads days out of one message. `now` is in the writer's zone; `month_first` is how 08/12 is read."""

    def __init__(self, tokens: Tokens, now: datetime, month_first: bool = False) -> None:
        self.tokens = tokens
        self.now = now
        self.today = now.date()
        self.month_first = month_first

    def read(self, at: int) -> Found:
        """The days that begin at `at`, and the position after them."""
        tokens = self.tokens
        if not tokens[at].readings:
            return None
        return (
            self._read_week_of(at)
            or self._read_shifted(at)
            or self._read_week_beside(at)
            or self._read_nth(at)
            or read_dates(tokens, at, self.today, self.month_first)
            or self._read_repeating(at)
            or self._read_counted(at)
            or self._read_shaded(at)
            or self._read_relative(at)
            or self._read_plain(at)
        )

    def _read_plain(self, at: int) -> Found:
        tokens = self.tokens
        offset = tokens.number(at, "day")
        if offset is not None:
            return self._read_week_on(one_day(self.today + timedelta(days=offset)), at + 1)
        part = tokens.word(at, "tonight")
        if part:
            return one_day(self.today, part), at + 1
        inner = tokens.skip(at, "on", "the", "in")
        name = tokens.word(inner, "holiday")
        if name:
            found = holiday(name, self.today)
            return (one_day(found), inner + 1) if found else None
        return (
            self._read_weekday_part(inner) or self._read_weekday(at) or self._read_month(at) or self._read_weekend(at)
        )

    def _read_weekday_part(self, at: int) -> Found:
        """Freitagabend: a weekday and a part of it in one word."""
        plural = self.tokens.word(at, "weekdayparts")
        if plural:
            return WeeklySpec(frozenset((int(plural[0]),)), part=plural[2:]), at + 1
        joined = self._day_and_part(at)
        return (one_day(coming(joined[0], self.today), joined[1]), at + 1) if joined else None

    def _day_and_part(self, at: int) -> tuple[int, str] | None:
        word = self.tokens.word(at, "weekdaypart")
        return (int(word[0]), word[2:]) if word else None

    def _read_weekday(self, at: int) -> Found:
        tokens = self.tokens
        inner = tokens.skip(at, "on", "the")
        day = tokens.number(inner, "weekday")
        if day is None:
            plural = tokens.number(inner, "weekdays")
            if plural is not None:
                spec, past = self._read_span(WeeklySpec(frozenset((plural,))), inner, "weekdays") or (None, 0)
                if spec and tokens.has(past, "alternateafter"):
                    return replace(spec, interval=2), past + 1
                return (spec, past) if spec else None
            return self._read_group(inner)
        if self._is_owned(inner):
            return WeeklySpec(frozenset((day,))), inner + 1
        if tokens.has(inner, "doubtful") and not self._is_weekday(at, inner):
            return None
        ranged = self._read_span(WeeklySpec(frozenset((day,))), inner, "weekday")
        if ranged and len(ranged[0].days) > 1:
            return ranged
        past = inner + 1
        if tokens.has(past, "dot") and tokens.glued(past) and len(tokens[inner].text) < 4:
            past += 1
        return self._read_week_on_weekday(day, past)

    def _read_group(self, at: int) -> Found:
        name = self.tokens.word(at, "daygroup")
        days = _group(name)
        return (WeeklySpec(days, part="evening" if name == "weeknight" else None), at + 1) if days else None

    def _is_owned(self, at: int) -> bool:
        """ "Tuesday's after 5" are Tuesdays with a slip, "Tuesday's appointment" is one Tuesday."""
        bounds = ("at", "after", "before", "from", "between", "number", "comma", "stop", "dot", "or", "and", "except")
        follows = at + 1 >= len(self.tokens) or any(self.tokens.has(at + 1, kind) for kind in bounds)
        return self.tokens.has(at, "owning") and follows

    def _read_week_on_weekday(self, day: int, past: int) -> Found:
        if self.tokens.word(past, "unit") == "week" and not self.tokens.has(past + 1, "from"):
            return one_day(coming(day, self.today) + _WEEK), past + 1
        counted = self._read_amount(past + 1) if self.tokens.has(past, "in") else None
        if counted and counted[1] in _DAYS_OF and counted[0] * _DAYS_OF[counted[1]] % 7 == 0:
            return one_day(coming(day, self.today) + timedelta(days=counted[0] * _DAYS_OF[counted[1]])), counted[2]
        return WeekdaySpec(day), past

    def _read_week_on(self, spec: DateSpec, past: int) -> Found:
        if self.tokens.word(past, "unit") == "week":
            return one_day(spec.start + _WEEK), past + 1
        counted = self._read_amount(past + 1) if self.tokens.has(past, "in") else None
        if counted and counted[1] in _DAYS_OF:
            return one_day(spec.start + timedelta(days=counted[0] * _DAYS_OF[counted[1]])), counted[2]
        return spec, past

    def _read_span(self, spec: WeeklySpec, at: int, kind: str) -> tuple[WeeklySpec, int] | None:
        """Mon-Fri, Monday to Thursday, Mondays to Fridays."""
        tokens = self.tokens
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
        days = frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))
        loose = (first, last) if kind == "weekday" else None
        past = inner + 1
        if tokens.has(past, "dot") and tokens.glued(past) and len(tokens[inner].text) < 4:
            past += 1
        return WeeklySpec(days, loose=loose), past

    def _is_weekday(self, at: int, inner: int) -> bool:
        """ "sat" and "sun" are days beside "on", another day, a clock time or a part of the day."""
        tokens = self.tokens
        if tokens.has(inner, "abbreviated"):
            return self._is_abbreviation(inner)
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

    def _is_abbreviation(self, at: int) -> bool:
        """ "Di oder Do", "Mi-Fr" and "Do 17 Uhr" name days; "so um drei" and "do it" do not."""
        tokens = self.tokens
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
        return capital and any(
            tokens.has(at + 1, kind) for kind in ("number", "from", "between", "daypart", "dayparts")
        )

    def _read_month(self, at: int) -> Found:
        tokens = self.tokens
        inner = tokens.skip(at, "in", "of", "early")
        month = tokens.number(inner, "month")
        if month is None:
            return self._read_quarter(at) or self._read_season(at)
        year = tokens.number(inner + 1) if tokens.number(inner + 1, "digits") == 4 else None
        bounded = any(tokens.has(at - 1, kind) for kind in ("from", "by", "to", "before", "after", "in", "of", "shade"))
        if tokens.has(inner, "doubtful") and inner == at and not bounded and year is None:
            return None
        story = tokens.has(inner + 1, "lastmark") and tokens.word(inner + 2, "unit") == "year"
        if story or tokens.has(inner + 1, "streetword"):
            return None
        stretch = month_after(month, self.today, year)
        return (DateSpec(*stretch, grain="month"), inner + (2 if year else 1)) if stretch else None

    def _read_season(self, at: int) -> Found:
        """In summer: the three months that weather services count as one, said with a word that makes it a time."""
        tokens = self.tokens
        inner = tokens.skip(at, "in", "the", "of")
        month = tokens.number(inner, "season")
        led = any(tokens.has(inner - 1, kind) for kind in ("in", "from", "by", "to", "before", "after", "next", "this"))
        if month is None or not led:
            return None
        start = date(self.today.year, month, 1)
        if add_months(start, 3) <= self.today:
            start = start.replace(year=start.year + 1)
        return DateSpec(start, add_months(start, 3), grain="month"), inner + 1

    def _read_quarter(self, at: int) -> Found:
        tokens = self.tokens
        inner = tokens.skip(at, "in", "the")
        number = tokens.number(inner + 1)
        if not tokens.has(inner, "quartermark") or number not in (1, 2, 3, 4) or not tokens.glued(inner + 1):
            return None
        now = (self.today.month - 1) // 3 + 1
        return DateSpec(*quarter_of(self.today, (number - now) % 4), grain="quarter"), inner + 2

    def _read_weekend(self, at: int) -> Found:
        tokens = self.tokens
        inner = tokens.skip(at, "at", "on", "the", "over", "in")
        if tokens.word(inner, "unit") != "weekend" or (
            inner == at and not tokens.has(at - 1, "subject") and at > 0 and tokens.has(at - 1, "article")
        ):
            return None
        start = week_of(self.today) + timedelta(days=5)
        return DateSpec(start, start + timedelta(days=2)), inner + 1

    def _read_shaded(self, at: int) -> Found:
        """Early May, the end of next week, mid December."""
        tokens = self.tokens
        shade = next((kind for kind in ("early", "mid", "late") if tokens.has(at, kind)), None)
        if shade is None:
            return None
        inner = tokens.skip(at + 1, "dash", "the", "of", "in")
        month = tokens.number(inner, "month")
        found: Found = None
        if month is not None:
            stretch = month_after(month, self.today)
            found = (DateSpec(*stretch, grain="month"), inner + 1) if stretch else None
        else:
            found = self._read_relative(inner) or self._read_unit_alone(inner)
        if found is None or not isinstance(found[0], DateSpec) or found[0].grain not in ("month", "week", "year"):
            return None
        return replace(_shade(found[0], shade), closing=shade == "late"), found[1]

    def _read_week_of(self, at: int) -> Found:
        """The week of 7 December, the weekend of the 12th, KW 50."""
        tokens = self.tokens
        inner = tokens.skip(at, "in", "the", "on")
        number = tokens.number(inner + 1)
        if tokens.has(inner, "calendarweek") and number and number <= 53:
            return self._read_numbered_week(number), inner + 2
        weekend = tokens.has(inner, "weekendof")
        if not weekend and not tokens.has(inner, "weekof"):
            return None
        found = read_dates(tokens, inner + 1, self.today, self.month_first) or self._read_bare_day(inner + 1)
        if found is None or not found[0].single:
            return None
        monday = week_of(found[0].start)
        if weekend:
            return DateSpec(monday + timedelta(days=5), monday + _WEEK), found[1]
        return DateSpec(monday, monday + _WEEK, "week"), found[1]

    def _read_bare_day(self, at: int) -> tuple[DateSpec, int] | None:
        number = self.tokens.number(at)
        found = day_of_month(number, self.today) if number and number <= 31 else None
        return (one_day(found), at + 1) if found else None

    def _read_numbered_week(self, number: int) -> DateSpec:
        """The ISO 8601 week with this number, this year's or, where it has passed, the next one's."""
        year = self.today.isocalendar().year
        year += number < self.today.isocalendar().week
        last = date(year, 12, 28).isocalendar().week
        monday = date.fromisocalendar(year, min(number, last), 1)
        return DateSpec(monday, monday + _WEEK, "week")

    def _read_week_beside(self, at: int) -> Found:
        """The week before Christmas, the week after Easter: the seven days on that side."""
        tokens = self.tokens
        inner = tokens.skip(at, "in", "the")
        side = next((kind for kind in ("before", "after") if tokens.has(inner + 1, kind)), None)
        if tokens.word(inner, "unit") != "week" or side is None:
            return None
        found = self._read_plain(inner + 2) if tokens.has(tokens.skip(inner + 2, "the"), "holiday") else None
        if found is None or not isinstance(found[0], DateSpec):
            return None
        begin = found[0].start - _WEEK if side == "before" else found[0].end
        return DateSpec(begin, begin + _WEEK), found[1]

    def _read_shifted(self, at: int) -> Found:
        """The day before Christmas."""
        inner = self.tokens.skip(at, "on", "the")
        side = self.tokens.word(inner, "dayshift")
        if side is None:
            return None
        return self._count_from_day(1, "day", inner + 1, sign=1 if side == "after" else -1)

    def _read_nth(self, at: int) -> Found:
        """The first week of May, the second Monday in January, the first Monday of the month or of every month."""
        tokens = self.tokens
        inner = tokens.skip(at, "on", "the", "in")
        every = tokens.has(inner, "every")
        inner += every
        nth = -1 if tokens.has(inner, "lastmark") else tokens.number(inner, "ordinal")
        nth, inner = (nth, inner + 1) if nth is not None else self._read_nth_digits(inner)
        if nth is None or nth > 5:
            return None
        whole = tokens.word(inner, "monthunit")
        if whole:
            stretch = month_after(int(whole.split(";")[0]), self.today)
            found = _nth_of(stretch[0], nth, None, whole.split(";")[1]) if stretch else None
            return (found, inner + 1) if found else None
        day = tokens.number(inner, "weekday")
        unit = "week" if tokens.has(inner, "weekof") else "weekend" if tokens.has(inner, "weekendof") else None
        unit = unit or tokens.word(inner, "unit")
        if day is None and unit not in ("week", "weekend", "day"):
            return None
        joint = tokens.skip(inner + 1, "of", "in", "the")
        monthly = tokens.word(joint, "habit") == "MONTHLY;1" or (every and tokens.word(joint, "unit") == "month")
        if monthly and day is not None:
            return WeeklySpec(frozenset((day,)), 1, "MONTHLY", nth), joint + 1
        return self._read_nth_in(joint, nth, day, unit)

    def _read_nth_digits(self, at: int) -> tuple[int | None, int]:
        """1st, 2.: the number of a weekday in its month."""
        for mark in ("ordinalmark", "ordinaldot"):
            if self.tokens.has(at + 1, mark) and self.tokens.glued(at + 1):
                return self.tokens.number(at), at + 2
        return None, at

    def _read_nth_in(self, at: int, nth: int, day: int | None, unit: str | None) -> Found:
        tokens = self.tokens
        month = tokens.number(at, "month")
        first: date | None = None
        past = at + 1
        if month is not None:
            stretch = month_after(month, self.today)
            first = stretch[0] if stretch else None
        elif tokens.word(at, "unit") == "month":
            first = self.today.replace(day=1)
        else:
            named = self._read_relative(at)
            if named and isinstance(named[0], DateSpec) and named[0].grain == "month":
                first, past = named[0].start, named[1]
        if first is None:
            return None
        found = _nth_of(first, nth, day, unit)
        if found.end <= self.today:
            found = _nth_of(add_months(first, 12 if month is not None else 1), nth, day, unit)
        return found, past

    def _read_unit_alone(self, at: int) -> Found:
        unit = self.tokens.word(at, "unit")
        return (self._unit_from(unit, 0), at + 1) if unit in ("week", "month", "year") else None

    def _read_relative(self, at: int) -> Found:
        tokens = self.tokens
        inner = tokens.skip(at, "on", "the", "in", "at")
        which = next((kind for kind in ("nextbutone", "next", "coming", "this") if tokens.has(inner, kind)), None)
        if which is None:
            return self._read_after_next(inner)
        target = inner + 1
        if which == "next" and tokens.has(target, "coming"):
            target += 1
        day = tokens.number(target, "weekday")
        if day is not None:
            return self._weekday_from(day, which), target + 1
        joined = self._day_and_part(target)
        if joined:
            return replace(self._weekday_from(joined[0], which), part=joined[1]), target + 1
        part = tokens.word(target, "daypart")
        if part and which == "this":
            return one_day(self.today, part), target + 1
        if tokens.has(target, "season"):
            return self._read_season(target)
        month = tokens.number(target, "month")
        if month is not None:
            stretch = month_after(month, self.today)
            return (DateSpec(*stretch, grain="month"), target + 1) if stretch else None
        unit = tokens.word(target, "unit")
        if unit is None or unit in ("minute", "hour"):
            return self._read_next_few(target, which)
        return self._unit_from(unit, {"this": 0, "nextbutone": 2}.get(which, 1), which), target + 1

    def _read_next_few(self, at: int, which: str) -> Found:
        """The next three weeks."""
        count, unit = self.tokens.number(at), self.tokens.word(at + 1, "unit")
        if which != "next" or count is None or unit is None:
            return None
        end = self._ahead(count, unit)
        return (DateSpec(self.today, end, grain="day"), at + 2) if end and end > self.today else None

    def _read_after_next(self, at: int) -> Found:
        """The week after next, the weekend after next, "que viene" and other words that follow what they speak of."""
        tokens = self.tokens
        unit, day = tokens.word(at, "unit"), tokens.number(at, "weekday")
        if unit and tokens.has(at + 1, "afternext"):
            return self._unit_from(unit, 2, "nextbutone"), at + 2
        if unit and tokens.has(at + 1, "followingnext"):
            return self._unit_from(unit, 1, "coming"), at + 2
        if unit and tokens.has(at + 1, "afterthis"):
            return self._unit_from(unit, 1, "afterthis"), at + 2
        if day is not None and tokens.has(at + 1, "followingnext"):
            return self._weekday_from(day, "coming"), at + 2
        if day is not None and tokens.has(at + 1, "afternext"):
            return one_day(coming(day, self.today) + _WEEK), at + 2
        return None

    def _weekday_from(self, day: int, which: str) -> DateSpec:
        """ "Next Friday" said on a Tuesday is next week's to some and this week's to others: both are given."""
        soon = coming(day, self.today)
        if which == "this" and day == self.today.weekday():
            return one_day(self.today)
        if which in ("this", "coming"):
            return one_day(soon)
        if which == "nextbutone":
            return one_day(soon + _WEEK)
        following = week_of(self.today) + _WEEK + timedelta(days=day)
        others = ((soon, soon + ONE_DAY),) if soon != following else ()
        return DateSpec(following, following + ONE_DAY, others=others)

    def _unit_from(self, unit: str, ahead: int, which: str = "next") -> DateSpec:
        today = self.today
        if unit == "weekend":
            start = week_of(today) + timedelta(days=5 + 7 * (0 if which == "coming" else ahead))
            soon = start - _WEEK
            others = ((soon, soon + timedelta(days=2)),) if which == "next" and ahead == 1 else ()
            return DateSpec(start, start + timedelta(days=2), others=others)
        if unit == "week":
            start = week_of(today) + _WEEK * ahead
            return DateSpec(start, start + _WEEK, "week")
        if unit == "fortnight":
            start = week_of(today) + _WEEK * ahead
            return DateSpec(start, start + 2 * _WEEK, "week")
        if unit == "month":
            start = add_months(today.replace(day=1), ahead)
            return DateSpec(start, month_end(start), "month")
        if unit == "quarter":
            return DateSpec(*quarter_of(today, ahead), grain="quarter")
        if unit == "year":
            return DateSpec(date(today.year + ahead, 1, 1), date(today.year + ahead + 1, 1, 1), "year")
        return one_day(today + timedelta(days=ahead))

    def _read_counted(self, at: int) -> Found:
        """In two weeks, in half an hour, within three days, two weeks from now, a week from Friday."""
        tokens = self.tokens
        if tokens.has(at, "within"):
            counted = self._read_amount(at + 1)
            end = self._ahead(counted[0], counted[1]) if counted else None
            return (DateSpec(self.today, end + ONE_DAY), counted[2]) if counted and end else None
        if tokens.has(at, "in") or tokens.has(at, "ahead_in"):
            counted = self._read_amount(at + 1)
            return self._count_from_now(counted) if counted else None
        counted = self._read_amount(at)
        if counted is None:
            return None
        count, unit, past = counted
        if tokens.number(past, "day") is not None:
            return self._count_from_day(count, unit, past)
        if tokens.has(past, "fromnow"):
            return self._count_from_now((count, unit, past + 1))
        if tokens.has(past, "from") or tokens.has(past, "on") or tokens.has(past, "after"):
            return self._count_from_day(count, unit, past + 1)
        if tokens.has(past, "before"):
            return self._count_from_day(count, unit, past + 1, sign=-1)
        return None

    def _read_amount(self, at: int) -> tuple[int, str, int] | None:
        tokens = self.tokens
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
            count = tokens.number(about, "one")
        unit = tokens.word(about + 1, "unit")
        return (count, unit, about + 2) if count is not None and unit and 0 < count < 400 else None

    def _count_from_now(self, counted: tuple[int, str, int]) -> Found:
        count, unit, past = counted
        if unit in ("minute", "hour"):
            step = timedelta(minutes=count if unit == "minute" else count * 60)
            return MomentSpec((self.now + step).replace(second=0, microsecond=0)), past
        end = self._ahead(count, unit)
        if end is None:
            return None
        inner = self.tokens.skip(past, "on", "the")
        day = self.tokens.number(inner, "weekday")
        if unit in ("week", "fortnight") and day is not None and not self.tokens.has(inner, "doubtful"):
            return one_day(week_of(end) + timedelta(days=day)), inner + 1
        return one_day(end), past

    def _count_from_day(self, count: int, unit: str, at: int, sign: int = 1) -> Found:
        inner = self._read_relative(at) or read_dates(self.tokens, at, self.today, self.month_first)
        inner = inner or self._read_plain(at)
        if inner is None or unit not in _DAYS_OF:
            return None
        spec, past = inner
        begin = coming(spec.day, self.today) if isinstance(spec, WeekdaySpec) else getattr(spec, "start", None)
        return (one_day(begin + timedelta(days=sign * count * _DAYS_OF[unit])), past) if begin else None

    def _ahead(self, count: int, unit: str) -> date | None:
        if unit in ("day", "week", "fortnight", "weekend"):
            return self.today + timedelta(days=count * {"day": 1, "fortnight": 14}.get(unit, 7))
        months = {"month": 1, "quarter": 3, "year": 12}.get(unit)
        return add_months(self.today, count * months) if months else None

    def _read_repeating(self, at: int) -> Found:
        tokens = self.tokens
        habit = tokens.word(at, "habit")
        if habit:
            freq, often = habit.split(";")
            found = WeeklySpec(frozenset(), int(often), "MONTHLY" if freq == "MONTHLY" else "WEEKLY")
            return self._read_habit_day(found, at + 1)
        inner = tokens.skip(at, "on", "the", "in")
        if tokens.has(inner, "alternate") and not tokens.has(at - 1, "every"):
            return self._read_every(inner + 1, 2)
        if not tokens.has(inner, "every"):
            return None
        inner += 1
        count, unit = tokens.number(inner), tokens.word(inner + 1, "unit")
        if count and unit == "week" and count < 27:
            return self._read_habit_day(WeeklySpec(frozenset(), count), inner + 2)
        nth, past = self._read_nth_digits(inner)
        if nth is None:
            nth, past = tokens.number(inner, "ordinal"), inner + 1
        interval = 2 if tokens.has(inner, "other") else nth if nth and nth < 5 else 1
        return self._read_every(past if interval > 1 else inner, interval)

    def _read_every(self, at: int, interval: int) -> Found:
        tokens = self.tokens
        inner = tokens.skip(at, "single")
        day = tokens.number(inner, "weekday")
        if day is None:
            day = tokens.number(inner, "weekdays")
        if day is not None:
            return WeeklySpec(frozenset((day,)), interval), inner + 1
        joined = self._day_and_part(inner)
        if joined:
            return WeeklySpec(frozenset((joined[0],)), interval, part=joined[1]), inner + 1
        unit, group = tokens.word(inner, "unit"), _group(tokens.word(inner, "daygroup"))
        if unit == "week":
            return self._read_habit_day(WeeklySpec(frozenset(), interval), inner + 1)
        if unit == "weekend":
            return WeeklySpec(_WEEKEND, interval), inner + 1
        if unit == "day":
            return WeeklySpec(frozenset(range(7)), interval, "DAILY"), inner + 1
        if unit == "month":
            return WeeklySpec(frozenset(), interval, "MONTHLY"), inner + 1
        if group:
            return WeeklySpec(group, interval), inner + 1
        part = tokens.word(inner, "daypart")
        return (WeeklySpec(frozenset(range(7)), interval, "DAILY"), inner) if part else None

    def _read_habit_day(self, spec: WeeklySpec, at: int) -> Found:
        """Every two weeks on Tuesday."""
        inner = self.tokens.skip(at, "on", "the", "article")
        nth = -1 if self.tokens.has(inner, "lastmark") else self.tokens.number(inner, "ordinal")
        nth_day = self.tokens.number(inner + 1, "weekday")
        if spec.freq == "MONTHLY" and nth and nth_day is not None:
            return WeeklySpec(frozenset((nth_day,)), 1, "MONTHLY", nth), inner + 2
        day = self.tokens.number(inner, "weekday")
        if day is None:
            day = self.tokens.number(inner, "weekdays")
        if day is None or (self.tokens.has(inner, "doubtful") and inner == at):
            return spec, at
        return WeeklySpec(frozenset((day,)), spec.interval, spec.freq), inner + 1


def _group(name: str | None) -> frozenset[int] | None:
    groups = {
        "weekday": frozenset(range(5)),
        "weeknight": frozenset(range(5)),
        "weekend": _WEEKEND,
        "daily": frozenset(range(7)),
    }
    return groups.get(name) if name else None


def _nth_of(first: date, nth: int, day: int | None, unit: str | None) -> DateSpec:
    """The nth weekday, weekend or seven days of the month that begins with `first`, or its last."""
    end = month_end(first)
    if day is None and unit == "week":
        begin = first + _WEEK * (nth - 1) if nth > 0 else end - _WEEK
        return DateSpec(begin, min(begin + _WEEK, end) if begin < end else begin + _WEEK, "week")
    if unit == "day":
        return one_day(min(first + timedelta(days=nth - 1), end - ONE_DAY) if nth > 0 else end - ONE_DAY)
    begin = first + timedelta(days=((5 if day is None else day) - first.weekday()) % 7)
    found = begin + _WEEK * (nth - 1) if nth > 0 else begin + _WEEK * ((end - ONE_DAY - begin).days // 7)
    found = found - _WEEK if found >= end else found
    return DateSpec(found, found + timedelta(days=2 if day is None else 1))


def _shade(spec: DateSpec, shade: str) -> DateSpec:
    """The early, middle or late part of a month (thirds), a week (halves of the working days) or a year."""
    if spec.grain == "week":
        bounds = {"early": (0, 2), "mid": (2, 3), "late": (3, 5)}[shade]
        start = spec.start + timedelta(days=bounds[0])
        return DateSpec(start, spec.start + timedelta(days=bounds[1]))
    length = (spec.end - spec.start).days
    cuts = {"early": (0, length // 3), "mid": (length // 3, 2 * length // 3), "late": (2 * length // 3, length)}[shade]
    return DateSpec(spec.start + timedelta(days=cuts[0]), spec.start + timedelta(days=cuts[1]))
