"""The words by which tutors speak of their lessons, in every language: `words.toml` holds them."""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def _load() -> Mapping[str, Mapping[str, list[str]]]:
    text = files("etude.conversations.parts.teaching").joinpath("words.toml").read_text("utf-8")
    return tomllib.loads(text)


def table_of(table: str) -> Mapping[str, str]:
    """For each thing that can be meant, any of its words as a regular expression."""
    return {name: "|".join(words) for name, words in _load()[table].items()}


def any_of(table: str, name: str) -> str:
    """Any of these words, as a part of a regular expression."""
    return "|".join(_load()[table][name])


def pattern(table: str, name: str) -> re.Pattern[str]:
    """Finds any of these words."""
    return compile_words(any_of(table, name))


def compile_words(words: str) -> re.Pattern[str]:
    """Finds these words between the ends of words, however they are written."""
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
