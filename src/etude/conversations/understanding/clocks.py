"""Clock times as they are said."""

from dataclasses import dataclass, replace
from typing import Literal

from etude.conversations.understanding.tokens import Tokens

Half = Literal["am", "pm", "exact"]


ClockKind = Literal["point", "interval", "after", "before"]


# What may follow a bare number when it is no clock time: "after 5 lessons", "at 9 years".
_AMOUNTS = (
    "things",
    "unit",
    "ageword",
    "currency",
    "distance",
    "percent",
    "lessonword",
    "timeword",
    "ordinalmark",
    "dayparts",
    "month",
)


@dataclass(frozen=True, slots=True)
class Said:
    """A clock time as it was said; `half` is None where 5 may be the morning or the afternoon."""

    hour: int
    minute: int = 0
    half: Half | None = None


@dataclass(frozen=True, slots=True)
class ClockSpec:
    """A clock time or range as it was said. Only a `sure` one may stand alone; others need a day beside them."""

    kind: ClockKind
    start: Said | None
    end: Said | None = None
    sure: bool = True


def read_clock(tokens: Tokens, at: int) -> tuple[ClockSpec, int] | None:
    """The clock time that begins at `at`, with the position after it."""
    for phrase, kind in (("clockafter", "after"), ("clockbefore", "before")):
        word = tokens.word(at, phrase)
        if word:
            said = _said_of(word)
            return (ClockSpec("after", said) if kind == "after" else ClockSpec("before", None, said)), at + 1
    return _read_range(tokens, at) or _read_bound(tokens, at) or _read_point(tokens, at)


def _read_range(tokens: Tokens, at: int) -> tuple[ClockSpec, int] | None:
    if tokens.moving:
        return None
    opened = tokens.skip(at, "between", "from", "fromof", "at")
    openly = any(tokens.has(each, kind) for each in range(at, opened) for kind in ("between", "from", "fromof"))
    first = _read_said(tokens, opened, introduced=opened > at and not openly, ranging=openly)
    if first is None:
        return None
    joint = first[1]
    if tokens.has(joint, "clockword") and tokens[joint].text.startswith("a "):
        return _to_clockword(tokens, first[0], joint)
    if not (
        tokens.has(joint, "to") or (tokens.has(at, "between") and (tokens.has(joint, "and") or tokens.has(joint, "or")))
    ):
        return None
    joint += 1
    joint = tokens.skip(joint, "at") if tokens.has(joint, "at") else joint
    if tokens.has(joint - 1, "at") and tokens.has(at - 1, "for") and not openly:
        return None  # "Mesa para seis a las seis"
    last = _read_said(tokens, joint, ranging=True)
    if last is None:
        return None
    sure = opened > at or first[2] or last[2]
    return ClockSpec("interval", first[0], last[0], sure), last[1]


def _read_bound(tokens: Tokens, at: int) -> tuple[ClockSpec, int] | None:
    kinds = (("after", "after"), ("before", "before"), ("by", "before"), ("from", "after"))
    kind = next((meaning for mark, meaning in kinds if tokens.has(at, mark)), None)
    if tokens.moving and any(tokens.has(at, mark) for mark in ("from", "fromof", "to")):
        kind = "point"
    if kind is None or (tokens.has(at, "of") and tokens.number(at - 1) is not None):
        return None
    inner = tokens.skip(at + 1, "at", "the")
    found = _read_said(tokens, inner, introduced=True)
    if found is None:
        return None
    past = tokens.skip(found[1], "onwards")
    if kind != "before":
        return ClockSpec("after" if kind == "after" else "point", found[0]), past
    return ClockSpec("before", None, found[0]), past


def _to_clockword(tokens: Tokens, first: Said, at: int) -> tuple[ClockSpec, int] | None:
    """ "De seis a medianoche": the Spanish word for the end is one phrase with its "a"."""
    word = tokens.word(at, "clockword")
    return (ClockSpec("interval", first, _said_of(word)), at + 1) if word else None


def _read_point(tokens: Tokens, at: int) -> tuple[ClockSpec, int] | None:
    inner = tokens.skip(at, "at", "by") if tokens.has(at, "at") else at
    found = _read_said(tokens, inner, introduced=inner > at)
    if found is None:
        return None
    said, past, sure = found
    if tokens.has(past, "onwards"):
        return ClockSpec("after", said), past + 1
    if tokens.has(past, "orearlier"):
        return ClockSpec("before", None, said), past + 1
    return ClockSpec("point", said, None, sure or inner > at), past


