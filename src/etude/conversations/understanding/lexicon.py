"""The words of one language, compiled from its file: every phrase with what it may mean."""

import re
import tomllib
from collections.abc import Iterator
from datetime import time
from functools import lru_cache
from importlib.resources import files
from typing import TypeAlias

from rapidfuzz import process
from rapidfuzz.distance import OSA

from etude.conversations.understanding.numerals import read_compound
from etude.matching.taxonomy import PhraseIndex, Word, fold

LANGUAGES = ("en", "de", "es")
Value: TypeAlias = int | str
Meaning: TypeAlias = tuple[str, Value]

# Parts of a day as lessons have them, the end exclusive. One table for all languages, so that they agree.
DAYPARTS: dict[str, tuple[time, time]] = {
    "morning": (time(6), time(12)),
    "noon_hour": (time(12), time(14)),
    "afternoon": (time(12), time(17)),
    "tarde": (time(12), time(20)),  # the Spanish afternoon lasts until dinner
    "evening": (time(17), time(22)),
    "night": (time(19), time(23)),
}


_MOST_REMEMBERED = 4096
# Names of days, months and parts of the day are known by most of their letters, from some length on.
_RESPELT = {"weekday": 6, "weekdays": 7, "month": 7, "day": 7, "daypart": 7, "dayparts": 7, "holiday": 8}


class Lexicon:
    """The meanings of a language's phrases. Tables named ``mark`` hold one kind of word under each key."""

    def __init__(self, language: str) -> None:
        raw = tomllib.loads(_read(language))
        self.language = language
        self.index: PhraseIndex[Meaning] = PhraseIndex(_phrases(raw))
        self.everyday = frozenset(fold(word) for word in raw["everyday"]["yes"])
        words = {
            fold(word)
            for _, table in raw.items()
            for names in table.values()
            for name in names
            for word in name.split()
        }
        self.known = frozenset(words | self.everyday)
        self._spellings = sorted(
            name
            for kind, shortest in _RESPELT.items()
            for said in raw.get(kind, {}).values()
            for name in map(fold, said)
            if len(name) >= shortest and name.isalpha()
        )
        self._respelt: dict[str, str | None] = {}

    def match_joined(self, word: str) -> tuple[int, list[Meaning]] | None:
        """What a German word means that joins two of these: Januarwoche, Dienstagabends."""
        if self.language != "de":
            return None
        for ending, unit in (("wochenende", "weekend"), ("woche", "week")):
            month = self._meaning_of(word.removesuffix(ending), "month") if word.endswith(ending) else None
            if month is not None:
                return 1, [("monthunit", f"{month};{unit}")]
        return self._match_day_and_part(word) or self._match_number(word)

    def _match_day_and_part(self, word: str) -> tuple[int, list[Meaning]] | None:
        """Samstagnacht, Freitagmittag, Dienstagabends."""
        head, middle, tail = word.partition("woch" if word.startswith("mittwoch") else "tag")
        day = self._meaning_of(head + middle, "weekday") if middle else None
        part = self._meaning_of(tail, "partjoined") if day is not None and tail else None
        if part is not None:
            return 1, [("weekdaypart", f"{day};{part}")]
        part = self._meaning_of(tail[:-1], "partjoined") if day is not None and tail.endswith("s") else None
        return (1, [("weekdayparts", f"{day};{part}")]) if part is not None else None

    def _match_number(self, word: str) -> tuple[int, list[Meaning]] | None:
        """Dreiundzwanzig, hundertzwanzig, dreieinhalb."""
        for stem, minutes in (("stundig", 60), ("minutig", 1)):
            head, middle, _ending = word.partition(stem)
            count = read_compound(head, self._number_of) if middle else None
            if count:
                return 1, [("hourlong", count * minutes)]
        found = read_compound(word.removesuffix("einhalb"), self._number_of)
        if found is None:
            return None
        return 1, [("number", found), *([("plushalf", 1)] if word.endswith("einhalb") else [])]

    def _number_of(self, word: str) -> int | None:
        value = self._meaning_of(word, "number")
        return value if isinstance(value, int) else None

    def _meaning_of(self, word: str, kind: str) -> Value | None:
        match = self.index.match_at([Word(word, 0, 0)], 0) if word else None
        return next((value for name, value in match[1] if name == kind), None) if match else None

    def match_respelt(self, word: str) -> tuple[int, list[Meaning]] | None:
        """What an unknown word means as a day, month or part of a day with a slip or two in it."""
        if not 5 <= len(word) <= 14 or not word.isalpha() or word in self.known:
            return None
        if word not in self._respelt:
            if len(self._respelt) > _MOST_REMEMBERED:
                self._respelt.clear()
            self._respelt[word] = self._closest(word)
        meant = self._respelt[word]
        return self.index.match_at([Word(meant, 0, 0)], 0) if meant else None

    def _closest(self, word: str) -> str | None:
        for name, slips, _at in process.extract(word, self._spellings, scorer=OSA.distance, score_cutoff=2, limit=5):
            allowed = 1 if len(name) < 8 else 2
            if slips <= allowed and name[0] == word[0] and abs(len(name) - len(word)) <= 1:
                return str(name)
        return None


@lru_cache(maxsize=len(LANGUAGES))
def load_lexicon(language: str) -> Lexicon:
    """The lexicon of ``en``, ``de`` or ``es``, compiled at its first use."""
    return Lexicon(language)


def detect_language(words: list[str], preferred: str) -> str:
    """The language most of these words belong to; the preferred one unless another is clearly ahead."""
    known = _languages_by_word()
    votes = dict.fromkeys(LANGUAGES, 0)
    for word in words:
        for language in known.get(word, ()):
            votes[language] += 1
    best = max(LANGUAGES, key=lambda language: (votes[language], language == preferred))
    return best if votes[best] > votes[preferred] else preferred


@lru_cache(maxsize=1)
def _languages_by_word() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        for word in load_lexicon(language).known:
            if re.fullmatch(r"[^\W\d_]{2,}", word) or word in ("a", "i", "y", "o"):
                found[word] = (*found.get(word, ()), language)
    return found


def _phrases(raw: dict[str, dict[str, list[str]]]) -> Iterator[tuple[str, Meaning]]:
    for table, meanings in raw.items():
        if table == "everyday":
            continue
        for meaning, phrases in meanings.items():
            for phrase in phrases:
                yield phrase, _meaning(table, meaning)


def _meaning(table: str, meaning: str) -> Meaning:
    if table == "mark":
        return meaning, 1
    return table, int(meaning) if meaning.isdigit() else meaning


def _read(language: str) -> str:
    return files("etude.conversations.understanding").joinpath(f"words/{language}.toml").read_text("utf-8")
