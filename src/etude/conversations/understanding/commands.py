"""What a message asks the conversation to do, by the vocabulary files: each language's phrases stand in one place."""

import tomllib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any

from rapidfuzz import fuzz, process

from etude.conversations.understanding.expressions import Command, TimeExpression
from etude.conversations.understanding.patterns import (
    WINDOW,
    Pattern,
    Target,
    add_patterns,
    find_patterns,
    key_of,
)
from etude.matching.taxonomy import Word
from etude.matching.wishes import Wishes

_LONGEST_WHOLE = 40
# "Para" alone says stop, "para mí" does not.
_FOR_ME = ("para", "mi")


# Nothing that somebody has under way ends by words that are only near to these: how they are misspelt is listed.
_ENDING: tuple[Target, ...] = (("word", "Cancel"), ("word", "Restart"))


class Vocabulary:
    """One language's phrases, compiled."""

    def __init__(self, language: str) -> None:
        text = files("etude.conversations.understanding").joinpath(f"vocabulary/{language}.toml").read_text("utf-8")
        raw: dict[str, Any] = tomllib.loads(text)
        self.whole: dict[str, Target] = {}
        self.inside: dict[str, list[Pattern]] = {}
        self.timed: dict[str, list[Pattern]] = {}
        self.untimed: dict[str, list[Pattern]] = {}
        self.polite = frozenset(word for phrase in raw["politeness"]["yes"] for word in key_of(phrase))
        for target, table in _tables(raw):
            for phrase in table.get("whole", ()):
                self.whole.setdefault(" ".join(key_of(phrase)), target)
            add_patterns(self.inside, table.get("inside", ()), target)
            add_patterns(self.timed, table.get("timed", ()), target)
            add_patterns(self.untimed, table.get("untimed", ()), target)
        self.as_said = frozenset(self.whole)
        # What a phrase is without politeness comes second: "ahora no" leaves "no", which says something of its own.
        for target, table in _tables(raw):
            for phrase in table.get("whole", ()):
                self.whole.setdefault(self.bare(key_of(phrase)), target)
        self.whole.pop("", None)
        self.corrections = tuple(key_of(phrase) for phrase in raw["words"]["Correct"]["start"])
        self.refusing = frozenset(raw["words"]["Correct"]["refusing"])
        self.turning = frozenset(raw["words"]["Correct"]["turning"])
        self.asking = frozenset(phrase for phrase in map(key_of, raw["question"]["start"]))
        self.telling = tuple(key_of(phrase) for phrase in raw["question"]["telling"])
        self.booking: dict[str, list[Pattern]] = {}
        add_patterns(self.booking, raw["question"]["booking"], ("flow", "book"))
        self.languages = {key_of(phrase): name for name, said in raw["languages"].items() for phrase in said}
        self.same = {key_of(other)[0]: word for word, others in raw["same"].items() for other in others}
        self.spellings = [phrase for phrase, meant in self.whole.items() if len(phrase) >= 4 and meant not in _ENDING]

    def bare(self, words: Sequence[str]) -> str:
        """The words without politeness; all of them where nothing else is left, or where they say for whom it is."""
        kept = [] if tuple(words[-2:]) == _FOR_ME else [word for word in words if word not in self.polite]
        return " ".join(kept)


@lru_cache(maxsize=3)
def load_vocabulary(language: str) -> Vocabulary:
    """The vocabulary of ``en``, ``de`` or ``es``, compiled at its first use."""
    return Vocabulary(language)


