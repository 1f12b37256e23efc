"""The taxonomy itself: what a text mentions, what a misspelt word may have meant, and what stands under what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from etude.matching.taxonomy.entries import Entry, SubjectId, read_entries
from etude.matching.taxonomy.phrases import PhraseIndex
from etude.matching.taxonomy.words import Word, fold, split_words

Kind: TypeAlias = Literal["subject", "genre", "level", "language"]
Name: TypeAlias = tuple[Kind, str]

KINDS: tuple[Kind, ...] = ("subject", "genre", "level", "language")
INTERFACE_LANGUAGES = ("en", "de", "es")
# German joins the subject and the lesson into one word: Geigenstunde, Schachlehrerin, Mathekurs.
_GERMAN_COMPOUNDS = ("unterricht", "stunde", "stunden", "lehrer", "lehrerin", "kurs", "kurse", "nachhilfe", "schule")
# Every person needs a bound on the work that a message full of unknown words can cause.
_MOST_GUESSES = 8


@dataclass(frozen=True, slots=True)
class Mention:
    """An entry that a text names, from word `first` up to, not including, word `last` of the words searched."""

    kind: Kind
    id: str
    first: int
    last: int
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What an unsure word may have meant, with a likeness of 0 to 100."""

    kind: Kind
    id: str
    likeness: float


class Taxonomy:
    """All entries by kind and id, with compiled indexes of their names; build it once with `load_taxonomy`."""

    def __init__(self) -> None:
        self.entries: dict[Kind, dict[str, Entry]] = {kind: read_entries(f"{kind}s") for kind in KINDS}
        self._indexes = {locale: PhraseIndex(self._names(locale)) for locale in INTERFACE_LANGUAGES}
        self._foreign = {locale: PhraseIndex(self._names_but(locale)) for locale in INTERFACE_LANGUAGES}
        self._spellings = {
            locale: sorted(word for word in self._indexes[locale].single_words() if len(word) >= 4 and word.isalpha())
            for locale in INTERFACE_LANGUAGES
        }

    @property
    def subjects(self) -> dict[str, Entry]:
        """Subjects by id; the other kinds are found under `entries`."""
        return self.entries["subject"]

    def label(self, kind: Kind, key: str, locale: str) -> str:
        """What people call an entry; its id where it is no longer known."""
        entry = self.entries[kind].get(key)
        return entry.label(locale) if entry else key

    def top_subjects(self) -> list[SubjectId]:
        """The subjects that stand under no other."""
        return [SubjectId(entry.id) for entry in self.subjects.values() if entry.parent is None]

    def children(self, subject: str) -> list[SubjectId]:
        """The subjects directly under `subject`."""
        return [SubjectId(entry.id) for entry in self.subjects.values() if entry.parent == subject]

    def ancestors(self, subject: str) -> list[SubjectId]:
        """The subjects above `subject`, the nearest first: piano gives keyboard-instruments, music."""
        found: list[SubjectId] = []
        entry = self.subjects.get(subject)
        while entry is not None and entry.parent is not None:
            found.append(SubjectId(entry.parent))
            entry = self.subjects.get(entry.parent)
        return found

    def family(self, subject: str) -> list[SubjectId]:
        """`subject` and everything under it."""
        return [SubjectId(subject), *(deeper for child in self.children(subject) for deeper in self.family(child))]

    def find(self, text: str, locale: str = "en") -> list[Mention]:
        """The entries named in `text`; a convenience over `mentions`."""
        return self.mentions(split_words(text), locale)

    def mentions(self, words: Sequence[Word], locale: str, known: frozenset[str] = frozenset()) -> list[Mention]:
        """Every entry named by `words`, longest names first. A name with several kinds gives one mention for each.

        `known` are everyday words of the language: they are neither looked up in other languages nor respelt.
        """
        language = _interface_language(locale)
        return list(self._scan([word for word in words if word.text != "-"], language, known, _positions(words)))

    def _scan(self, words: list[Word], language: str, known: frozenset[str], positions: list[int]) -> Iterator[Mention]:
        at = guesses = 0
        while at < len(words):
            match = self._indexes[language].match_at(words, at)
            if match is None and words[at].text not in known:
                match = self._foreign[language].match_at(words, at)
            confidence = 1.0
            if match is None and guesses < _MOST_GUESSES and _may_be_misspelt(words[at].text, known):
                guesses += 1
                match, confidence = self._respell(words[at].text, language), 0.8
            if match is None or _gaps_differ(words, at, match[0]):
                at += 1
                continue
            for kind, key in match[1]:
                yield Mention(kind, key, positions[at], positions[at + match[0] - 1] + 1, confidence)
            at += match[0]

    def _respell(self, word: str, language: str) -> tuple[int, list[Name]] | None:
        meant = _closest(word, language)
        return self._indexes[language].match_at([Word(meant, 0, 0)], 0) if meant else None

    def spellings(self, language: str) -> list[str]:
        """The single words that a misspelt one is compared with."""
        return self._spellings[_interface_language(language)]

    def suggest(self, words: str, locale: str, limit: int = 3) -> list[Suggestion]:
        """The `limit` likeliest entries for an unsure word, the likeliest first and each entry once."""
        language = _interface_language(locale)
        found: dict[Name, float] = {}
        close = process.extract(fold(words), self._spellings[language], scorer=fuzz.WRatio, limit=limit * 4)
        for spelling, likeness, _ in close:
            match = self._indexes[language].match_at([Word(spelling, 0, 0)], 0)
            for name in match[1] if match else ():
                found.setdefault(name, likeness)
        return [Suggestion(kind, key, likeness) for (kind, key), likeness in list(found.items())[:limit]]

    def _names(self, locale: str) -> Iterator[tuple[str, Name]]:
        for kind in KINDS:
            for entry in self.entries[kind].values():
                for name in entry.names.get(locale, ()):
                    yield from _inflections(name, locale, kind, entry.id)

    def _names_but(self, locale: str) -> Iterator[tuple[str, Name]]:
        for other in INTERFACE_LANGUAGES:
            if other != locale:
                yield from self._names(other)


