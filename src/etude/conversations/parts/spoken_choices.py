"""Pointing with words: "the second one", "the cheapest", "someone else", "la más barata"."""

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Literal, TypeAlias, get_args

from etude.matching.places import load_gazetteer
from etude.matching.taxonomy import PhraseIndex, fold, split_words

Pointing: TypeAlias = Literal[
    "first",
    "second",
    "third",
    "last",
    "cheapest",
    "best",
    "nearest",
    "soonest",
    "latest",
    "experienced",
    "other",
    "cheaper",
    "one",
    "filler",
]
MOST_WORDS = 12
_SIGNS = frozenset(".,!?¡¿-'’\"")


def pointing_of(text: str) -> Pointing | None:
    """What the words point at; None where they say anything besides."""
    found, left = read_pointing(text)
    return found if not left else None


def wants_somebody_else(text: str) -> bool:
    """ "Someone else", "not her": another person, whatever else is being chosen."""
    return pointing_of(text) == "other" and says("person", text)


def says(kind: str, text: str) -> bool:
    """Whether a phrase of this kind stands anywhere in the words."""
    words = split_words(text)
    return any(_phrases_of(kind).match_at(words, at) for at in range(len(words)))


def without(kind: str, text: str) -> str:
    """The words without the phrases of this kind."""
    words, kept, at, last = split_words(text), "", 0, 0
    while at < len(words):
        match = _phrases_of(kind).match_at(words, at)
        if match:
            kept += f"{text[last : words[at].start]} "
            last = words[at + match[0] - 1].end
        at += match[0] if match else 1
    return " ".join(f"{kept}{text[last:]}".split())


def read_pointing(text: str) -> tuple[Pointing | None, tuple[str, ...]]:
    """What the words point at, and the words (folded) that have no part in it. Places point at the `one` there."""
    words = [word for word in split_words(text) if word.text not in _SIGNS]
    if len(words) > MOST_WORDS:
        return None, tuple(word.text for word in words)
    placed = {at for named in load_gazetteer().mentions(words) for at in range(named.first, named.last)}
    meanings: list[Pointing] = []
    left: list[str] = []
    at = 0
    while at < len(words):
        match = _phrases().match_at(words, at)
        if match is None:
            if at not in placed:
                left.append(words[at].text)
            at += 1
            continue
        meanings.extend(match[1][:1])
        at += match[0]
    return _strongest(meanings), tuple(left)


def place_pointed_at(text: str) -> int | None:
    """Where in a list somebody points at among other words ("is the second one good?"), the last being -1."""
    found = _AMONG_WORDS.search(text)
    return None if found is None else next(at for at, name in _PLACES.items() if found[name])


def is_filler(word: str) -> bool:
    """Whether a word alone says nothing about which is meant, in any language."""
    return fold(word) in spoken_words("filler")


@lru_cache(maxsize=8)
def spoken_words(kind: str) -> frozenset[str]:
    """The words of this kind, folded, in all languages."""
    return frozenset(fold(word) for table in _read().values() for word in table[kind])


def _strongest(meanings: Sequence[Pointing]) -> Pointing | None:
    """ "The one that's cheapest" points at the cheapest; pointing two ways is pointing nowhere."""
    pointing = {meaning for meaning in meanings if meaning != "filler"}
    if len(pointing) > 1:
        pointing -= {"one"}
    if "cheaper" in pointing:
        pointing -= {"other"}
    if pointing == {"last", "other"} or pointing == {"first", "other"}:
        return None
    return pointing.pop() if len(pointing) == 1 else None


_PLACES = {0: "first", 1: "second", 2: "third", -1: "last"}
_AMONG_WORDS = re.compile(
    r"\b(?:(?P<first>(?:first|1st) (?:one|tutor|teacher)|(?:die|der) erste|(?:la|el) primer[ao]|primer profesor)|"
    r"(?P<second>(?:second|2nd|other) (?:one|tutor|teacher)|(?:die|der) (?:zweite|andere)|(?:la|el) segund[ao])|"
    r"(?P<third>(?:third|3rd) (?:one|tutor|teacher)|(?:die|der) dritte|(?:la|el) tercer[ao])|"
    r"(?P<last>last (?:one|tutor|teacher)|(?:die|der) letzte|(?:la|el) últim[ao]))\b"
    r"(?! (?:stunde|lektion|unterricht|clase|lesson|mal|vez))",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _phrases() -> PhraseIndex[Pointing]:
    raw = _read()
    order = get_args(Pointing)
    return PhraseIndex(
        (phrase, meaning) for meaning in order for table in raw.values() for phrase in table.get(meaning, ())
    )


@lru_cache(maxsize=8)
def _phrases_of(kind: str) -> PhraseIndex[str]:
    return PhraseIndex((phrase, kind) for table in _read().values() for phrase in table[kind])


def _read() -> dict[str, dict[str, list[str]]]:
    raw: dict[str, dict[str, list[str]]] = tomllib.loads(
        files("etude.conversations.parts").joinpath("spoken_choices.toml").read_text("utf-8")
    )
    return raw
