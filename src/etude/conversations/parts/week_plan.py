"""Hours of every week as they are said: "Mondays and Wednesdays 3 to 8", "not on Fridays any more"."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, time

from pydantic import BaseModel

from etude.calendar.hours import DAY_MINUTES
from etude.conversations.forms import Utterance
from etude.conversations.understanding import TimeExpression, Understood, understand

Range = tuple[int, int]
EVERY_DAY = frozenset(range(7))
_NEXT_THOUGHT = re.compile(r"[,;\n]|\b(?:but|aber|sondern|pero|sino)\b", re.IGNORECASE)
_REFUSED = re.compile(
    r"\b(?:no|not|never|don['’]?t|off|closed|without|stop|nicht|nie|kein(?:e[nr]?)?|frei|ohne|nunca|sin|libres?|tampoco)\b",
    re.IGNORECASE,
)


class WeekPlan(BaseModel):
    """What changes: hours by weekday (0 is Monday; minutes of the day; none is closed), from `starts` on.

    `unclear` are weekdays that were named without hours; `beyond` says that something was asked for that weekly hours
    cannot be, such as every other week.
    """

    hours: Mapping[int, tuple[Range, ...]] = {}
    starts: date | None = None
    unclear: tuple[int, ...] = ()
    beyond: bool = False

    def with_hours(self, days: frozenset[int], found: tuple[Range, ...]) -> "WeekPlan":
        """These weekdays have these hours, which are no longer unclear."""
        left = tuple(day for day in self.unclear if day not in days)
        return self.model_copy(update={"hours": {**self.hours, **dict.fromkeys(days, found)}, "unclear": left})


def absorb_plan(old: WeekPlan | None, said: Utterance) -> WeekPlan | None:
    """The plan as these words change it; None where they say nothing about a week."""
    plan = before = (old or WeekPlan()).model_copy(update={"beyond": False})
    for words, heard in _thoughts(said):
        plan = _take_in(plan, heard, refused=_REFUSED.search(words) is not None)
    return plan if plan != before or plan.beyond else None


def _thoughts(said: Utterance) -> Iterator[tuple[str, Understood]]:
    """The words in parts that each say days with hours, or days without any."""
    held = ""
    for part in _NEXT_THOUGHT.split(said.text):
        held = f"{held}, {part.strip()}" if held else part.strip()
        heard = understand(held, said.now, said.locale)
        if any(_range(time) for time in heard.times) or _REFUSED.search(held):
            yield held, heard
            held = ""
    if held:
        yield held, understand(held, said.now, said.locale)


def _take_in(plan: WeekPlan, heard: Understood, *, refused: bool) -> WeekPlan:
    closed = frozenset(heard.wishes.not_.weekdays)
    fresh: dict[int, tuple[Range, ...]] = {}
    for each in heard.times:
        days, hours = _days(each), _range(each)
        if each.repeat and (each.repeat.interval > 1 or each.repeat.until or each.repeat.freq == "MONTHLY"):
            plan = plan.model_copy(update={"beyond": True})
        elif hours and not refused:
            for day in days or frozenset(plan.unclear):
                fresh[day] = (*fresh.get(day, ()), hours)
        elif hours:
            plan = plan.model_copy(update={"beyond": True})
        elif refused:
            closed |= days if not heard.wishes.not_.weekdays else frozenset()
        else:
            plan = plan.model_copy(update={"unclear": tuple(sorted({*plan.unclear, *days}))})
        if each.repeat and each.start and each.start.day:
            plan = plan.model_copy(update={"starts": each.start.day})
    for day, ranges in fresh.items():
        plan = plan.with_hours(frozenset((day,)), tuple(sorted(ranges)))
    return plan.with_hours(closed, ())


def _days(said: TimeExpression) -> frozenset[int]:
    """The weekdays that are meant: "Mondays", and here "Monday" as well."""
    if said.repeat:
        return said.repeat.days or EVERY_DAY
    return frozenset((said.start.day.weekday(),)) if said.start and said.start.day else frozenset()


def _range(said: TimeExpression) -> Range | None:
    start, end = (moment.clock if moment else None for moment in (said.start, said.end))
    if start is None or end is None:
        return None
    opens, closes = _minute(start), _minute(end)
    return opens, closes if closes > opens else closes + DAY_MINUTES


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute
