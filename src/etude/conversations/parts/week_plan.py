"""Hours of every week as they are said: "Mondays and Wednesdays 3 to 8", "not on Fridays any more"."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Literal

from pydantic import BaseModel

from etude.calendar.hours import DAY_MINUTES
from etude.conversations.forms import Utterance
from etude.conversations.parts.readers import only_asks
from etude.conversations.parts.teaching.words import pattern
from etude.conversations.understanding import TimeExpression, Understood, understand

Range = tuple[int, int]
Bounds = tuple[int | None, int | None]
EVERY_DAY = frozenset(range(7))
# Whoever teaches in the mornings does not begin at six, unless they say so.
EARLIEST_MORNING = time(9)
_WEEKDAY = (
    r"(?:mon|tue|wed|thu|fri|sat|sun|weekend|weekday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|sonnabend|"
    r"wochenend|wochentag|lunes|martes|mi[eé]rcoles|jueves|viernes|s[áa]bado|domingo|fines)"
)
_NEXT_THOUGHT = re.compile(
    r"[,;\n]|\b(?:but|aber|sondern|pero|sino)\b|"
    r"\b(?:and|und|y|e)\s+(?=(?:(?:i|ich|yo|on|only|also|auch|nur|solo|am|los|las|el|no|not|every|jeden|cada)\s+)*"
    + _WEEKDAY
    + r")",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"\b(?:no|not|never|don['’]?t|off|closed|without|stop|nicht|nie|kein(?:e[nr]?)?|frei|ohne|nunca|sin|libres?|tampoco)\b",
    re.IGNORECASE,
)
# A no before new hours says that the old ones were wrong: "no, on Saturdays just 10 to 1".
_CORRECTING = re.compile(
    r"^\s*(?:and\s+)?(?:(?:nein|nö|nope)\b|no\s*[,.!;:-]|"
    r"no\b(?=\s+(?:on|just|only|i|it|its|make|sorry|los|las|el|solo|sólo|mejor|es)\b))[\s,.!;:-]*",
    re.IGNORECASE,
)
_ADDING = re.compile(r"\b(?:too|also|as well|auch|zusätzlich|dazu|también|además)\b", re.IGNORECASE)
_SWAPPING, _EVERY_DAY = pattern("week", "swap"), pattern("week", "every_day")
_BEGINNING = re.compile(
    r"\b(?:start\w*|begin\w*|from|ab|anfang\w*|fang\w*|beginn\w*|empie\w*|comien\w*|desde|a partir)\b", re.IGNORECASE
)
_ENDING = re.compile(
    r"\b(?:until|till?|finish\w*|end\w*|stop|bis|aufhör\w*|hör\w*|hasta|termin\w*|acab\w*)\b", re.IGNORECASE
)


class WeekPlan(BaseModel):
    """What changes: hours by weekday (0 is Monday; minutes of the day; none is closed), from `starts` on.

    `added` hours join what the day has and `without` leave it; `bounds` are when a day is to begin or to end. `joining`
    hours come to each day that has some, and `swapped` are two weekdays that change places.
    `unclear` are weekdays that were named without hours; `beyond` says that something was asked for that weekly hours
    cannot be, such as every other week.
    """

    hours: Mapping[int, tuple[Range, ...]] = {}
    added: Mapping[int, tuple[Range, ...]] = {}
    without: Mapping[int, tuple[Range, ...]] = {}
    bounds: Mapping[int, Bounds] = {}
    joining: tuple[Range, ...] = ()
    swapped: tuple[int, int] | None = None
    starts: date | None = None
    unclear: tuple[int, ...] = ()
    beyond: bool = False

    def with_hours(self, days: frozenset[int], found: tuple[Range, ...]) -> "WeekPlan":
        """These weekdays have these hours, whatever was said of them before."""
        fresh = {name: _but(getattr(self, name), days) for name in ("added", "without", "bounds")}
        left = tuple(day for day in self.unclear if day not in days)
        return self.model_copy(update={**fresh, "hours": {**self.hours, **dict.fromkeys(days, found)}, "unclear": left})

    def changed(self, name: Literal["added", "without", "bounds"], days: frozenset[int], value: object) -> "WeekPlan":
        """A change to what these weekdays have."""
        return self.model_copy(update={name: {**getattr(self, name), **dict.fromkeys(days, value)}})

    def put_right(self, bound: Bounds) -> "WeekPlan":
        """The hours that were said last begin, or end, at another time: "no, from 10"."""

        def moved(ranges: tuple[Range, ...]) -> tuple[Range, ...]:
            new = [(a if bound[0] is None else bound[0], b if bound[1] is None else bound[1]) for a, b in ranges]
            return ranges if any(a >= b for a, b in new) else tuple(new)

        if self.bounds:
            old = {day: (bound[0] or opens, bound[1] or closes) for day, (opens, closes) in self.bounds.items()}
            return self.model_copy(update={"bounds": old})
        if self.joining:
            return self.model_copy(update={"joining": moved(self.joining)})
        name = "added" if self.added else "hours"
        return self.model_copy(update={name: {day: moved(each) for day, each in getattr(self, name).items()}})

    @property
    def says_hours(self) -> bool:
        """Whether there is something whose clock can be put right."""
        return bool(self.bounds or self.joining or self.added or any(self.hours.values()))

    def source(self, day: int) -> int:
        """The weekday whose present hours this one begins with."""
        if self.swapped and day in self.swapped:
            return self.swapped[1] if day == self.swapped[0] else self.swapped[0]
        return day

    def on(self, day: int, before: tuple[Range, ...]) -> tuple[Range, ...]:
        """The hours of a weekday that had these."""
        ranges = [*self.hours.get(day, before), *self.added.get(day, ()), *(self.joining if before else ())]
        for start, end in self.without.get(day, ()):
            pieces = [piece for a, b in ranges for piece in ((a, min(b, start)), (max(a, end), b))]
            ranges = [(a, b) for a, b in pieces if a < b]
        opens, closes = self.bounds.get(day, (None, None))
        ranges.sort()
        if opens is not None and ranges:
            ranges = [(a, b) for a, b in ranges if b > opens]
            ranges[:1] = [(opens, b) for _a, b in ranges[:1]]
        if closes is not None and ranges:
            ranges = [(a, b) for a, b in ranges if a < closes]
            ranges[-1:] = [(a, closes) for a, _b in ranges[-1:]]
        return tuple(ranges)


def absorb_plan(old: WeekPlan | None, said: Utterance) -> WeekPlan | None:
    """The plan as these words change it; None where they say nothing about a week, or only ask."""
    if only_asks(said):
        return None
    plan = before = (old or WeekPlan()).model_copy(update={"beyond": False})
    if swapped := _swapped(said):
        return plan.model_copy(update={"swapped": swapped})
    for words, refused in _thoughts(said):
        # "Not on Friday afternoons" gives those up: what is given up is read without the "not".
        named = _REFUSED.sub(" ", words) if refused else words
        plan = _take_in(plan, words, understand(named, said.now, said.locale), refused=refused)
    return plan if plan != before or plan.beyond else None


def _swapped(said: Utterance) -> tuple[int, int] | None:
    """ "Swap Tuesday and Thursday": two weekdays, and no hours."""
    times = said.understood.times
    if not _SWAPPING.search(said.text) or any(_range(time) or _bound(time, said.text) for time in times):
        return None
    days = sorted({day for time in times for day in _days(time)})
    return (days[0], days[1]) if len(days) == 2 else None


def plan_without(said: Utterance) -> WeekPlan | None:
    """What comes back every week out of what somebody wants to be off: "the 3rd, and every Friday afternoon"."""
    plan = WeekPlan()
    for part in re.split(r"[,;.\n]|\b(?:and|und|y|e)\b", said.text):
        heard = understand(part, said.now, said.locale)
        if any(time.repeat and not time.repeat.until for time in heard.times):
            plan = _take_in(plan, part, heard, refused=True)
    return plan if plan != WeekPlan() else None


def _thoughts(said: Utterance) -> Iterator[tuple[str, bool]]:
    """The words in parts that each say days with hours, or days without any; and whether they refuse them."""
    text = _CORRECTING.sub("", said.text)
    begun, refused_before = 0, False
    cuts = [*((found.start(), found.end()) for found in _NEXT_THOUGHT.finditer(text)), (len(text), len(text))]
    for end, following in cuts:
        held = text[begun:end]
        refused = _REFUSED.search(held) is not None
        ranged = any(_range(time) or _bound(time, held) for time in understand(held, said.now, said.locale).times)
        if ranged or refused or following == len(text):
            # "Not on Mondays and Tuesdays" gives up both.
            refused_before = refused or (refused_before and not ranged)
            yield held, refused_before
            begun = following


def _take_in(plan: WeekPlan, words: str, heard: Understood, *, refused: bool) -> WeekPlan:
    closed = frozenset(heard.wishes.not_.weekdays)
    fresh: dict[int, tuple[Range, ...]] = {}
    adding = _ADDING.search(words) is not None
    for each in heard.times:
        days, hours, bound = _days(each), _range(each), _bound(each, words)
        if is_dated(each):
            continue
        if each.repeat and (each.repeat.interval > 1 or each.repeat.until or each.repeat.freq == "MONTHLY"):
            plan = plan.model_copy(update={"beyond": True})
        elif hours and adding and each.repeat and not each.repeat.days and not _EVERY_DAY.search(words):
            plan = plan.model_copy(update={"joining": (hours,)})
        elif (hours or bound) and not days and not plan.unclear and plan.says_hours:
            plan = plan.put_right(hours or bound or (None, None))
        elif hours and not refused:
            for day in days or frozenset(plan.unclear):
                fresh[day] = (*fresh.get(day, ()), hours)
        elif hours:
            plan = plan.changed("without", days, (hours,))
        elif bound and days:
            plan = plan.changed("bounds", days, bound)
        elif refused:
            closed |= days if not heard.wishes.not_.weekdays else frozenset()
        else:
            plan = plan.model_copy(update={"unclear": tuple(sorted({*plan.unclear, *days}))})
        if each.repeat and each.start and each.start.day:
            plan = plan.model_copy(update={"starts": each.start.day})
    for day, ranges in fresh.items():
        if adding:
            plan = plan.changed("added", frozenset((day,)), tuple(sorted((*plan.added.get(day, ()), *ranges))))
        else:
            plan = plan.with_hours(frozenset((day,)), tuple(sorted(ranges)))
    return plan.with_hours(closed, ()) if closed else plan


def is_dated(said: TimeExpression) -> bool:
    """Whether it is about dates, and not about weekdays."""
    if said.repeat or not (said.start or said.end):
        return False
    day = next((moment.day for moment in (said.start, said.end) if moment and moment.day), None)
    return day is not None and re.search(r"\b" + _WEEKDAY, said.text, re.IGNORECASE) is None


def _days(said: TimeExpression) -> frozenset[int]:
    """The weekdays that are meant: "Mondays", and here "Monday" as well."""
    if said.repeat:
        return said.repeat.days or EVERY_DAY
    day = next((moment.day for moment in (said.start, said.end) if moment and moment.day), None)
    return frozenset((day.weekday(),)) if day else frozenset()


def _range(said: TimeExpression) -> Range | None:
    start, end = (moment.clock if moment else None for moment in (said.start, said.end))
    if start is None or end is None:
        return None
    if start < EARLIEST_MORNING < end and not re.search(r"\d", said.text):
        start = EARLIEST_MORNING
    opens, closes = _minute(start), _minute(end)
    return opens, closes if closes > opens else closes + DAY_MINUTES


def _bound(said: TimeExpression, words: str) -> Bounds | None:
    """ "I start at 4 on Mondays", "Tuesdays only until 7": where the hours of a day are to begin or to end."""
    start, end = (moment.clock if moment else None for moment in (said.start, said.end))
    if (start is None) == (end is None):
        return None
    if end is not None:
        return None, _minute(end)
    if start is None or (said.kind not in ("after",) and not (_BEGINNING.search(words) or _ENDING.search(words))):
        return None
    return (None, _minute(start)) if _ENDING.search(words) and said.kind != "after" else (_minute(start), None)


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _but(found: Mapping[int, object], days: frozenset[int]) -> dict[int, object]:
    return {day: value for day, value in found.items() if day not in days}
