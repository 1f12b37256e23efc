"""An hour said in short where times are on offer: "7 is fine", "tuesday 7", "can we do 4 instead", "ok sat then"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from etude.conversations.forms import Utterance
from etude.conversations.parts.readers import weekday_named
from etude.conversations.parts.spoken_choices import is_filler, spoken_words, without
from etude.conversations.understanding import Moment, TimeExpression, read_windows, understand
from etude.conversations.understanding.courtesy import says_only
from etude.matching.taxonomy import split_words

# Between these hours somebody learns: "7" is seven in the evening or in the morning, "3" is never at night.
FIRST, LAST, NOON = 7, 21, 12
_CLOCK = re.compile(r"\b(?P<hour>\d{1,2})[.:](?P<minute>[0-5]\d)\b")
_SIGNS = frozenset(".,!?¡¿'’-")


def hear_hour(said: Utterance, near: Sequence[datetime]) -> Utterance:
    """The same words with the time that a clock time alone means, going by the times on offer or the chosen one."""
    local = [moment.astimezone(said.now.tzinfo) for moment in near]
    said = _without_same_day(said) if local else said
    if local and len(said.understood.times) == 1:
        time_said = said.understood.times[0]
        alone = time_said.kind == "point" and time_said.start is not None and time_said.start.day is None
        return _on_their_day(said, time_said, local) if alone else said
    found = _read(said.text) if local and not said.understood.times else None
    if found is None:
        return said
    hour, minute, weekday = found
    if not said.text.strip().isdecimal() and says_only(said.text, str(hour)):  # "2 please" counts through what is shown
        return said
    if weekday is not None:
        ahead = said.now.date() + timedelta(days=(weekday - said.now.weekday()) % 7)
        there = [each for each in local if each.weekday() == weekday]
        local = there or [datetime.combine(ahead, each.timetz()) for each in local]
    clock = _clock(hour, minute, local) if hour is not None else None
    if clock is None and (hour is not None or weekday is None):
        return said
    meant = TimeExpression("point", Moment(None, clock), None, "hour", said.text, (0, len(said.text)))
    return _on_their_day(said, meant, local)


def _without_same_day(said: Utterance) -> Utterance:
    """ "Same day but 4pm": the rest names the time, and the day is the one that is spoken of anyway."""
    rest = without("same_day", said.text)
    if rest == said.text or not rest:
        return said
    return replace(said, text=rest, understood=understand(rest, said.now, said.locale))


def _on_their_day(said: Utterance, meant: TimeExpression, local: Sequence[datetime]) -> Utterance:
    """The time on the one day that is spoken of; where there are several, on any of them."""
    days = {each.date() for each in local}
    if len(days) == 1 and meant.start is not None:
        meant = replace(meant, start=replace(meant.start, day=days.pop()))
    wishes = said.understood.wishes.model_copy(update={"windows": read_windows((meant,))})
    commands = tuple(each for each in said.understood.commands if each.name != "Question")  # "is 7 possible?" wants it
    return replace(said, understood=replace(said.understood, times=(meant,), wishes=wishes, commands=commands))


def _read(text: str) -> tuple[int | None, int, int | None] | None:
    """The hour, its minutes and the day of the week, as far as they are named; None where anything else is said."""
    clocks = [(int(found["hour"]), int(found["minute"])) for found in _CLOCK.finditer(text)]
    weekdays: list[int] = []
    for word in split_words(_CLOCK.sub(" ", text)):
        if word.text.isdecimal():
            clocks.append((int(word.text), 0))
        elif word.text in _SIGNS or word.text in spoken_words("beside_hour") or is_filler(word.text):
            continue
        elif (day := weekday_named(word.text)) is not None:
            weekdays.append(day)
        else:
            return None
    if len(clocks) > 1 or len(weekdays) > 1:
        return None
    hour, minute = clocks[0] if clocks else (None, 0)
    return hour, minute, weekdays[0] if weekdays else None


def _clock(hour: int, minute: int, near: Sequence[datetime]) -> time | None:
    """The hour of the morning or of the afternoon, whichever is nearer to these times."""
    hours = [each for each in (hour, hour + NOON) if FIRST <= each <= LAST]
    if not hours:
        return None
    meant = min(hours, key=lambda each: min(abs(each * 60 - moment.hour * 60 - moment.minute) for moment in near))
    return time(meant, minute)
