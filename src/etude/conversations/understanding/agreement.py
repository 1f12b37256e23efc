"""Whether words begin with a yes or a no to something that waits, and what else they say."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from importlib.resources import files
from typing import TypeAlias

from etude.conversations.understanding.commands import load_vocabulary
from etude.conversations.understanding.expressions import Understood
from etude.conversations.understanding.patterns import key_of
from etude.matching.taxonomy import Word, split_words

_LONGEST_PHRASE = 6
# Amounts that are also said of a lesson's length, the shorter first: "half an hour" holds "an hour".
_AMOUNTS = (("half_hour", 30), ("hour", 60))
_SIGNS = frozenset(",.;:!-–…()")
Phrases: TypeAlias = frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Stance:
    """A yes or a no; `turned` says that what follows takes a yes back, `reason` is what a no gives as one."""

    agrees: bool
    turned: bool
    reason: str


def read_stance(said: Understood) -> Stance | None:
    """ "Yes, happy to", "sorry, I can't, I'm ill that day"; None where the words begin with neither."""
    words = split_words(said.text)
    phrases = _phrases(said.language)
    at = _skip(words, 0, phrases["idle"])
    for name, agrees in (("no", False), ("cannot", False), ("yes", True)):
        size = _size(words, at, phrases[name])
        if size:
            rest = at + size
            turned = any(_size(words, place, phrases["turning"]) for place in range(rest, len(words)))
            return Stance(agrees, turned, "" if agrees else _reason(said.text, words, at, phrases))
    return None


def read_shift(said: Understood) -> timedelta | None:
    """By how much a time is to move: "an hour later", "half an hour earlier"."""
    words, phrases = split_words(said.text), _phrases(said.language)
    later, earlier = (_stands(words, phrases[name]) for name in ("later", "earlier"))
    if later == earlier:
        return None
    amounts = [minutes for name, minutes in _AMOUNTS if _stands(words, phrases[name])]
    minutes = next(iter([*amounts, *(each.minutes for each in said.durations)]), 0)
    return timedelta(minutes=minutes if later else -minutes) if minutes else None


def calls_off(said: Understood) -> bool:
    """Whether "cancel it" was said, which may mean a lesson; "never mind" only means what is under way."""
    return _stands(split_words(said.text), _phrases(said.language)["off"])


def _reason(text: str, words: Sequence[Word], at: int, phrases: Mapping[str, Phrases]) -> str:
    """What is left of a no, beginning with "I can't" where more than that follows."""
    start = _skip(words, at, phrases["idle"] | phrases["no"])
    if _skip(words, start, phrases["idle"] | phrases["no"] | phrases["cannot"]) >= len(words):
        return ""
    return text[words[start].start :].strip()


def _skip(words: Sequence[Word], at: int, phrases: Phrases) -> int:
    while at < len(words) and (words[at].text in _SIGNS or _size(words, at, phrases)):
        at += max(1, _size(words, at, phrases))
    return at


def _stands(words: Sequence[Word], phrases: Phrases) -> bool:
    return any(_size(words, at, phrases) for at in range(len(words)))


def _size(words: Sequence[Word], at: int, phrases: Phrases) -> int:
    """How many words the longest of these phrases takes here; 0 where none stands."""
    sizes = range(min(_LONGEST_PHRASE, len(words) - at), 0, -1)
    return next((size for size in sizes if tuple(word.text for word in words[at : at + size]) in phrases), 0)


@lru_cache(maxsize=3)
def _phrases(language: str) -> Mapping[str, Phrases]:
    text = files("etude.conversations.understanding").joinpath(f"vocabulary/{language}.toml").read_text("utf-8")
    found = {name: frozenset(map(key_of, each)) for name, each in tomllib.loads(text)["agreement"].items()}
    whole = load_vocabulary(language).whole
    for name, word in (("yes", "Yes"), ("no", "No")):
        found[name] |= {tuple(phrase.split(" ")) for phrase, target in whole.items() if target == ("word", word)}
    return found
