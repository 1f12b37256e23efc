"""A tutor's days off, as they are kept: which there are, in words, and the way back from each."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from etude.calendar.hours import Availability
from etude.conversations.messages import Button, Reply, Say, StartFlow
from etude.conversations.parts.days_off import DaysOff, Stretch
from etude.conversations.parts.joining import joined
from etude.conversations.parts.ways import DAYS_OFF, MY_WEEK
from etude.conversations.parts.weekly_hours import load_year
from etude.core.people.model import Person
from etude.core.text import Text, _, zone_named

DAY = timedelta(days=1)
MOST_BUTTONS, MOST_NAMED = 4, 3


def days_off_of(conn: Connection, tutor: Person, now: datetime) -> list[Stretch]:
    """From today on."""
    return taken_off(load_year(conn, tutor.id, now), now.astimezone(zone_named(tutor.zone)).date())


def taken_off(hours: Availability, first: date) -> list[Stretch]:
    """What is off from `first` on: whole days, those in a row as one, and what is gone of a day's usual hours."""
    found: list[Stretch] = []
    for special in sorted(hours.days, key=lambda each: each.day):
        if special.day < first:
            continue
        before = found[-1] if found else None
        if special.ranges:
            usual = [(r.start_minute, r.end_minute) for r in hours.weekly if r.weekday == special.day.weekday()]
            gone = _gone(usual, special.ranges)
            found += [Stretch(first=special.day, last=special.day, start=a, end=b) for a, b in gone]
        elif before is not None and before.start is None and before.last + DAY == special.day:
            found[-1] = before.model_copy(update={"last": special.day})
        else:
            found.append(Stretch(first=special.day, last=special.day))
    return found


def within(off: Sequence[Stretch], first: date, last: date) -> list[Stretch]:
    """What of these days is off."""
    touching = [each for each in off if each.first <= last and first <= each.last]
    return [
        each.model_copy(update={"first": max(each.first, first), "last": min(each.last, last)}) for each in touching
    ]


def list_days_off(off: Sequence[Stretch]) -> Reply:
    """All of them, each a button that takes it back."""
    if not off:
        return Say(_("You have no days off. Say some, such as “off next Friday”."), (MY_WEEK, DAYS_OFF))
    named = [each.words for each in off[:MOST_NAMED]]
    more = [_("{count} more", count=len(off) - MOST_NAMED)] if len(off) > MOST_NAMED else []
    days = joined([*named, *more], "; ")
    buttons = {(each.first, each.last): back_button(each, _begins(each)) for each in off}
    words = _("You're off: {days}. Would you teach after all? Tap when.", days=days)
    return Say(words, (*list(buttons.values())[:MOST_BUTTONS], MY_WEEK))


def back_button(off: Stretch, label: Text) -> Button:
    """Lets these days have their weekday's hours again."""
    return Button(label, StartFlow("usual_hours", {"first": str(off.first), "last": str(off.last)}))


def take_off_button(days: Sequence[Stretch], label: Text) -> Button:
    """Takes these days off."""
    off = DaysOff(stretches=tuple(days), sure=True)
    return Button(label, StartFlow("time_off", {}, {"days": off.model_dump(mode="json")}))


def _begins(off: Stretch) -> Text:
    return _("{day:short}", day=off.first) if off.first == off.last else _("From {day:short}", day=off.first)


def _gone(usual: Sequence[tuple[int, int]], left: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What of the usual hours is not left."""
    for opens, closes in usual:
        at = opens
        for start, end in sorted(left):
            if at < start and start < closes:
                yield at, start
            at = max(at, end)
        if at < closes:
            yield at, closes
