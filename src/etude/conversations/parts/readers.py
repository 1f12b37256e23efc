"""Ways in which words give an answer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from rapidfuzz import fuzz, process

from etude.conversations.forms import Utterance
from etude.conversations.parts.spoken_choices import pointing_of, says
from etude.conversations.readings import is_sure
from etude.conversations.understanding import read_windows
from etude.conversations.understanding.expressions import TimeExpression
from etude.matching.currencies import price_in_place
from etude.matching.taxonomy import split_words
from etude.matching.windows import lift_clocks, windows_contain
from etude.matching.wishes import Wishes


def read_wishes(said: Utterance) -> Sequence[Wishes]:
    return (said.understood.wishes,) if said.understood.wishes else ()


def absorb_wishes(old: Wishes | None, said: Utterance) -> Wishes | None:
    """Whatever a message wishes for corrects and adds to what was wished for before."""
    new = said.understood.wishes
    if new.windows and _is_past(said):
        new = new.without("windows")
    if old is not None and says("any_time", said.text):
        lifted = old.model_copy(update={"windows": lift_clocks(old.windows)})
        return price_in_place(lifted.merge(new)) if new or lifted != old else None
    return price_in_place(old.merge(new) if old else new) if new else None


def read_time(said: Utterance) -> Sequence[datetime]:
    """The time that was said: those on offer that the words fit, else the very moments they name."""
    offered = [option for option in said.options if isinstance(option, datetime)]
    if pointed := _pointed_at(said, offered):
        return pointed
    if _is_past(said):
        return _yesterday(said)
    for said_time in said.understood.times:
        if said_time.kind in ("after", "before"):
            return _only(_within(said_time, offered, said))
        meant = _in_an_offered_week(_with_misspelt_day(said_time, said), offered, said)
        fitting = _on_offer(meant, offered, said)
        others = () if _is_on_offered_day(meant, offered, said) else meant.alternatives
        exact = [moment for each in (meant, *others) for moment in _moments(each, said)]
        if fitting or exact:
            return fitting or exact
        if roughly := _roughly(meant, offered, said):
            return roughly
    return _by_hour(said, offered)


def _pointed_at(said: Utterance, offered: Sequence[datetime]) -> Sequence[datetime]:
    """ "The first", "the later one", "earliest"."""
    pointing = pointing_of(said.text)
    if pointing in ("first", "second", "third", "last"):
        at = {"first": 0, "second": 1, "third": 2, "last": len(offered) - 1}[pointing]
        return offered[at : at + 1] if at >= 0 else ()
    if pointing in ("soonest", "latest") and offered:
        return [min(offered) if pointing == "soonest" else max(offered)]
    return ()


def _on_offer(said_time: TimeExpression, offered: Sequence[datetime], said: Utterance) -> Sequence[datetime]:
    """The offered times that were meant: a weekday's name means today, or weeks ahead, while such a day is on offer."""
    for meant in (_today(said_time, said), said_time, *_weeks_ahead(said_time, said)):
        fitting = [option for option in offered if meant and _fits(meant, option, said)]
        if fitting:
            return fitting
    return ()


def _today(said_time: TimeExpression, said: Utterance) -> TimeExpression | None:
    """The same time today, where the name of today's weekday was read as the next one."""
    start, today = said_time.start, said.now.date()
    if start is None or start.day != today + timedelta(days=7) or _NEXT.search(said.text):
        return None
    return replace(said_time, start=replace(start, day=today), end=None, kind="point")


def _in_an_offered_week(said_time: TimeExpression, offered: Sequence[datetime], said: Utterance) -> TimeExpression:
    """A bare weekday is the one that is on offer, whether or not its clock time is."""
    meant = (said_time, *_weeks_ahead(said_time, said))
    return next((each for each in meant if _is_on_offered_day(each, offered, said)), said_time)


def _is_on_offered_day(said_time: TimeExpression, offered: Sequence[datetime], said: Utterance) -> bool:
    days = {option.astimezone(said.now.tzinfo).date() for option in offered}
    return said_time.start is not None and said_time.start.day in days


def _weeks_ahead(said_time: TimeExpression, said: Utterance) -> Iterator[TimeExpression]:
    """The same weekday later, where nothing but its name says which."""
    start, first = said_time.start, said.now.date() + timedelta(days=7)
    if start is None or start.day is None or start.day > first or _DATED.search(said.text):
        return
    if not any(word.text[:SHORTEST_NAME] in _SHORT_WEEKDAYS for word in split_words(said.text)):
        return
    for weeks in range(1, MOST_WEEKS):
        yield replace(said_time, start=replace(start, day=start.day + timedelta(weeks=weeks)), end=None, kind="point")


