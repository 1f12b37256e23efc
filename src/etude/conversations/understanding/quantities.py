"""Ages, distances, durations and counts: numbers with what they count."""

from collections.abc import Iterator

from etude.conversations.understanding.expressions import Age, Count, Distance, Duration
from etude.conversations.understanding.tokens import Tokens

_OLDEST, _LONGEST_MINUTES, _FURTHEST_M = 99, 8 * 60, 500_000
# How many ages are read as one list, and how many joints stand between two: a list without end would cost too much.
_MOST_LISTED, _MOST_JOINTS = 12, 3


def read_ages(tokens: Tokens) -> list[Age]:
    """Ages of learners; their tokens are spent."""
    return [_spent(tokens, age) for at in range(len(tokens)) for age in _age_at(tokens, at)]


def _age_at(tokens: Tokens, at: int) -> Iterator[tuple[int, int, int, bool]]:
    whole = tokens.number(at, "ageyears")
    if whole is not None:
        yield at, at + 1, whole, False
        return
    years = tokens.number(at)
    if (
        years is None
        or not 1 <= years <= _OLDEST
        or (tokens.has(at - 1, "label") and not tokens.has(at - 1, "agedword"))
    ):
        return
    if _is_listed_age(tokens, at, years):
        yield at, at + 1, years, False
        return
    begin = at
    while tokens.has(begin - 1, "agefill"):
        begin -= 1
    child = "other" if tokens.word(begin - 1, "person") == "other" and begin < at else None
    saying = tokens.word(begin - 1, "iam") or child
    past = at + 2 if tokens.has(at + 1, "dash") and tokens.has(at + 2, "ageword") else at + 1
    past += tokens.has(past, "plushalf")
    near = _names_person(tokens, begin)
    if near and tokens[at - 1].text == "(" and tokens[at + 1].text == ")":
        yield at, past, years, False
        return
    counted = tokens.has(past, "ageunit") and (
        saying or near or tokens.has(begin - 1, "of") or tokens.has(begin - 1, "agedword")
    )
    if tokens.has(past, "ageword") or counted:
        yield at, past + 1, years, saying == "self"
    elif tokens.has(at - 1, "agedword") and tokens.word(past, "unit") not in ("minute", "hour"):
        yield at - 1, at + 1, years, tokens.word(at - 2, "iam") == "self"
    elif saying and years >= 3 and _ends(tokens, past):
        yield begin - 1, past, years, saying == "self"


def _is_listed_age(tokens: Tokens, at: int, years: int) -> bool:
    """The ages in "6 and 8 year olds", "my two boys 7 and 9", "(7 und 9)"."""
    joints = ("and", "or", "comma")
    ranged = tokens.skip(at + 1, "to")
    following = tokens.skip(ranged, *joints)
    after = tokens.number(following) if following > at + 1 else None
    last = following
    for _more in range(_MOST_LISTED if after else 0):
        other = tokens.skip(last + 1, *joints)
        if other == last + 1 or not tokens.number(other):
            break
        last = other
    marked = tokens.skip(last + 1, "dash")
    if after and any(tokens.has(marked, kind) for kind in ("ageword", "ageunit")):
        return True
    if ranged > at + 1:
        return False
    first = _first_listed(tokens, at)
    if max(years, after or 0) > 18 or (first == at and not after):
        return False
    if tokens.word(first - 1, "iam") == "other":
        return True
    begin = first - 1 if any(tokens.has(first - 1, kind) for kind in ("glue", "of", "comma", "agedword")) else first
    return tokens.word(begin - 1, "person") == "other"


def _first_listed(tokens: Tokens, at: int) -> int:
    """The first number of a list that ends, so far, with the one at `at`; those before are spent already."""
    for _more in range(_MOST_LISTED):
        earlier = at - 1
        while earlier >= at - _MOST_JOINTS and _is_joint(tokens, earlier):
            earlier -= 1
        if earlier == at - 1 or "number" not in tokens[earlier].readings:
            break
        at = earlier
    return at


def _is_joint(tokens: Tokens, at: int) -> bool:
    return any(kind in tokens[at].readings for kind in ("and", "or", "comma"))


def _names_person(tokens: Tokens, at: int) -> bool:
    """Whether somebody was named just before: "meine Tochter, 9 Jahre"."""
    return any(tokens.word(back, "person") == "other" for back in range(at - 3, at))