def _read_said(
    tokens: Tokens, at: int, introduced: bool = False, ranging: bool = False
) -> tuple[Said, int, bool] | None:
    """One clock time, the position after it and whether it is one beyond doubt."""
    found = _read_spoken(tokens, at, introduced, ranging) or _read_written(tokens, at)
    if found is None:
        return None
    said, past, sure = found
    past, said, halved = _read_half(tokens, past, said)
    sure = sure or halved
    if tokens.has(past, "dash") and tokens.has(past + 1, "ish"):
        past, sure = past + 2, True
    if tokens.has(past, "ish"):
        past, sure = past + 1, True
    sure = sure or tokens.has(past - 1, "ishy")
    if not sure and (any(tokens.has(past, kind) for kind in _AMOUNTS) or _is_address(tokens, past)):
        return None
    return said, past, sure


def _is_address(tokens: Tokens, at: int) -> bool:
    """ "12 High Street"."""
    return any(tokens.has(each, "streetword") and not tokens.glued(each) for each in (at, at + 1, at + 2))


def _read_half(tokens: Tokens, at: int, said: Said) -> tuple[int, Said, bool]:
    for half in ("am", "pm"):
        if tokens.has(at, half) and said.hour <= 12 and said.half is None:
            return at + 1, replace(said, half="am" if half == "am" else "pm"), True
    if tokens.has(at, "nightly") and said.hour <= 12 and said.half is None:
        return at + 1, replace(said, half="am" if said.hour % 12 < 6 else "pm"), True
    return at, said, False


def _read_spoken(tokens: Tokens, at: int, introduced: bool, ranging: bool) -> tuple[Said, int, bool] | None:
    word = tokens.word(at, "clockword")
    if word:
        return _said_of(word), at + 1, True
    if tokens.has(at, "halfto"):
        return _shifted(tokens, at + 1, -30)
    if tokens.has(at, "half"):
        return _shifted(tokens, at + 2 if tokens.has(at + 1, "past") else at + 1, 30)
    if tokens.has(at, "threequarter"):
        return _shifted(tokens, at + 1, -15)
    if tokens.has(at, "quarterinto") and (tokens.number(at + 1) or 13) <= 12:
        return _shifted(tokens, at + 1, -45)
    minutes = 15 if tokens.has(at, "quarter") else tokens.number(at)
    if minutes is None or minutes > 29 or tokens.has(at - 1, "label"):
        return None
    mark = at + 1
    if tokens.word(mark, "unit") == "minute":
        mark += 1
    if tokens.has(mark, "past"):
        return _shifted(tokens, mark + 1, minutes)
    if tokens.has(mark, "clockto") and _is_minutes(tokens, at, mark, introduced, ranging):
        return _shifted(tokens, mark + 1, -minutes)
    return None


def _is_minutes(tokens: Tokens, at: int, mark: int, introduced: bool, ranging: bool) -> bool:
    """ "ten to four" is a clock time, "10 to 14" a range, and "from five to seven" one too."""
    if tokens.has(at, "quarter") or not tokens.has(mark, "to"):
        return True
    minutes = tokens.number(at) or 0
    if tokens.moving or minutes % 5 or (tokens.number(mark + 1) or 13) > 12:
        return False
    if minutes == tokens.number(mark + 1):
        return True
    if introduced:
        return True
    return not ranging and not tokens.has(at, "digits") and minutes >= 10 and not tokens.has(at - 1, "from")


