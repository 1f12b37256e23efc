"""The written words of the seeds, as plain text, and how they are dealt."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random
from string import Formatter


@cache
def read_sections(name: str) -> dict[str, tuple[str, ...]]:
    """The sections of ``<name>.txt``: a heading in brackets, then one sentence a line."""
    found: dict[str, list[str]] = {}
    for line in (Path(__file__).parent / f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            section.append(line)
    return {heading: tuple(lines) for heading, lines in found.items()}


@cache
def _fields(sentence: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name)


class Deck:
    """Deals every sentence of a section before any comes again, so that no two tutors in a row sound alike."""

    def __init__(self, sentences: tuple[str, ...], chance: Random) -> None:
        self._sentences = sentences
        self._chance = chance
        self._left: list[str] = []
        self._last = ""

    def deal(self, values: Mapping[str, str]) -> str:
        """The next sentence whose fields are all in `values`, not filled in; KeyError if there is none."""
        for sentence in self._cards():
            if _fields(sentence) <= values.keys():
                self._left.remove(sentence)
                self._last = sentence
                return sentence
        raise KeyError("No sentence of this section can be filled in.")

    def _cards(self) -> Iterator[str]:
        yield from tuple(self._left)
        skipped = tuple(self._left)
        fresh = [sentence for sentence in self._sentences if sentence not in skipped]
        self._chance.shuffle(fresh)
        fresh.sort(key=lambda sentence: sentence == self._last)
        self._left = [*skipped, *fresh]
        yield from fresh


class Decks:
    """The decks of one file, by section."""

    def __init__(self, name: str, chance: Random) -> None:
        self._decks = {heading: Deck(lines, chance) for heading, lines in read_sections(name).items()}

    def deal(self, heading: str, values: Mapping[str, str]) -> str:
        """The next sentence of a section, filled in, with a capital first."""
        sentence = self._decks[heading].deal(values).format_map(values)
        return sentence[0].upper() + sentence[1:]

    def __contains__(self, heading: str) -> bool:
        return heading in self._decks
