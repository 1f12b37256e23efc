"""Ways in which words give an answer."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from etude.conversations.forms import Utterance
from etude.conversations.understanding.expressions import TimeExpression
from etude.matching.wishes import Wishes


def read_wishes(said: Utterance) -> Sequence[Wishes]:
    return (said.understood.wishes,) if said.understood.wishes else ()


def absorb_wishes(old: Wishes | None, said: Utterance) -> Wishes | None:
    """Whatever a message wishes for corrects and adds to what was wished for before."""
    new = said.understood.wishes
    if new.windows and _is_past(said):
        new = new.without("windows")
    return (old.merge(new) if old else new) if new else None


def read_time(said: Utterance) -> Sequence[datetime]:
    """The time that was said: those on offer that the words fit, else the very moments they name."""
    if _is_past(said):
        return _yesterday(said)
    for said_time in said.understood.times:
        offered = [option for option in said.options if isinstance(option, datetime) and _fits(said_time, option, said)]
        exact = [moment for each in (said_time, *said_time.alternatives) for moment in _moments(each, said)]
        if offered or exact:
            return offered or exact
    return ()


# Days gone by, which are never on offer: without this, their clock time alone would be taken.
_GONE = frozenset(("yesterday", "last", "ago", "gestern", "letzten", "letzte", "ayer", "pasado", "pasada"))


def _is_past(said: Utterance) -> bool:
    return not _GONE.isdisjoint(said.text.casefold().replace(",", " ").split())


def _yesterday(said: Utterance) -> Sequence[datetime]:
    clocks = [time.start.clock for time in said.understood.times if time.start and time.start.clock]
    day = said.now.date() - timedelta(days=1)
    return [datetime.combine(day, clock, said.now.tzinfo) for clock in clocks[:1]]


def _moments(said_time: TimeExpression, said: Utterance) -> Iterator[datetime]:
    """A time as a moment in the speaker's zone, if it names both a day and a clock time."""
    start = said_time.start
    if said_time.kind == "point" and start and start.day and start.clock:
        yield datetime.combine(start.day, start.clock, said.now.tzinfo)


def _fits(said_time: TimeExpression, option: datetime, said: Utterance) -> bool:
    """Whether an offered time is one that the words can mean."""
    local, start, end = option.astimezone(said.now.tzinfo), said_time.start, said_time.end
    if start is None or said_time.kind not in ("point", "interval"):
        return False
    if start.clock is not None and said_time.kind == "point" and local.time() != start.clock:
        return False
    if start.day is None:
        return said_time.kind == "point"
    last = end.day if end and end.day else start.day + timedelta(days=1)
    return start.day <= local.date() < max(last, start.day + timedelta(days=1))


def days_of(said_time: TimeExpression) -> Iterator[tuple[date, date]]:
    """The days that a time names, first and last."""
    start, end = said_time.start, said_time.end
    if start is None or start.day is None:
        return
    if end is None or end.day is None or end.day == start.day:
        yield start.day, start.day
    else:
        yield start.day, end.day - timedelta(days=1 if end.clock is None else 0)
