"""Words as they are compared: folded to lower case without accents, each knowing where it stood in the text."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# Digits, letters and signs part company, so that "8th", "4pm" and "17h" are a number and what is said about it.
_WORD = re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\s\w]")


class Word(NamedTuple):
    """One word: its folded form and its half-open place in the original text."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=16384)
def fold(word: str) -> str:
    """Lower case, without accents, typographic signs made plain: ``Für`` and ``fur`` compare equal."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold().replace("’", "'").replace("–", "-").replace("—", "-"))
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


def split_words(text: str) -> list[Word]:
    """The words, numbers and signs of `text` in order; a mark without a letter, as Arabic and Hindi have, is none."""
    found = [Word(fold(each.group()), each.start(), each.end()) for each in _WORD.finditer(text)]
    return [word for word in found if word.text]


def phrase_key(phrase: str) -> tuple[str, ...]:
    """The words of a known name, hyphens left out, as an index holds them."""
    return tuple(word.text for word in split_words(phrase) if word.text != "-")