def _shifted(tokens: Tokens, at: int, minutes: int) -> tuple[Said, int, bool] | None:
    """The hour at `at` moved by some minutes: quarter to five is 4:45, fünf vor halb sechs is 5:25."""
    at = tokens.skip(at, "article") if not tokens.has(at, "number") else at
    if tokens.has(at, "halfto") or tokens.has(at, "half"):
        minutes += -30 if tokens.has(at, "halfto") else 30
        at += 1
    hour = tokens.number(at)
    word = tokens.word(at, "clockword")
    if word:
        hour = int(word[:2])
    if hour is None or not 0 <= hour <= 24:
        return None
    total = (hour * 60 + minutes) % (24 * 60)
    if hour <= 12 and not word:
        total = total or 12 * 60
    past = tokens.skip(at + 1, "oclock")
    half: Half | None = "exact" if hour > 12 or word else None
    return Said(total // 60 or (0 if half else 12), total % 60, half), past, True


def _read_written(tokens: Tokens, at: int) -> tuple[Said, int, bool] | None:
    hour = tokens.number(at)
    if hour is None or (tokens.glued(at) and tokens.has(at - 1, "currency")):
        return None
    if tokens.has(at - 1, "label") and not any(tokens.has(at + 1, kind) for kind in ("colon", "am", "pm", "oclock")):
        return None
    size = tokens.number(at, "digits") or 0
    if tokens.glued(at) and tokens[at - 1].text.isalpha() and not tokens[at - 1].readings:
        return None
    if size == 4 or (size == 3 and (tokens.has(at + 1, "am") or tokens.has(at + 1, "pm"))):
        return _read_packed(tokens, hour, size, at)
    if hour > 24:
        return None
    return _read_minutes(tokens, at, hour, size) or _read_hour(tokens, at, hour)


def _read_packed(tokens: Tokens, number: int, size: int, at: int) -> tuple[Said, int, bool] | None:
    """1630 as soldiers write it; a number that looks like a year is left to be one, unless "hours" follow it."""
    hour, minute = divmod(number, 100)
    if hour > 23 or minute > 59:
        return None
    if tokens.has(at + 1, "oclock") or tokens.word(at + 1, "unit") == "hour":
        return Said(hour, minute, "exact"), at + 2, True
    if minute % 5 or 1900 <= number <= 2100:
        return None
    return Said(hour, minute, "exact" if hour > 12 or (hour < 10 and size == 4) else None), at + 1, False


def _read_minutes(tokens: Tokens, at: int, hour: int, size: int) -> tuple[Said, int, bool] | None:
    minute = tokens.number(at + 2)
    if hour > 23 or (tokens.has(at + 1, "hoursign") and tokens.word(at + 3, "unit") == "minute"):
        return None
    half: Half | None = "exact" if hour > 12 or hour == 0 or (size == 2 and hour < 10) else None
    separated = minute is not None and minute < 60 and tokens.number(at + 2, "digits") == 2
    whole = separated and tokens.glued(at + 1) and tokens.glued(at + 2)
    if whole and minute is not None:
        past = tokens.skip(at + 3, "oclock")
        if tokens.has(at + 1, "colon") or (tokens.has(at + 1, "hoursign") and hour >= 7):
            return Said(hour, minute, half), past, True
        if tokens.has(at + 1, "dot") and not (tokens.has(at + 3, "dot") and tokens.glued(at + 3)):
            # After a weekday it is a clock, unless it may be a date: "Friday 5.12".
            told = tokens.has(at - 1, "weekday") and not 1 <= minute <= 12
            return Said(hour, minute, half), past, told or past > at + 3
    if separated and minute is not None and tokens.has(at + 1, "oclock"):
        return Said(hour, minute, half), at + 3, True
    return _read_minute_words(tokens, at, hour, size)


def _read_minute_words(tokens: Tokens, at: int, hour: int, size: int) -> tuple[Said, int, bool] | None:
    half: Half | None = "exact" if hour > 12 else None
    past = tokens.skip(at + 1, "oclock")
    spelt = tokens.number(past) or 0
    minutes = past > at + 1 and 0 < spelt < 60 and spelt % 5 == 0 and not tokens.has(past, "digits")
    if minutes and not any(tokens.has(past + 1, kind) for kind in _AMOUNTS):
        return Said(hour, spelt, half), past + 1, True
    for kind, minute in (("andhalf", 30), ("andquarter", 15)):
        if tokens.has(past, kind):
            return Said(hour, minute, half), past + 1, True
    if tokens.has(past, "lessquarter"):
        return _earlier(hour, 15, half), past + 1, True
    minute = tokens.number(past + 1) or 0
    if 0 < minute < 60 and minute % 5 == 0 and tokens.has(past, "less"):
        return _earlier(hour, minute, half), past + 2, True
    worded = not size and not tokens.has(past + 1, "digits")
    if 0 < minute < 60 and minute % 5 == 0 and tokens.has(past, "plusminutes") and (minute > 12 or worded):
        return Said(hour, minute, half), past + 2, True
    spelt_at = at + 1 + (tokens.has(at + 1, "dash") and tokens.glued(at + 1))
    more = tokens.number(spelt_at) or 0
    if (
        not size
        and hour <= 12
        and more in (10, 15, 20, 25, 30, 35, 40, 45, 50, 55)
        and not tokens.has(spelt_at, "digits")
    ):
        amount = any(tokens.has(spelt_at + 1, kind) for kind in _AMOUNTS)
        return Said(hour, more, half), spelt_at + 1, spelt_at > at + 1 or not amount
    return None


def _earlier(hour: int, minutes: int, half: Half | None) -> Said:
    total = (hour * 60 - minutes) % (24 * 60)
    return Said(total // 60 or 12, total % 60, half)


def _read_hour(tokens: Tokens, at: int, hour: int) -> tuple[Said, int, bool] | None:
    half: Half | None = "exact" if hour > 12 or hour == 0 else None
    lasting = tokens.number(at + 2) is not None and tokens.word(at + 3, "unit") == "minute"
    if lasting and tokens.has(at + 1, "hoursign"):
        return None  # "2 h 30 min"
    if tokens.has(at + 1, "oclock"):
        if tokens.word(at + 1, "unit") == "hour" and hour <= 8 and not tokens.has(at - 1, "at"):
            return None
        return Said(hour % 24, 0, half), at + 2, True
    if tokens.has(at + 1, "hoursign") and hour >= 7:
        return Said(hour % 24, 0, half), at + 2, tokens.glued(at + 1)
    return Said(hour % 24, 0, half), at + 1, False


def _said_of(word: str) -> Said:
    return Said(int(word[:2]), int(word[3:]), "exact")
