"""Days off as they are said: "10 to 12 December", "tomorrow from 4", "two weeks from Monday", "over Christmas"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from pydantic import BaseModel

from etude.calendar.hours import DAY_MINUTES, wall_clock
from etude.conversations.forms import Utterance
from etude.conversations.parts.readers import days_of, only_asks
from etude.conversations.parts.teaching.words import any_of, pattern
from etude.conversations.readings import is_sure
from etude.conversations.understanding import TimeExpression, understand
from etude.conversations.understanding.lexicon import load_lexicon
from etude.conversations.understanding.reasons import explanation_in
from etude.conversations.understanding.tokens import Tokens
from etude.core.text import Text, _
from etude.matching.taxonomy import split_words

DAY = timedelta(days=1)
ASKED_FOR = 0.6
MOST_DAYS_OF_A_WEEKDAY = 40
_UNITS = {"day": 1, "week": 7, "fortnight": 14, "month": 30}
_NEXT_THOUGHT = re.compile(r"[,;.\n]|\b(?:and|und|y|e)\b", re.IGNORECASE)
_OVER = re.compile(r"\b(?:over|around|über|um|durante|por)(?:\s+(?:the|die|das|la|las))?\s*$", re.IGNORECASE)
_BACK = re.compile(rf"\b(?:{any_of('days_off', 'back')})\s*(?:on|am|el)?\s*$", re.IGNORECASE)
_BACK_THEN = re.compile(rf"\W*(?:{any_of('days_off', 'back_then')})\b", re.IGNORECASE)
_PUBLIC = pattern("days_off", "public")
_BREAK = re.compile(r"^\W*(?:week|holidays?|break|vacations?|\w*woche|\w*ferien|zeit|vacaciones)\b", re.IGNORECASE)


class Stretch(BaseModel):
    """Days from `first` to `last`; `start` and `end` are minutes of the day, None for the whole of it."""

    first: date
    last: date
    start: int | None = None
    end: int | None = None

    @property
    def days(self) -> list[date]:
        return [self.first + n * DAY for n in range((self.last - self.first).days + 1)]

    @property
    def words(self) -> Text:
        """ "Friday 27 November", "Thu 10 Dec to Sat 12 Dec", "Fri 27 Nov, 12:00 to 17:00"."""
        if self.start is not None or self.end is not None:
            clocks = (wall_clock(self.start or 0), wall_clock(self.end or DAY_MINUTES))
            return _("{day:short}, {opens} to {closes}", day=self.first, opens=clocks[0], closes=clocks[1])
        if self.first == self.last:
            return _("{day:day}", day=self.first)
        return _("{first:day} to {last:day}", first=self.first, last=self.last)


class DaysOff(BaseModel):
    """What was said of days off, as far as it was: it grows by what is asked for.

    `either` are several fair readings of one day; `starts` and `length` (days) wait for one another; `around` says that
    a feast was named whose free days nobody can know, `public` that holidays were which depend on the place. `sure`
    says that being off was plainly asked for, and `reason` is why, where somebody said.
    """

    stretches: tuple[Stretch, ...] = ()
    either: tuple[Stretch, ...] = ()
    starts: date | None = None
    length: int | None = None
    around: bool = False
    public: bool = False
    sure: bool = False
    reason: str = ""

    @property
    def days(self) -> list[date]:
        return sorted({day for each in self.stretches for day in each.days})

    def grown(self, said: "DaysOff") -> "DaysOff":
        """With what was said now: new days instead of the old, or the part that was missing."""
        whole = said.model_copy(update={"reason": said.reason or self.reason})
        if said.either or (self.stretches and said.stretches):
            return whole
        starts, length = said.starts or self.starts, said.length or self.length
        days = said.days
        if self.length and len(days) == 1 and not self.starts:
            starts, days = days[0], []
        if self.starts and len(days) == 1 and days[0] > self.starts:
            return whole.model_copy(update={"stretches": (Stretch(first=self.starts, last=days[0]),), "sure": False})
        if not days and starts and length:
            found = (Stretch(first=starts, last=starts + (length - 1) * DAY),)
            return DaysOff(stretches=found, reason=whole.reason)
        return whole if days else whole.model_copy(update={"starts": starts, "length": length})


def absorb_days(old: DaysOff | None, said: Utterance) -> DaysOff | None:
    """The days off as these words change them; None where they name none, or only ask."""
    found = _read(said)
    return None if found is None else (old or DaysOff()).grown(found)


def read_days(said: Utterance) -> Sequence[DaysOff]:
    """What these words say of days off."""
    found = _read(said)
    return () if found is None else (found,)


def _read(said: Utterance) -> DaysOff | None:
    if only_asks(said):
        return None
    length, times = _length(said)
    times = [each for time in times for each in apart(time, said)]
    reason = explanation_in(said.text, said.understood.language, [time.span for time in times])
    plain = _asks_for_it(said) or _is_bare(said.text, times)
    open_ended = [time for time in times if time.kind == "after" and time.start and not time.start.clock]
    if not times and _PUBLIC.search(said.text):
        return DaysOff(public=True, reason=reason)
    if back := next((time for time in times if _is_back(said.text, time)), None):
        return _until_back(said, back, times, reason)
    if any(_ends_with_feast(time, said) for time in times):
        return DaysOff(starts=said.now.date(), reason=reason)
    if around := any(_is_around(said.text, time) for time in times):
        return DaysOff(length=length, around=around, reason=reason)
    if length or open_ended:
        begun = open_ended[0].start if open_ended else None
        found = DaysOff(starts=begun.day if begun else None, reason=reason)
        if not begun and len(times) == 1 and len(days := [*stretches_of(times[0], said)]) == 1:
            found = DaysOff(starts=days[0].first, reason=reason)
        return DaysOff(length=length).grown(found) if length else found
    if len(times) == 1 and times[0].alternatives:
        either = [each for time in (times[0], *times[0].alternatives) for each in stretches_of(time, said)]
        return DaysOff(either=tuple(sorted(either, key=lambda each: each.first)), sure=plain, reason=reason)
    found_all = [each for time in times for each in stretches_of(time, said)]
    stretches = tuple(each for at, each in enumerate(found_all) if each not in found_all[:at])
    certain = plain and all(_is_certain(time) for time in times)
    return DaysOff(stretches=stretches, sure=certain, reason=reason) if stretches else None


def _until_back(said: Utterance, back: TimeExpression, times: Sequence[TimeExpression], reason: str) -> DaysOff | None:
    """ "Away from the 3rd, back on the 12th": until the day before; from today, where no other day is named."""
    there = next((first for first, _last in days_of(back)), None)
    begins = [first for time in times if time is not back for first, _last in days_of(time)]
    start = min([day for day in begins if there and day < there], default=said.now.date())
    if there is None or there <= start:
        return None
    return DaysOff(stretches=(Stretch(first=start, last=there - DAY),), reason=reason)


def _is_back(text: str, time: TimeExpression) -> bool:
    before, after = text[: time.span[0]], text[time.span[1] :]
    return bool(_BACK.search(before) or _BACK_THEN.match(after))


def _ends_with_feast(time: TimeExpression, said: Utterance) -> bool:
    """ "Until Easter" may end before it or after it."""
    lexicon = load_lexicon(said.understood.language)
    words = Tokens(time.text, split_words(time.text), lexicon)
    return time.kind == "before" and any(words.word(at, "holiday") for at in range(len(words)))


def names_public_holidays(said: Utterance) -> bool:
    """ "Not on bank holidays"."""
    return _PUBLIC.search(said.text) is not None


def _asks_for_it(said: Utterance) -> bool:
    """Whether being off is said in so many words, in the whole or in a part of it."""
    parts = (understand(part, said.now, said.locale) for part in _NEXT_THOUGHT.split(said.text))
    every = (said, *(replace(said, understood=part) for part in parts))
    return any(is_sure(each, "StartFlow", "time_off", ASKED_FOR) for each in every)


def _length(said: Utterance) -> tuple[int | None, Sequence[TimeExpression]]:
    """For how many days, if that was said, and the times without it: "two weeks from Monday" begins on Monday."""
    words, times = split_words(said.text), said.understood.times
    tokens = Tokens(said.text, words, load_lexicon(said.understood.language))
    for at in range(len(tokens)):
        unit, past = tokens.word(at, "span"), at + 1
        count = 1 if unit in _UNITS else None
        if count is None and tokens.word(at + 1, "unit") in _UNITS:
            count, unit, past = tokens.number(at) or tokens.number(at, "few"), tokens.word(at + 1, "unit"), at + 2
        if count is None or unit is None:
            continue
        within = next((time for time in times if time.span[0] <= tokens[at].start < time.span[1]), None)
        if within is None:
            return count * _UNITS[unit], [time for time in times if not time.repeat]
        if tokens.has(past, "from"):
            return count * _UNITS[unit], understand(said.text[tokens[past].start :], said.now, said.locale).times
    return None, times


def apart(said_time: TimeExpression, said: Utterance) -> Iterator[TimeExpression]:
    """ "The first week of January, and every Friday" is two times, which were read as one."""
    if said_time.repeat and _NEXT_THOUGHT.search(said_time.text):
        for part in _NEXT_THOUGHT.split(said_time.text):
            heard = understand(part, said.now, said.locale)
            yield from (replace(time, span=said_time.span) for time in heard.times if not time.repeat)
    else:
        yield said_time


def stretches_of(time: TimeExpression, said: Utterance) -> Iterator[Stretch]:
    """The days that a time names, with the hours on them where it names some."""
    start, end = time.start, time.end
    opens, closes = _minutes(start.clock if start else None), _minutes(end.clock if end else None)
    if time.repeat:
        yield from _each_weekday(time, opens, closes)
    elif time.kind == "before" and end and end.day:
        if closes is not None:
            yield Stretch(first=end.day, last=end.day, end=closes or DAY_MINUTES)
        elif end.day > said.now.date():
            yield Stretch(first=said.now.date(), last=end.day - DAY)
    elif start and start.day:
        for first, last in days_of(time):
            yield Stretch(first=first, last=last, start=opens, end=DAY_MINUTES if closes == 0 else closes)


def _each_weekday(time: TimeExpression, opens: int | None, closes: int | None) -> Iterator[Stretch]:
    """Every Friday in January: weekdays that come back for a while. What has no end is a matter of weekly hours."""
    repeat, first = time.repeat, time.start.day if time.start else None
    if repeat is None or repeat.until is None or first is None or repeat.interval > 1 or repeat.freq == "MONTHLY":
        return
    days = (first + n * DAY for n in range((repeat.until - first).days + 1))
    for day in [day for day in days if not repeat.days or day.weekday() in repeat.days][:MOST_DAYS_OF_A_WEEKDAY]:
        yield Stretch(first=day, last=day, start=opens, end=closes)


def _is_certain(time: TimeExpression) -> bool:
    """Whether there is but one way to read it."""
    clock = time.kind == "point" and time.start is not None and time.start.clock is not None
    return time.kind in ("point", "interval", "after") and not clock and time.grain not in ("week", "month")


def _is_around(text: str, time: TimeExpression) -> bool:
    """ "Over Christmas", "the Easter holidays": more days than the one that has the name."""
    one_day = time.kind == "point" and time.start is not None and time.start.clock is None
    before, after = text[: time.span[0]], text[time.span[1] :]
    return one_day and bool(_OVER.search(before) or _OVER.match(time.text.split(" ")[0]) or _BREAK.match(after))


def _is_bare(text: str, times: Sequence[TimeExpression]) -> bool:
    """Whether the days are all that was said, as in an answer."""
    for start, end in sorted((each.span for each in times), reverse=True):
        text = text[:start] + text[end:]
    return not re.sub(r"\b(?:and|und|y|on|am|el|please|bitte|por favor)\b|\W", "", text, flags=re.IGNORECASE)


def _minutes(clock: time | None) -> int | None:
    return None if clock is None else clock.hour * 60 + clock.minute
