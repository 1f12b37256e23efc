"""What is said politely: "more times, please" asks for no more than "more times"."""

from collections.abc import Sequence
from functools import lru_cache

from etude.conversations.understanding.commands import is_question, load_vocabulary
from etude.conversations.understanding.patterns import key_of
from etude.core.text import LOCALES

_LONGEST = 12


def says_only(words: str, label: str) -> bool:
    """Whether somebody says this label, and besides it nothing but courtesy, in any language; asking is not saying."""
    meant = _without_courtesy(words)
    return bool(meant) and _key(label) in meant


@lru_cache(maxsize=512)
def _without_courtesy(words: str) -> frozenset[tuple[str, ...]]:
    """Every stretch of the words beside which all others are courtesy."""
    said = key_of(words)
    if len(said) > _LONGEST:
        return frozenset()
    telling = [at for at, word in enumerate(said) if not _is_courtesy(word)]
    first, last = (telling[0], telling[-1]) if telling else (len(said), -1)
    starts = range(min(first, len(said)) + 1)
    stretches = ((start, end) for start in starts for end in range(max(last, start) + 1, len(said) + 1))
    return frozenset(said[start:end] for start, end in stretches if not _asks((*said[:start], *said[end:])))


@lru_cache(maxsize=4096)
def _key(label: str) -> tuple[str, ...]:
    return key_of(label)


def _asks(words: Sequence[str]) -> bool:
    return any(is_question(load_vocabulary(locale), list(words)) for locale in LOCALES)


def _is_courtesy(word: str) -> bool:
    return any(word in load_vocabulary(locale).polite for locale in LOCALES)
