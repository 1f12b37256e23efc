"""What a message asks about, by the files in ``asked/``: each language's phrases stand in one place."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from etude.conversations.forms import Utterance
from etude.conversations.understanding.commands import is_question, load_vocabulary
from etude.conversations.understanding.lexicon import LANGUAGES
from etude.conversations.understanding.patterns import Pattern, Target, add_patterns, find_patterns, key_of
from etude.matching.taxonomy import fold, split_words

# A topic's phrases name what it is about, a fact's mostly how it is asked: they count for so many words more.
NAMED = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that is asked about: ``price``, or ``paying`` where it is a topic of the help centre."""

    about: str
    topic: bool = False


class Questions:
    """One language's questions, compiled."""

    def __init__(self, language: str) -> None:
        text = files("etude.conversations.answers").joinpath(f"asked/{language}.toml").read_text("utf-8")
        raw: dict[str, Any] = tomllib.loads(text)
        topics, same, nothing = raw.pop("help"), raw.pop("same"), raw.pop("profile")["nothing"]
        self.same: dict[str, tuple[str, ...]] = {name: tuple(map(fold, words)) for name, words in same.items()}
        self.nothing = frozenset(map(fold, nothing))
        self.whole: dict[str, Target] = {}
        self._inside: dict[str, list[Pattern]] = {}
        self._stated: dict[str, list[Pattern]] = {}
        tables = [("fact", raw), ("topic", topics)]
        kinds = [((group, name), table) for group, named in tables for name, table in named.items()]
        self._order = {target: number for number, (target, _table) in enumerate(kinds)}
        for target, table in kinds:
            self.whole |= {" ".join(map(_bare, key_of(phrase))): target for phrase in table.get("whole", ())}
            add_patterns(self._inside, [_bare(phrase) for phrase in table["inside"]], target)
            add_patterns(self._stated, [_bare(phrase) for phrase in table.get("stated", ())], target)

    @property
    def targets(self) -> Sequence[Target]:
        """Everything that can be asked about."""
        return tuple(self._order)

    def find(self, words: list[str]) -> list[Target]:
        """What these words may ask about, the likeliest first."""
        return self._likeliest(self._inside, words)

    def find_stated(self, words: list[str]) -> list[Target]:
        """What these words want to know although they do not ask."""
        return self._likeliest(self._stated, words)

    def _likeliest(self, index: dict[str, list[Pattern]], words: list[str]) -> list[Target]:
        sizes: dict[Target, int] = {}
        for pattern in find_patterns(index, words):
            size = pattern.size + (NAMED if pattern.target[0] == "topic" else 0)
            sizes[pattern.target] = max(sizes.get(pattern.target, 0), size)
        return sorted(sizes, key=lambda target: (-sizes[target], self._order[target]))


@lru_cache(maxsize=len(LANGUAGES))
def load_questions(language: str) -> Questions:
    """The questions of ``en``, ``de`` or ``es``, compiled at their first use."""
    return Questions(language)


def read_asked(said: Utterance) -> list[Asked]:
    """What is asked about, the likeliest first; nothing where nothing is asked."""
    words = [word.text for word in split_words(said.text)]
    bare = [_bare(word) for word in words]
    for language in _languages(said):
        questions = load_questions(language)
        whole = questions.whole.get(" ".join(word for word in bare if word.isalnum()))
        found = [whole] if whole else questions.find_stated(bare)
        if not found and is_question(load_vocabulary(language), words):
            found = questions.find(bare)
        if found:
            return [Asked(name, group == "topic") for group, name in found]
    return []


def asks_about(said: Utterance) -> frozenset[str]:
    """The names of what is asked about, nothing where nothing is asked."""
    return frozenset(asked.about for asked in read_asked(said))


def _bare(words: str) -> str:
    """Without apostrophes, which many leave out: "what if im ill"."""
    return words.replace("'", "").replace("’", "")


def content_words(said: Utterance) -> list[str]:
    """The words that say what is asked about a profile, without those that only ask."""
    nothing = frozenset(word for language in LANGUAGES for word in load_questions(language).nothing)
    words = [word.text for word in split_words(said.text)]
    return [word for word in words if len(word) >= 4 and word.isalpha() and word not in nothing]


def words_for(word: str) -> frozenset[str]:
    """A word with all that mean the same in a profile, in every language."""
    groups = [load_questions(language).same for language in LANGUAGES]
    names = {name for same in groups for name, words in same.items() if word in words}
    return frozenset((word, *(each for same in groups for name in names for each in same.get(name, ()))))


def _languages(said: Utterance) -> Iterator[str]:
    """The language it seems to be written in, then the others: a few words may be any."""
    yield said.understood.language
    yield from (language for language in LANGUAGES if language != said.understood.language)
