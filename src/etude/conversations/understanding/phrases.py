"""The phrases of the agreement vocabulary, and where they stand in words."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TypeAlias

from etude.conversations.understanding.commands import load_vocabulary
from etude.conversations.understanding.patterns import key_of
from etude.matching.taxonomy import Word

_LONGEST_PHRASE = 6
_SIGNS = frozenset(",.;:!-–…()")
Phrases: TypeAlias = frozenset[tuple[str, ...]]


def skip(words: Sequence[Word], at: int, phrases: Phrases) -> int:
    """The first place from `at` on where neither a sign nor one of these phrases stands."""
    while at < len(words) and (words[at].text in _SIGNS or phrase_at(words, at, phrases)):
        at += max(1, phrase_at(words, at, phrases))
    return at


def stands_in(words: Sequence[Word], phrases: Phrases) -> bool:
    """Whether one of these phrases is said anywhere."""
    return any(phrase_at(words, at, phrases) for at in range(len(words)))


def phrase_at(words: Sequence[Word], at: int, phrases: Phrases) -> int:
    """How many words the longest of these phrases takes here; 0 where none stands."""
    sizes = range(min(_LONGEST_PHRASE, len(words) - at), 0, -1)
    return next((size for size in sizes if tuple(word.text for word in words[at : at + size]) in phrases), 0)


@lru_cache(maxsize=3)
def agreement_phrases(language: str) -> Mapping[str, Phrases]:
    """How a yes or a no begins, and what is said beside it, by kind."""
    text = files("etude.conversations.understanding").joinpath(f"vocabulary/{language}.toml").read_text("utf-8")
    found = {name: frozenset(map(key_of, each)) for name, each in tomllib.loads(text)["agreement"].items()}
    whole = load_vocabulary(language).whole
    for name, word in (("yes", "Yes"), ("no", "No")):
        found[name] |= {tuple(phrase.split(" ")) for phrase, target in whole.items() if target == ("word", word)}
    return found