def _ends(tokens: Tokens, at: int) -> bool:
    """Whether what was said may end here: "I'm 14" but not "I'm 14 minutes late"."""
    token = tokens[at]
    if tokens.has(at, "andage"):
        return True
    if not token.text[:1].isalnum():
        return not any(tokens.has(at, kind) for kind in ("colon", "currency", "slash", "ordinalmark", "things", "dash"))
    return any(tokens.has(at, kind) for kind in ("and", "but", "or"))


def _spent(tokens: Tokens, found: tuple[int, int, int, bool]) -> Age:
    first, last, years, of_self = found
    span = tokens.span(first, last)
    tokens.spend(first, last)
    return Age(years, of_self, tokens.text[span[0] : span[1]], span)


def read_distances(tokens: Tokens) -> list[Distance]:
    """Distances; their tokens are spent."""
    found: list[Distance] = []
    for at in range(len(tokens)):
        said = tokens.number(at, "wholedistance")
        if said is not None:
            found.append(Distance(said, tokens[at].text, tokens.span(at, at + 1)))
            tokens.spend(at, at + 1)
            continue
        whole, past = _read_decimal(tokens, at)
        if whole is None:
            whole, past = (1.0, at + 1) if tokens.has(at, "one") else (None, at)
        unit = tokens.number(past, "distance")
        if whole is None or unit is None:
            continue
        halved = tokens.has(past + 1, "plushalf") or tokens.has(past + 1, "andhalf")
        metres = round((whole + halved / 2) * unit)
        if (unit == 1 and metres < 50) or not 0 < metres <= _FURTHEST_M:
            continue
        span = tokens.span(at, past + 1 + halved)
        tokens.spend(at, past + 1 + halved)
        found.append(Distance(metres, tokens.text[span[0] : span[1]], span))
    return found


def read_durations(tokens: Tokens) -> list[Duration]:
    """How long lessons should be; their tokens are spent."""
    found: list[Duration] = []
    at = 0
    while at < len(tokens):
        read = read_length(tokens, at)
        if read is None or tokens.has(read[1], "notduration") or not 0 < read[0] <= _LONGEST_MINUTES:
            at += 1
            continue
        minutes, past = read
        span = tokens.span(at, past)
        tokens.spend(at, past)
        found.append(Duration(minutes, tokens.text[span[0] : span[1]], span))
        at = past
    return found


def read_length(tokens: Tokens, at: int) -> tuple[int, int] | None:
    """The minutes of a length of time that begins at `at`, and the position after it."""
    minutes = tokens.number(at, "halfunit") or tokens.number(at, "hourlong")
    if minutes is not None:
        more = tokens.number(tokens.skip(at + 1, "and"))
        inner = tokens.skip(at + 1, "and") + 1
        added = minutes % 60 == 0 and more is not None and more < 60 and tokens.word(inner, "unit") == "minute"
        return (minutes + (more or 0), inner + 1) if added else (minutes, at + 1)
    whole, past = _read_decimal(tokens, at)
    if whole is None:
        few = tokens.number(at, "few") or tokens.number(at, "one")
        return _with_unit(tokens, float(few), at + 1) if few else None
    if tokens.has(at - 1, "ago"):
        return None
    past = past + 1 if tokens.has(past, "dash") else past
    return _with_unit(tokens, whole, past) or _listed(tokens, whole, past)


def _with_unit(tokens: Tokens, count: float, at: int) -> tuple[int, int] | None:
    unit = tokens.word(at, "unit")
    if unit == "minute":
        return round(count), at + 1
    if unit != "hour" and not tokens.has(at, "hoursign"):
        return None
    minutes, past = round(count * 60), at + 1
    inner = tokens.skip(past, "and")
    more = tokens.number(inner)
    if more and more < 60 and (_is_minute(tokens, inner + 1) or (tokens.glued(at + 1) and tokens.glued(at))):
        return minutes + more, inner + (2 if _is_minute(tokens, inner + 1) else 1)
    if tokens.has(past, "andhalf") or tokens.has(past, "plushalf"):
        return minutes + 30, past + 1
    return minutes, past


def _is_minute(tokens: Tokens, at: int) -> bool:
    """The unit of minutes, which behind hours may be an "m"."""
    return tokens.word(at, "unit") == "minute" or (tokens[at].text == "m" and tokens.glued(at))


