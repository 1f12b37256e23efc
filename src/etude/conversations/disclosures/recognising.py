"""Whether a message discloses harm, by the reviewed phrases in `phrases.toml`: every language's, whoever writes."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import product

from etude.matching.taxonomy import split_words

# A person and what they do may be apart by so many words: "my uncle sometimes hits me".
BETWEEN = 4


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Phrases in parts, and those that mean something harmless where they cover the last part of such a phrase."""

    harmful: Mapping[str, Sequence[tuple[tuple[str, ...], ...]]]
    harmless: Sequence[tuple[str, ...]]


def discloses(text: str) -> bool:
    """Whether this has to be read by a person at once."""
    said, phrases = _words(text), _load()
    covered = {place for each in phrases.harmless for place in _places(each, said)}
    for at, word in enumerate(said):
        for parts in phrases.harmful.get(word, ()):
            places = _match(parts, said, at)
            if places and not all(place in covered for place in places):
                return True
    return False


def _match(parts: Sequence[tuple[str, ...]], said: Sequence[str], at: int) -> list[int]:
    """Where the last part of a phrase stands whose first word is at `at`; nothing where it is not said."""
    found: list[int] = []
    start, farthest = at, at
    for part in parts:
        place = next((p for p in range(start, farthest + 1) if tuple(said[p : p + len(part)]) == part), None)
        if place is None:
            return []
        found = list(range(place, place + len(part)))
        start = place + len(part)
        farthest = start + BETWEEN
    return found


def _places(phrase: tuple[str, ...], said: Sequence[str]) -> set[int]:
    """Every word's place that belongs to the phrase."""
    size = len(phrase)
    return {at + word for at in range(len(said)) if tuple(said[at : at + size]) == phrase for word in range(size)}


@lru_cache
def _load() -> _Phrases:
    raw = tomllib.loads(files("etude.conversations.disclosures").joinpath("phrases.toml").read_text("utf-8"))
    harmful: dict[str, list[tuple[tuple[str, ...], ...]]] = {}
    harmless: list[tuple[str, ...]] = []
    for language in raw.values():
        for phrase in (*language["self"], *language["child"], *_who_does_what(language)):
            parts = tuple(tuple(_words(part)) for part in phrase.split("…"))
            harmful.setdefault(parts[0][0], []).append(parts)
        harmless += [tuple(_words(phrase)) for phrase in language["harmless"]]
    return _Phrases(harmful, harmless)


def _who_does_what(language: Mapping[str, Sequence[str]]) -> list[str]:
    return [f"{who} … {what}" for who, what in product(language["who"], language["does"])]


def _words(text: str) -> list[str]:
    """Folded words without signs; an apostrophe that was left out makes no difference."""
    return [word.text.replace("'", "") for word in split_words(text) if word.text[0].isalnum()]