def read_commands(
    words: Sequence[Word], language: str, wishes: Wishes, times: Sequence[TimeExpression]
) -> list[Command]:
    """The commands of a message, the surest first, at most one flow among them."""
    vocabulary = load_vocabulary(language)
    said = [word.text for word in words]
    alike = [vocabulary.same.get(word, word) for word in said]
    whole = _read_whole(vocabulary, said) or _read_whole(vocabulary, alike)
    if whole:
        return [whole]
    switch = _read_language(vocabulary, said)
    if switch:
        return [switch]
    patterns = chain(find_patterns(vocabulary.inside, said), find_patterns(vocabulary.inside, alike))
    if not times:
        patterns = chain(patterns, find_patterns(vocabulary.untimed, said))
    found = list(_best_by_target(patterns))
    commands = [_command(target, 0.75 + min(size, 4) * 0.05) for target, size in found]
    asked = is_question(vocabulary, said)
    if times and not any(command.flow for command in commands):
        timed = _best_by_target(find_patterns(vocabulary.timed, said))
        # "Show me Thursday" is about one's own week; "show me piano on Thursday" is not.
        commands += [
            _command(target, 0.65)
            for target, _size in timed
            if not asked and not (target == ("flow", "week") and wishes.subjects)
        ]
    corrected = _is_correction(vocabulary, said, wishes)
    commands = [command for command in commands if command.name != "Correct"]
    if corrected:
        commands.append(Command("Correct", 0.8))
    commands = _one_flow(commands)
    if commands:
        return sorted(commands, key=lambda command: -command.confidence)
    if asked and not _is_answer(vocabulary, said, times) and (_starts_asking(vocabulary, said) or not wishes.subjects):
        return [_read_question(vocabulary, said, wishes, times)]
    if wishes.subjects or wishes.genres:
        return [Command("StartFlow", 0.6, flow="book")]
    begun = bool(words) and any(time.span[0] == words[0].start for time in times)
    return [] if begun else _read_greeting(vocabulary, said)


def _one_flow(commands: list[Command]) -> list[Command]:
    flows = sorted((c for c in commands if c.flow), key=lambda command: -command.confidence)
    return [c for c in commands if not c.flow] + flows[:1]


def _command(target: Target, confidence: float) -> Command:
    kind, name = target
    return (
        Command("StartFlow", round(confidence, 2), flow=name) if kind == "flow" else Command(name, round(confidence, 2))
    )


def _read_whole(vocabulary: Vocabulary, said: list[str]) -> Command | None:
    """The whole message is one known phrase, as it stands, without politeness, or with a slip of the finger."""
    if len(said) > WINDOW + 5:
        return None
    plain = [word for word in said if word not in (".", "!", ",", "?", "-")] or said
    for key, confidence in (
        (" ".join(plain), 0.98),
        (_inside_courtesy(vocabulary, plain), 0.9),
        (vocabulary.bare(plain), 0.9),
    ):
        target = vocabulary.whole.get(key)
        if target:
            return _command(target, confidence)
    repeated = _read_repeated(vocabulary, plain)
    if repeated:
        return _command(repeated, 0.85)
    text = " ".join(plain)
    if not 4 <= len(text) <= _LONGEST_WHOLE or any(word.isdigit() for word in plain):
        return None
    close = process.extractOne(text, vocabulary.spellings, scorer=fuzz.ratio, score_cutoff=88 if len(text) > 5 else 80)
    if close is None or close[0][0] != text[0] or abs(len(close[0]) - len(text)) > 1:
        return None
    return _command(vocabulary.whole[close[0]], 0.7)


def _inside_courtesy(vocabulary: Vocabulary, plain: list[str]) -> str:
    """The longest phrase that has nothing but politeness before and after it: "let's start again, please"."""
    size = len(plain)
    leading = next((at for at, word in enumerate(plain) if word not in vocabulary.polite), size)
    trailing = next((at for at, word in enumerate(reversed(plain)) if word not in vocabulary.polite), size)
    if trailing == size or tuple(plain[-2:]) == _FOR_ME:
        return ""
    for dropped in range(1, leading + trailing + 1):
        for before in range(max(0, dropped - trailing), min(leading, dropped) + 1):
            key = " ".join(plain[before : size - dropped + before])
            if key in vocabulary.as_said:
                return key
    return ""


def _read_repeated(vocabulary: Vocabulary, plain: list[str]) -> Target | None:
    """ "Yep, sounds good" says the same thing twice: phrases of one meaning, one after another."""
    found: set[Target] = set()
    at = 0
    while at < len(plain):
        sizes = range(min(4, len(plain) - at), 0, -1)
        size = next((size for size in sizes if " ".join(plain[at : at + size]) in vocabulary.whole), None)
        if size is None:
            return None
        found.add(vocabulary.whole[" ".join(plain[at : at + size])])
        at += size
    target = found.pop() if len(found) == 1 else None
    return target if target in (("word", "Yes"), ("word", "No"), ("word", "Chitchat")) else None