def _listed(tokens: Tokens, count: float, at: int) -> tuple[int, int] | None:
    """30 or 45 minutes: the unit is said once, at the end."""
    inner = at if tokens.has(at - 1, "dash") else tokens.skip(at, "or", "to")
    if inner == at and not tokens.has(at - 1, "dash"):
        return None
    following = tokens.word(inner + 1, "unit")
    if tokens.number(inner) is None or following not in ("minute", "hour"):
        return None
    return round(count * (60 if following == "hour" else 1)), at


def _read_decimal(tokens: Tokens, at: int) -> tuple[float | None, int]:
    """A number that may have a decimal part: 1.5, 1,5."""
    whole = tokens.number(at)
    if whole is None:
        return None, at
    tenths = tokens.number(at + 2)
    pointed = tokens.has(at + 1, "dot") or tokens.has(at + 1, "comma")
    if pointed and tokens.glued(at + 1) and tokens.glued(at + 2) and tenths is not None:
        return float(f"{whole}.{tokens[at + 2].text}"), at + 3
    if tokens.has(at, "plushalf") or tokens.has(at + 1, "plushalf"):
        return whole + 0.5, at + (1 if tokens.has(at, "plushalf") else 2)
    return float(whole), at + 1


def read_counts(tokens: Tokens) -> list[Count]:
    """How many lessons, and how many a week; their tokens are spent."""
    found: list[Count] = []
    for at in range(len(tokens)):
        read = _count_at(tokens, at)
        if read is None:
            continue
        lessons, per_week, past = read
        span = tokens.span(at, past)
        for each in range(at, past):
            if not _is_duration(tokens, each, at):
                tokens.spend(each, each + 1)
        found.append(Count(lessons, per_week, tokens.text[span[0] : span[1]], span))
    return found


def _is_duration(tokens: Tokens, at: int, first: int) -> bool:
    """In "two 45 minute lessons" the minutes are left for the durations."""
    kinds = ("halfunit", "hourlong")
    if at == first:
        return False
    return any(tokens.has(at, kind) for kind in kinds) or any(
        tokens.word(each, "unit") in ("minute", "hour") for each in (at, at + 1)
    )


def _count_at(tokens: Tokens, at: int) -> tuple[int | None, int | None, int] | None:
    pack = tokens.number(at + 1) if tokens.has(at, "pack") else None
    if pack and pack <= 100:
        return pack, None, at + 2 + tokens.has(at + 2, "lessonword")
    often = tokens.number(at, "times")
    if often and tokens.has(at + 1, "perweek"):
        return None, often, at + 2
    if tokens.glued(at) and (tokens.has(at - 1, "comma") or tokens.has(at - 1, "dot")):
        return None
    count = tokens.number(at) or tokens.number(at, "few")
    if count is None:
        count = tokens.number(at, "one") if tokens.has(at + 1, "lessonword") else None
    if count is None or not 1 <= count <= 100 or tokens.has(at - 1, "label") or tokens.has(at - 1, "currency"):
        return None
    if tokens.has(at + 1, "perweek") and count < 15:
        return None, count, at + 2
    if tokens.has(at + 2, "perweek") and (tokens.has(at + 1, "dayparts") or tokens.word(at + 1, "unit") == "day"):
        return None, count, at + 1
    if tokens.has(at + 1, "timeword"):
        return (None, count, at + 3) if tokens.has(at + 2, "perweek") else None
    return _lessons_at(tokens, at, count)


def _lessons_at(tokens: Tokens, at: int, count: int) -> tuple[int | None, int | None, int] | None:
    """Ten lessons, 10 piano lessons, two lessons a week."""
    inner = tokens.skip(at + 1, "halfunit", "hourlong", "dash")
    if tokens.number(inner) and tokens.word(inner + 1, "unit") in ("minute", "hour"):
        inner += 2
    last = inner + 2
    while inner < last and tokens[inner].text.isalpha() and not _counts_otherwise(tokens, inner):
        inner += 1
    weekly = tokens.has(inner + 1, "perweek")
    loose = tokens.has(inner, "maybelessons") and (weekly or count >= 4)
    if not (tokens.has(inner, "lessonword") or loose) or (tokens.has(at - 1, "dash") and tokens.glued(at)):
        return None
    if weekly:
        return None, count, inner + 2
    over = tokens.has(inner + 1, "notcount") or tokens.has(at - 1, "ago")
    return (count, None, inner + 1) if count > 1 and not over else None


def _counts_otherwise(tokens: Tokens, at: int) -> bool:
    return bool(tokens[at].readings) or tokens[at].used
