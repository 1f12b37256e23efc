"""When a lesson may be: wall times in the wisher's zone, how a later message refines them, and how they are put into
words."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from pydantic import BaseModel, ConfigDict

from etude.core.text import Text, _

WEEK = timedelta(days=7)
MOST_DAYS_AHEAD, _NOON = 90, time(12)
_WORKING, _EVERY = frozenset(range(5)), frozenset(range(7))
_DAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


class Window(BaseModel):
    """When a lesson may be: wall times in the wisher's own zone.

    `days` are weekdays (Monday is 0), `dates` and `start` to `end` are half-open, `except_dates` are half-open
    stretches of days left out. What is None is not limited.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: frozenset[int] | None = None
    dates: tuple[date | None, date | None] | None = None
    start: time | None = None
    end: time | None = None
    except_dates: tuple[tuple[date, date], ...] = ()

    @property
    def has_days(self) -> bool:
        """Whether it says anything about days."""
        return self.days is not None or self.dates is not None

    @property
    def has_clock(self) -> bool:
        """Whether it says anything about the time of day."""
        return self.start is not None or self.end is not None

    @property
    def is_long(self) -> bool:
        """Whether its dates are a week or more."""
        first, end = self.dates or (None, None)
        return self.dates is not None and (first is None or end is None or end - first >= WEEK)

    @property
    def weekdays(self) -> frozenset[int]:
        """The days of the week that it can mean, Monday being 0."""
        first, end = self.dates or (None, None)
        if self.days is not None or first is None or end is None or self.is_long:
            return _EVERY if self.days is None else self.days
        return frozenset(day.weekday() for day in (first + timedelta(n) for n in range((end - first).days)))

    def contains(self, local: datetime) -> bool:
        """Whether a lesson beginning at `local`, a time in the wisher's zone, falls inside."""
        return self.has_day(local.date()) and self._has_clock(local.time())

    def has_day(self, day: date) -> bool:
        """Whether a lesson on this date may be inside."""
        first, end = self.dates or (None, None)
        if self.days is not None and day.weekday() not in self.days:
            return False
        if (first and day < first) or (end and day >= end):
            return False
        return not any(begin <= day < stop for begin, stop in self.except_dates)

    def _has_clock(self, clock: time) -> bool:
        return (self.start is None or clock >= self.start) and (self.end is None or clock < self.end)


def windows_contain(windows: Iterable[Window], local: datetime) -> bool:
    """Whether any window holds `local`, a time in the wisher's zone. Without windows every time is fine."""
    held = tuple(windows)
    return not held or any(window.contains(local) for window in held)


def first_moment(windows: Iterable[Window], now: datetime) -> datetime | None:
    """When the first of the days that were named begins for a lesson, from `now` (local) on; None where none was."""
    days = [now.date() + timedelta(n) for n in range(MOST_DAYS_AHEAD)]
    begins = [
        datetime.combine(day, window.start or _NOON, now.tzinfo)
        for window in windows
        for day in days
        if window.has_days and window.has_day(day)
    ]
    return min((moment for moment in begins if moment >= now), default=None)


def refine_windows(before: Sequence[Window], later: Sequence[Window]) -> tuple[Window, ...]:
    """When a lesson may be after `later` was said too.

    A clock time alone ("after 5") is for the days that were named before. Days alone keep the clock times that were
    said before: "next week" those of every day, "Thursday" those of a Thursday, or else of other days of its kind.
    Anything else is said anew.
    """
    speaks_of = {(each.has_days, each.has_clock) for each in later}
    if not before or (True, True) in speaks_of or speaks_of >= {(True, False), (False, True)}:
        return tuple(later)
    return tuple(dict.fromkeys(refined for new in later for refined in _refine(before, new)))


def lift_clocks(windows: Sequence[Window]) -> tuple[Window, ...]:
    """The same days, at any time of the day."""
    lifted = (window.model_copy(update={"start": None, "end": None}) for window in windows)
    return tuple(dict.fromkeys(window for window in lifted if window != Window()))


def _refine(before: Sequence[Window], new: Window) -> list[Window]:
    if new.is_long and new.days is None:
        return [new.model_copy(update={"days": old.days, "start": old.start, "end": old.end}) for old in before]
    if new.has_days:
        clocks = _clocks_for(before, new)
        return [new.model_copy(update={"start": start, "end": end}) for start, end in clocks] or [new]
    clock = {"start": new.start, "end": new.end} if new.has_clock else {}
    return [old.model_copy(update=clock | {"except_dates": old.except_dates + new.except_dates}) for old in before]


def _clocks_for(before: Sequence[Window], new: Window) -> list[tuple[time | None, time | None]]:
    """The clock times of the same days, else of days of the same kind: "after work" says nothing of a Sunday."""
    same = [old for old in before if new.weekdays <= old.weekdays]
    kind = [old for old in before if _kinds(new) <= _kinds(old)]
    return list(dict.fromkeys((old.start, old.end) for old in same or kind))


def _kinds(window: Window) -> frozenset[bool]:
    """Whether its days are working days, or not, or both."""
    return frozenset(day in _WORKING for day in window.weekdays)


def describe_windows(windows: tuple[Window, ...]) -> Text:
    """The windows in words: "Mon, Tue 17:00 to 22:00"."""
    first = _describe_window(windows[0])
    return first if len(windows) == 1 else _("{first} and {rest}", first=first, rest=describe_windows(windows[1:]))


def _describe_window(window: Window) -> Text:
    days, clock = _describe_days(window), _describe_clock(window)
    if days and clock:
        return _("{days} {clock}", days=days, clock=clock)
    return days or clock or _("any time")


def _describe_days(window: Window) -> Text | None:
    if window.days == _WORKING:
        return _("weekdays")
    if window.days == frozenset((5, 6)):
        return _("weekends")
    if window.days is not None and window.days != _EVERY:
        return _listed([_DAYS[day] for day in sorted(window.days)])
    first, end = window.dates or (None, None)
    if first and end:
        last = date.fromordinal(end.toordinal() - 1)
        return _("{first:short}", first=first) if last == first else _("{a:short} to {b:short}", a=first, b=last)
    if first:
        return _("from {first:short}", first=first)
    return _("before {end:short}", end=end) if end else None


def _describe_clock(window: Window) -> Text | None:
    start, end = window.start, window.end
    if start and end and _minutes(end) - _minutes(start) == 1:
        return _("at {start}", start=start)
    if start and end:
        return _("{start} to {end}", start=start, end=end)
    if start:
        return _("after {start}", start=start)
    return _("before {end}", end=end) if end else None


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _listed(parts: list[Text]) -> Text:
    if not parts:
        return _("no day")
    return parts[0] if len(parts) == 1 else _("{head}, {tail}", head=parts[0], tail=_listed(parts[1:]))