def _read_language(vocabulary: Vocabulary, said: list[str]) -> Command | None:
    """ "In English, please", said on its own."""
    plain = tuple(word for word in said if word.isalpha())
    if len(plain) > 9:
        return None
    for phrase, language in vocabulary.languages.items():
        for at in range(len(plain) - len(phrase) + 1):
            rest = (*plain[:at], *plain[at + len(phrase) :])
            if plain[at : at + len(phrase)] == phrase and all(word in vocabulary.polite for word in rest):
                return Command("SwitchLanguage", 0.9, language=language)
    return None


def _best_by_target(patterns: Iterator[Pattern]) -> Iterator[tuple[Target, int]]:
    best: dict[Target, int] = {}
    for pattern in patterns:
        best[pattern.target] = max(best.get(pattern.target, 0), pattern.size)
    yield from sorted(best.items(), key=lambda item: -item[1])


def is_question(vocabulary: Vocabulary, said: list[str]) -> bool:
    """Whether something is asked: by its sign, or by how it begins."""
    return "?" in said or _starts_asking(vocabulary, said)


def _starts_asking(vocabulary: Vocabulary, said: list[str]) -> bool:
    opening = next((at for at, word in enumerate(said) if word not in _OPENERS), 0)
    if tuple(said[opening : opening + 2]) in _TELLING:
        return False
    return any(tuple(said[opening : opening + len(phrase)]) == phrase for phrase in vocabulary.asking)


# What begins like a question in Spanish and says for whom something is.
_TELLING = (("es", "para"), ("esto", "para"))
_OPENERS = frozenset(
    ("hi", "hello", "hey", ",", "!", ".", "and", "so", "but", "ok", "um", "¿", "hallo", "und", "hola", "y", "also")
)


def _is_answer(vocabulary: Vocabulary, said: list[str], times: Sequence[TimeExpression]) -> bool:
    """ "7pm?" is an answer with a doubtful voice, not a question about how things work."""
    starts = any(tuple(said[: len(phrase)]) == phrase for phrase in vocabulary.asking)
    return bool(times) and not starts


def _is_correction(vocabulary: Vocabulary, said: list[str], wishes: Wishes) -> bool:
    """A correcting word first, and then what is meant instead."""
    if len(said) < 2:
        return False
    for phrase in vocabulary.corrections:
        if tuple(said[: len(phrase)]) == phrase and len(said) > len(phrase):
            if len(phrase) == 1 and phrase[0] in vocabulary.refusing and not _turns(vocabulary, said):
                continue
            return bool(wishes.said() or wishes.not_.weekdays or wishes.not_.subjects or wishes.not_.genres)
    marks = (each for each in find_patterns(vocabulary.inside, said) if each.target == ("word", "Correct"))
    flows = any(each.target[0] == "flow" for each in find_patterns(vocabulary.inside, said))
    return any(True for _mark in marks) and bool(wishes.said()) and not flows


def _turns(vocabulary: Vocabulary, said: list[str]) -> bool:
    """ "No, Thursday" and "not piano but flute" correct; "not before 4" only says what is out."""
    return said[1] in (",", ".", "!", "-") or any(word in vocabulary.turning for word in said[1:])


def _read_question(vocabulary: Vocabulary, said: list[str], wishes: Wishes, times: Sequence[TimeExpression]) -> Command:
    """Asking whether something can be had is looking for it; any other question is about how things work."""
    seeking = any(True for _pattern in find_patterns(vocabulary.booking, said))
    comes = wishes.at == "student" and not any(tuple(said[: len(each)]) == each for each in vocabulary.telling)
    if (seeking and (times or wishes.place or comes)) or (times and wishes.subjects):
        return Command("StartFlow", 0.65, flow="book")
    return Command("Question", 0.85 if "?" in said else 0.7)


def _read_greeting(vocabulary: Vocabulary, said: list[str]) -> list[Command]:
    for size in (3, 2, 1):
        key = " ".join(said[:size])
        target = vocabulary.whole[key] if key in vocabulary.as_said else None
        if target and target[1] == "Chitchat" and len(said) > size:
            return [_command(target, 0.5)]
        if target and target[1] in ("Yes", "No") and len(said) > size and not said[size].isalnum():
            return [_command(target, 0.5)]
    return []


def _tables(raw: dict[str, Any]) -> Iterator[tuple[Target, dict[str, list[str]]]]:
    for name, table in raw["flows"].items():
        yield ("flow", name), table
    for name, table in raw["words"].items():
        yield ("word", name), table