def _within(said_time: TimeExpression, offered: Sequence[datetime], said: Utterance) -> Sequence[datetime]:
    windows = read_windows((said_time,))
    return [option for option in offered if windows_contain(windows, option.astimezone(said.now.tzinfo))]


def _only(times: Sequence[datetime]) -> Sequence[datetime]:
    """The one there is; of several nobody has picked one, so they are shown instead."""
    return times if len(times) == 1 else ()


def _roughly(said_time: TimeExpression, offered: Sequence[datetime], said: Utterance) -> Sequence[datetime]:
    """ "5ish": what is on offer within half an hour of it."""
    start = said_time.start
    if start is None or start.clock is None or not _ABOUT.search(said.text):
        return ()
    found = []
    for option in offered:
        local = option.astimezone(said.now.tzinfo)
        apart = abs(local - datetime.combine(start.day or local.date(), start.clock, local.tzinfo))
        if apart <= timedelta(minutes=30):
            found.append(option)
    return found


def _by_hour(said: Utterance, offered: Sequence[datetime]) -> Sequence[datetime]:
    """A bare number is an hour, of the morning or the afternoon."""
    words = said.text.strip(" .!?")
    if said.understood.times or not words.isdecimal() or len(words) > 2:
        return ()
    hours = (int(words), int(words) + 12)
    return [option for option in offered if option.astimezone(said.now.tzinfo).hour in hours]


def _with_misspelt_day(said_time: TimeExpression, said: Utterance) -> TimeExpression:
    """ "Thursdy at 5": a clock time beside a word that is nearly a weekday is on that day."""
    start, today = said_time.start, said.now.date()
    if start is None or start.day is not None or start.clock is None:
        return said_time
    words = [word.text for word in split_words(said.text) if len(word.text) >= SHORTEST_DAY and word.text.isalpha()]
    for word in words:
        close = process.extractOne(word, list(_WEEKDAYS), scorer=fuzz.ratio, score_cutoff=LIKE_A_DAY)
        if close is not None:
            days_on = (_WEEKDAYS[close[0]] - today.weekday()) % 7
            return replace(said_time, start=replace(start, day=today + timedelta(days=days_on)))
    return said_time


def weekday_named(word: str) -> int | None:
    """The day of the week whose name this is, or begins with it, Monday being 0."""
    days = (day for name, day in _WEEKDAYS.items() if len(word) >= SHORTEST_NAME and name.startswith(word))
    return next(days, None)


SHORTEST_DAY, LIKE_A_DAY = 5, 82
# "Show me next week" is as sure as a phrase beside a time can be.
SURE_OF_SHOWING = 0.6
SHORTEST_NAME, MOST_WEEKS = 3, 9
# What says more of a day than its name does.
_DATED = re.compile(
    r"\b(?:today|tomorrow|tonight|this|next|heute|morgen|dies\w*|nächst\w*|kommend\w*|hoy|mañana|est[ea]|próxim\w*|"
    r"que viene)\b|\d(?:st|nd|rd|th)\b|\d\.(?!\d)|\d/\d",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\b(?:next|nächst\w*|kommend\w*|próxim\w*|que viene)\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"ish\b|\b(?:about|around|roughly|approx\w*|gegen|ungefähr|etwa|circa|ca|sobre|más o menos|hacia)\b", re.I
)
_WEEKDAYS = {
    name: day
    for names in (
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
        ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"),
    )
    for day, name in enumerate(names)
}

_SHORT_WEEKDAYS = frozenset(name[:SHORTEST_NAME] for name in _WEEKDAYS)


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
    if said_time.kind == "interval" and start.clock is not None:
        return windows_contain(read_windows((said_time,)), local)
    if start.day is None:
        return said_time.kind == "point"
    last = end.day if end and end.day else start.day + timedelta(days=1)
    return start.day <= local.date() < max(last, start.day + timedelta(days=1))


def only_asks(said: Utterance) -> bool:
    """Whether something is to be shown or told: such words never answer a question that changes anything."""
    shows = any(is_sure(said, "StartFlow", flow, SURE_OF_SHOWING) for flow in ("week", "my_lessons", "earnings"))
    return shows or is_sure(said, "Question")


def days_of(said_time: TimeExpression) -> Iterator[tuple[date, date]]:
    """The days that a time names, first and last."""
    start, end = said_time.start, said_time.end
    if start is None or start.day is None:
        return
    if end is None or end.day is None or end.day == start.day:
        yield start.day, start.day
    else:
        yield start.day, end.day - timedelta(days=1 if end.clock is None else 0)
