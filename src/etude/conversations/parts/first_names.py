"""First names in what people write: given as an answer, said in passing, or put right."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from etude.conversations.forms import Utterance
from etude.conversations.readings import SURE
from etude.conversations.understanding.lexicon import LANGUAGES, load_lexicon
from etude.matching.taxonomy import fold, load_taxonomy

LONGEST, MOST_WORDS = 40, 3
_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CLAUSE = re.compile(r"[.,;:!?()\n]+|\s(?:and|und|y|who|she|he|aged?)\s|\s(?=\d)", re.IGNORECASE)

Whose = Literal["own", "theirs"]


def read_name(said: Utterance) -> Sequence[str]:
    """A first name: what is introduced as one, or the first part of an answer that holds nothing else."""
    for whose in ("own", "theirs"):
        if name := introduced(said.text, whose):
            return (name,)
    if _is_about_more(said):
        return ()
    parts = [part.split() for part in _CLAUSE.split(said.text) if part.split()]
    for part in parts:
        if name := _bare(part, alone=len(parts) == 1, language=said.locale.split("-")[0]):
            return (name,)
    return ()


def introduced(text: str, whose: Whose) -> str:
    """The name of whoever writes ("call me Tom"), or of somebody else ("her name is Mia", "it's Leo, not Theo")."""
    if whose == "theirs" and introduced(text, "own"):
        return ""
    for before in _introductions(whose).finditer(text):
        if name := _named(text[before.end() :]):
            return name
    found = _put_right().match(text.strip()) if whose == "theirs" else None
    return _named(found["name"]) if found else ""


def is_strange(word: str, locale: str, languages: Sequence[str] = LANGUAGES) -> bool:
    """Whether a word is neither something to learn nor an everyday word of these languages."""
    if load_taxonomy().find(word, locale):
        return False
    return not any(fold(word) in load_lexicon(language).known for language in languages)


def _is_about_more(said: Utterance) -> bool:
    """Whether a command or a day was understood: then a single word of it is no name."""
    if any(command.confidence >= SURE for command in said.understood.commands if command.name != "Question"):
        return True
    return any(time.start and time.start.day and time.grain != "month" for time in said.understood.times)


def _bare(words: Sequence[str], *, alone: bool, language: str) -> str:
    """Alone, a word is a name unless it means something in the speaker's own language: "nina" is no "niña" there."""
    left = [word for word in words if word.casefold() not in _words("fillers")]
    if not 0 < len(left) <= MOST_WORDS or not all(map(_NAME.fullmatch, left)):
        return ""
    single = alone and len(words) == 1 and (left[0][0].isupper() or not is_everyday(left[0], language))
    if any(is_everyday(word) for word in left) and not single:
        return ""
    return _spelt(left)


def _named(rest: str) -> str:
    """The name at the beginning of what follows an introduction."""
    return _spelt(list(_leading(rest)))


def _leading(rest: str) -> Iterator[str]:
    for word in rest.split()[:MOST_WORDS]:
        name = word.strip('.,;:!?()"“”')
        if not _NAME.fullmatch(name) or is_everyday(name):
            return
        yield name
        if name != word:
            return


def is_everyday(word: str, language: str = "") -> bool:
    """Whether a word means something else, in this language or any; some everyday words are names as well."""
    if word.casefold() in _words("also_names"):
        return False
    meaning = _words("fillers") | _words("not") | _words("nobody")
    strange = is_strange(word, language or "en", (language,) if language else LANGUAGES)
    return not strange or word.casefold() in meaning


def _spelt(words: Sequence[str]) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in words)[:LONGEST]


@lru_cache
def _lists() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("etude.conversations.parts").joinpath("first_names.toml").read_text("utf-8"))


@lru_cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(word for language in _lists().values() for word in language[kind])


def _either(kind: str) -> str:
    longest_first = sorted(_words(kind), key=len, reverse=True)
    return "|".join(re.escape(words).replace("'", "['’]?").replace(r"\ ", r"\s+") for words in longest_first)


@lru_cache
def _introductions(whose: Whose) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_either(whose)})\s*:?\s+", re.IGNORECASE)


@lru_cache
def _put_right() -> re.Pattern[str]:
    """ "It's Leo, not Theo" and nothing more."""
    name = r"[^\W\d_][\w'’-]*"
    return re.compile(
        rf"(?:(?:{_either('instead')})\s+)?(?P<name>{name}),?\s+(?:{_either('not')})\s+{name}[.!]?$", re.IGNORECASE
    )
