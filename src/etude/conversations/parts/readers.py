"""Ways in which words give an answer."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from etude.conversations.forms import Utterance
from etude.conversations.understanding.expressions import TimeExpression


def read_time(said: Utterance) -> Sequence[datetime]:
    """The time that was said: those on offer that the words fit, else the very moments they name."""
    for said_time in said.understood.times:
        offered = [option for option in said.options if isinstance(option, datetime) and _fits(said_time, option, said)]
        exact = [moment for each in (said_time, *said_time.alternatives) for moment in _moments(each, said)]
        if offered or exact:
            return offered or exact
    return ()


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
