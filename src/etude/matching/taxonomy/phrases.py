"""Known phrases, compiled once: which of them, the longest first, begins at a given word."""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from etude.matching.taxonomy.words import Word, phrase_key

V = TypeVar("V")


class PhraseIndex(Generic[V]):
    """Phrases by their first word. The first value given to a phrase stays, unless `several` asks for all of them."""

    def __init__(self, phrases: Iterable[tuple[str, V]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], list[V]]]] = {}
        held: dict[tuple[str, ...], list[V]] = {}
        for phrase, value in phrases:
            for key in spellings(phrase):
                values = held.setdefault(key, [])
                if value not in values:
                    values.append(value)
        for key, values in held.items():
            self._by_first.setdefault(key[0], []).append((key, values))
        for same_start in self._by_first.values():
            same_start.sort(key=lambda entry: -len(entry[0]))

    def match_at(self, words: Sequence[Word], at: int) -> tuple[int, list[V]] | None:
        """How many words the longest phrase beginning at `at` takes, and its values; None where none begins."""
        candidates = self._by_first.get(words[at].text)
        if candidates is None:
            return None
        for key, values in candidates:
            size = len(key)
            if at + size <= len(words) and all(words[at + i].text == key[i] for i in range(1, size)):
                return size, values
        return None

    def single_words(self) -> list[str]:
        """All phrases of one word, the material for forgiving spelling mistakes."""
        return [key[0] for same_start in self._by_first.values() for key, _ in same_start if len(key) == 1]


def spellings(phrase: str) -> set[tuple[str, ...]]:
    """A phrase without accents, and for umlauts also as they are typed on a foreign keyboard (``ue`` for ``ü``)."""
    typed = phrase.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return {key for key in (phrase_key(phrase), phrase_key(typed)) if key}
