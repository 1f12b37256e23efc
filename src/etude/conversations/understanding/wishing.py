"""What a message wishes for: the taxonomy's and the gazetteer's words, with the times and amounts already read."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from etude.conversations.understanding.expressions import (
    Age,
    Count,
    Distance,
    Duration,
    Price,
    Span,
    TimeExpression,
    Unsure,
)
from etude.conversations.understanding.lexicon import Lexicon
from etude.conversations.understanding.standards import read_standards
from etude.conversations.understanding.tokens import Tokens
from etude.conversations.understanding.windows import read_windows
from etude.matching.places import Place, load_gazetteer
from etude.matching.taxonomy import Mention, Word, load_taxonomy
from etude.matching.taxonomy.entries import GenreId, LanguageId, LevelId, SubjectId
from etude.matching.wishes import AT, At, Excluded, PriceLimit, WishedPlace, Wishes

# "Under £40" is less than that; "up to", "at most" and "40 or under" are that at the most.
_BELOW = re.compile(
    r"(?<!or )(?<!not )\b(?:under|below|less than|cheaper than|unter|weniger als|billiger als|günstiger als|menos de|"
    r"por debajo de)\b",
    re.IGNORECASE,
)
_CLAUSE_ENDS = frozenset(".,;!?\n")
_MAX_UNSURE = 3
_MOST_TRIED = 12


@dataclass(frozen=True, slots=True)
class Heard:
    """The quantities of a message, which wishes are made of."""

    times: Sequence[TimeExpression] = ()
    durations: Sequence[Duration] = ()
    money: Sequence[Price] = ()
    ages: Sequence[Age] = ()
    distances: Sequence[Distance] = ()
    counts: Sequence[Count] = ()


@dataclass(slots=True)
class _Named:
    """Taxonomy entries by kind, wanted and refused, with where each field was spoken of."""

    wanted: dict[str, list[str]] = field(default_factory=dict)
    refused: dict[str, list[str]] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)


def read_wishes(words: Sequence[Word], tokens: Tokens, lexicon: Lexicon, heard: Heard) -> Wishes:
    """The wishes of one message."""
    mentions = _unspent(load_taxonomy().mentions(words, lexicon.language, lexicon.known), words, heard)
    named = _sort(mentions, words, tokens, lexicon)
    place, where = _read_place(words, tokens, heard.distances)
    online, at, spoken = _read_format(tokens)
    price = _price_limit(heard.money)
    standards = read_standards(tokens)
    age = next(iter(heard.ages), None)
    spots = {name: (start, start + 1) for name, start in named.places.items()}
    if place:
        spots["place"] = (where, where + 1)
    if online is not None:
        spots |= dict.fromkeys(("online", "at") if at else ("online",), (spoken, spoken + 1))
    if price:
        spots["price_max"] = heard.money[0].span
    if heard.times:
        spots["windows"] = heard.times[0].span
    spots |= {each.name: (each.start, each.start + 1) for each in standards}
    hard, soft = _strength(tokens, spots)
    hard |= {"price_max"} if price and any(each.most is not None for each in heard.money) else set()
    return Wishes(
        subjects=tuple(SubjectId(key) for key in _narrowed(named.wanted.get("subject", []))),
        genres=tuple(GenreId(key) for key in named.wanted.get("genre", [])),
        levels=tuple(LevelId(key) for key in named.wanted.get("level", [])),
        languages=tuple(LanguageId(key) for key in named.wanted.get("language", [])),
        place=place,
        online=online,
        at=at,
        windows=read_windows(heard.times),
        price_max=price,
        learner_age=age.years if age else None,
        learner_self=_read_learner(tokens, heard.ages),
        minutes=heard.durations[0].minutes if len(heard.durations) == 1 else None,
        rating_min=next((float(each.value) for each in standards if each.name == "rating_min"), None),
        badge=any(each.name == "badge" for each in standards) or None,
        lessons=next((count.lessons for count in heard.counts if count.lessons), None),
        per_week=next((count.per_week for count in heard.counts if count.per_week), None),
        hard=frozenset(hard - soft),
        soft=frozenset(soft),
        not_=_excluded(named, heard.times),
    )


def read_unsure(words: Sequence[Word], lexicon: Lexicon, mentions: Iterable[Mention] = ()) -> tuple[Unsure, ...]:
    """Words that no list holds, with the three likeliest subjects or genres: for offering choices, never for acting."""
    taken = {at for mention in mentions for at in range(mention.first, mention.last)}
    taxonomy = load_taxonomy()
    found: list[Unsure] = []
    tried: set[str] = set()
    for at, word in enumerate(words):
        if len(tried) > _MOST_TRIED:
            break
        if (
            word.text in tried
            or at in taken
            or not 5 <= len(word.text) <= 24
            or not word.text.isalpha()
            or word.text in lexicon.known
        ):
            continue
        tried.add(word.text)
        choices = taxonomy.suggest(word.text, lexicon.language)
        if choices and choices[0].likeness >= 75:
            pairs = tuple((choice.kind, choice.id) for choice in choices)
            found.append(Unsure(word.text, (word.start, word.end), pairs))
        if len(found) == _MAX_UNSURE:
            break
    return tuple(found)


def _unspent(mentions: list[Mention], words: Sequence[Word], heard: Heard) -> list[Mention]:
    """Mentions that are not part of a time, an age or an amount."""
    spans = [each.span for group in (heard.times, heard.ages, heard.money, heard.durations) for each in group]
    return [
        mention for mention in mentions if not any(start <= words[mention.first].start < end for start, end in spans)
    ]


def _sort(mentions: list[Mention], words: Sequence[Word], tokens: Tokens, lexicon: Lexicon) -> _Named:
    named = _Named()
    places = {(mention.first, mention.last) for mention in mentions if mention.kind == "language"}
    taxonomy = load_taxonomy()
    other_subject = any(
        mention.kind == "subject"
        and (mention.first, mention.last) not in places
        and taxonomy.subjects[mention.id].parent is not None
        for mention in mentions
    )
    refused_before = -1
    for mention in mentions:
        start = words[mention.first].start
        if (mention.first, mention.last) in places:
            spoken = _is_spoken(tokens, start, other_subject)
            if (mention.kind == "language") != spoken:
                continue
        at = _token_at(tokens, start)
        refused = _is_refused(tokens, at) or (refused_before >= 0 and _continues(tokens, refused_before, at))
        refused_before = _token_at(tokens, words[mention.last - 1].end - 1) if refused else -1
        kept = (named.refused if refused else named.wanted).setdefault(mention.kind, [])
        if mention.id not in kept:
            kept.append(mention.id)
        named.places.setdefault(f"{mention.kind}s", start)
    return named


def _is_spoken(tokens: Tokens, start: int, other_subject: bool) -> bool:
    """ "A teacher who speaks German" and "in German" name a language of teaching, "learn German" a subject."""
    at = _token_at(tokens, start)
    spoken = tokens.has(at - 1, "speaks") or tokens.has(at + 1, "speaks") or tokens.has(at, "speaks")
    joined = tokens.has(at - 1, "or") or tokens.has(at - 1, "and")
    before = at - 3 if joined and tokens.has(at - 3, "speaks") else None
    strong = (
        tokens.has(at - 1, "speaksfor")
        or tokens.has(at + 1, "speaking")
        or (tokens.has(at + 1, "dash") and tokens.has(at + 2, "speaking"))
    )
    return strong or (other_subject and (spoken or before is not None))


def _token_at(tokens: Tokens, position: int) -> int:
    items = tokens.items
    low, high = 0, len(items)
    while low < high:
        middle = (low + high) // 2
        if items[middle].end <= position:
            low = middle + 1
        else:
            high = middle
    return low


def _is_refused(tokens: Tokens, at: int) -> bool:
    for back in range(1, 4):
        if tokens.has(at - back, "refuse"):
            return True
        if tokens.has(at - back, "comma") or tokens.has(at - back, "but") or tokens.has(at - back, "stop"):
            return False
    return False


def _continues(tokens: Tokens, before: int, at: int) -> bool:
    return at - before == 2 and (tokens.has(before + 1, "or") or tokens.has(before + 1, "and"))


def _narrowed(subjects: list[str]) -> list[str]:
    """ "Music, the piano": the wider word adds nothing beside the narrower."""
    taxonomy = load_taxonomy()
    wider: set[str] = {above for key in subjects for above in taxonomy.ancestors(key)[-1:]}
    if any(taxonomy.subjects[key].parent == "languages" for key in subjects):
        wider.add("school")
    return [key for key in subjects if key not in wider]


def _read_place(words: Sequence[Word], tokens: Tokens, distances: Sequence[Distance]) -> tuple[WishedPlace | None, int]:
    for mention in load_gazetteer().mentions(words):
        start = words[mention.first].start
        at = _token_at(tokens, start)
        if tokens[at].used:
            continue  # "Mitte Januar" is no quarter of a town
        near = tokens.has(at - 1, "near") or (tokens.has(at - 1, "the") and tokens.has(at - 2, "near"))
        if tokens.has(at, "nearneeded") and not near:
            continue
        radius = distances[0].metres if distances else mention.place.radius_m
        return _wished(mention.place, radius), start
    return None, 0


def _wished(place: Place, radius_m: int) -> WishedPlace:
    return WishedPlace(name=place.name, lat=place.lat, lon=place.lon, zone=place.zone, radius_m=radius_m)


def _read_format(tokens: Tokens) -> tuple[bool | None, At | None, int]:
    """Online or not, at whose place, and where that was said; what contradicts itself says nothing."""
    said = read_formats(tokens)
    if not said or ("online" in said and len(said) > 1):
        return None, None, 0
    whose: list[At] = [each for each in AT if each in said]
    return "online" in said, whose[0] if len(whose) == 1 else None, min(said.values())


def read_formats(tokens: Tokens) -> dict[str, int]:
    """Where each is wished for: ``online``, at the ``tutor``'s or the ``student``'s place, or just in ``person``."""
    said: dict[str, int] = {}
    for at, token in enumerate(tokens.items):
        form = tokens.word(at, "format")
        if form == "home":
            form = None if _is_there_otherwise(tokens, at) else "student"
            if any(tokens.word(each, "format") == "online" for each in range(len(tokens))):
                continue
        if form:
            said.setdefault(_OTHER[form] if _is_unwanted(tokens, at) else form, token.start)
    return said


# What is meant by refusing the one.
_OTHER = {"online": "person", "person": "online", "tutor": "student", "student": "tutor"}
MOST_BETWEEN = 5


def _is_unwanted(tokens: Tokens, at: int) -> bool:
    """ "Not online", "I can't come to you", but not "can't you come to us?"."""
    if tokens.has(at - 1, "refuse") or tokens.has(at - 1, "not"):
        return True
    for back in range(1, 4):
        if tokens.has(at - back, "unwilling"):
            return True
        if tokens.has(at - back, "inviting") or any(tokens.has(at - back, kind) for kind in ("comma", "but", "stop")):
            return False
    return False


def _is_there_otherwise(tokens: Tokens, at: int) -> bool:
    """ "I have a piano at home" says nothing of lessons there; "I'd have lessons at home" does."""
    if tokens.has(at + 1, "otherwise"):
        return True
    for back in range(1, MOST_BETWEEN + 1):
        if any(tokens.has(at - back, kind) for kind in ("lessonword", "comma", "but", "stop")):
            return False
        if tokens.has(at - back, "otherwise"):
            return True
    return False


def _price_limit(money: Sequence[Price]) -> PriceLimit | None:
    for price in money:
        amount = price.most if price.most is not None else price.amount
        if amount is not None:
            below = price.most is not None and _BELOW.search(price.text) is not None
            return PriceLimit(amount=amount, currency=price.currency, per=price.per, below=below)
    return None


def _read_learner(tokens: Tokens, ages: Sequence[Age]) -> bool | None:
    """Whose lessons they are: a child named anywhere outweighs the "I" that every message has."""
    if any(age.of_self for age in ages):
        return True
    people = {
        tokens.items[at].readings.get("person") for at in range(len(tokens)) if "person" in tokens.items[at].readings
    }
    if "other" in people or ages:
        return False
    return True if "self" in people else None


def _strength(tokens: Tokens, spots: dict[str, Span]) -> tuple[set[str], set[str]]:
    """Which wishes stand in a clause with "must" or with "ideally"."""
    found: dict[str, set[str]] = {"hard": set(), "soft": set()}
    for at, token in enumerate(tokens.items):
        for strength in ("hard", "soft"):
            if strength in token.readings:
                start, end = _clause(tokens, at)
                found[strength] |= {name for name, spot in spots.items() if start < spot[1] and spot[0] < end}
    return found["hard"], found["soft"]


def _clause(tokens: Tokens, at: int) -> tuple[int, int]:
    first, last = at, at
    while first > 0 and not _parts_clauses(tokens, first - 1):
        first -= 1
    while last + 1 < len(tokens) and not _parts_clauses(tokens, last + 1):
        last += 1
    if first == at == last:
        last = min(last + 4, len(tokens) - 1)
    return tokens.items[first].start, tokens.items[last].end


def _parts_clauses(tokens: Tokens, at: int) -> bool:
    return tokens.items[at].text in _CLAUSE_ENDS or "but" in tokens.items[at].readings


def _excluded(named: _Named, times: Sequence[TimeExpression]) -> Excluded:
    weekdays: set[int] = set()
    for each in times:
        if each.kind == "recurring" and each.repeat and each.start is None and len(each.repeat.days) == 6:
            weekdays |= set(range(7)) - each.repeat.days
    return Excluded(
        subjects=tuple(SubjectId(key) for key in named.refused.get("subject", [])),
        genres=tuple(GenreId(key) for key in named.refused.get("genre", [])),
        levels=tuple(LevelId(key) for key in named.refused.get("level", [])),
        languages=tuple(LanguageId(key) for key in named.refused.get("language", [])),
        weekdays=frozenset(weekdays),
    )
