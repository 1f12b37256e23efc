"""Phrases of a vocabulary file, compiled: "…" in one stands for up to six words in between."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from etude.matching.taxonomy import split_words

Target: TypeAlias = tuple[str, str]  # ("flow", "book") or ("word", "Back")
WINDOW = 7


@dataclass(frozen=True, slots=True)
class Pattern:
    """Phrase parts that follow one another within a few words."""

    parts: tuple[tuple[str, ...], ...]
    target: Target

    @property
    def size(self) -> int:
        """How many words it names: the longer pattern knows better."""
        return sum(len(part) for part in self.parts)


def add_patterns(index: dict[str, list[Pattern]], phrases: Sequence[str], target: Target) -> None:
    """Put phrases that mean `target` into an index by their first words."""
    for phrase in phrases:
        parts = tuple(key_of(part) for part in phrase.split("…"))
        index.setdefault(parts[0][0], []).append(Pattern(parts, target))


def find_patterns(index: Mapping[str, Sequence[Pattern]], said: Sequence[str]) -> Iterator[Pattern]:
    """Every pattern of the index that stands in these words."""
    for at, word in enumerate(said):
        for pattern in index.get(word, ()):
            if _fits(pattern, said, at):
                yield pattern


def key_of(phrase: str) -> tuple[str, ...]:
    """A phrase's words as they are compared."""
    return tuple(word.text for word in split_words(phrase))


def _fits(pattern: Pattern, said: Sequence[str], at: int) -> bool:
    first, *others = pattern.parts
    size = len(first)
    if tuple(said[at : at + size]) != first:
        return False
    at += size
    for part in others:
        window = range(at, min(at + WINDOW, len(said) - len(part) + 1))
        found = next((each for each in window if tuple(said[each : each + len(part)]) == part), None)
        if found is None:
            return False
        at = found + len(part)
    return True