@lru_cache(maxsize=1)
def load_taxonomy() -> Taxonomy:
    """The taxonomy, read and compiled at its first use."""
    return Taxonomy()


def _inflections(name: str, locale: str, kind: Kind, key: str) -> Iterator[tuple[str, Name]]:
    yield name, (kind, key)
    if kind != "subject" or not name.isalpha() or len(name) < 4:
        return
    if locale == "en" and not name.endswith("s"):
        yield f"{name}s", (kind, key)
    if locale == "de":
        stem = f"{name}n" if name.endswith("e") and name != "Mathe" else name
        for ending in _GERMAN_COMPOUNDS:
            yield stem + ending, (kind, key)


def _interface_language(locale: str) -> str:
    language = locale.split("-")[0]
    return language if language in INTERFACE_LANGUAGES else "en"


def _positions(words: Sequence[Word]) -> list[int]:
    return [at for at, word in enumerate(words) if word.text != "-"]


def _gaps_differ(words: Sequence[Word], at: int, size: int) -> bool:
    """``A1`` is a level but ``a 1`` is not: short names with a digit are written in one piece."""
    first, last = words[at], words[at + size - 1]
    return size == 2 and len(first.text) == 1 and last.text.isdigit() and first.end != last.start


def _may_be_misspelt(word: str, known: frozenset[str]) -> bool:
    return 5 <= len(word) <= 24 and word.isalpha() and word not in known


@lru_cache(maxsize=4096)
def _closest(word: str, language: str) -> str | None:
    """The one spelling within a slip or two of `word`, beginning with the same letter; None where it is unsure.

    Another letter makes another word of a short one (chair, choir): there letters may only be lost, doubled
    or swapped.
    """
    slips = 1 if len(word) < 10 else 2
    choices = load_taxonomy().spellings(language)
    close = process.extract(word, choices, scorer=OSA.distance, score_cutoff=slips, limit=3)
    same_start = [
        (spelling, score)
        for spelling, score, _ in close
        if spelling[0] == word[0] and (len(word) >= 7 or len(word) != len(spelling) or sorted(word) == sorted(spelling))
    ]
    if not same_start or abs(len(same_start[0][0]) - len(word)) > 1:
        return None
    return str(same_start[0][0])
