"""What is said politely: "more times, please" asks for no more than "more times"."""

from collections.abc import Collection, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from etude.conversations.understanding.commands import is_question, load_vocabulary
from etude.conversations.understanding.patterns import key_of
from etude.conversations.understanding.phrases import Phrases, agreement_phrases, phrase_at, skip
from etude.core.text import LOCALES
from etude.matching.taxonomy import split_words

_LONGEST = 12
# The shortest word of a label that tells what is agreed to: "ask".
_TELLING = 3
# A shorter label is another word with one letter changed.
_SHORTEST_SLIP = 5


def says_only(words: str, label: str) -> bool:
    """Whether somebody says this label, and besides it nothing but courtesy, in any language; asking is not saying."""
    meant = _without_courtesy(words)
    return bool(meant) and _key(label) in meant


def is_courtesy(words: str) -> bool:
    """Whether nothing is said but what is polite: "hi, thanks"."""
    return all(_is_courtesy(word) for word in _key(words) if word.isalnum())


def agrees_to(words: str, labels: Collection[str]) -> bool:
    """ "Yes, ask him" to "Ask for this time": a yes, and nothing besides but what the label says and courtesy."""
    said, whom, beside = split_words(words), _every("whom"), _every("beside")
    at = skip(said, 0, frozenset())
    size = phrase_at(said, at, _every("yes"))
    if not size or len(said) > _LONGEST or _asks([word.text for word in said]):
        return False
    telling = {word for label in labels for word in _key(label) if len(word) >= _TELLING}
    told, grudged = False, False
    while size and (at := at + size) < len(said):
        word = said[at].text
        names_it = any(_is_form_of(word, each) for each in telling)
        told |= names_it
        size = int(names_it) or phrase_at(said, at, whom) or int(_is_courtesy(word))
        if not size and (size := phrase_at(said, at, beside)):
            grudged = True  # "OK, whatever" is no clear yes; "OK, whatever, agreed" is
    return at >= len(said) and (told or not grudged)


def says_nearly(words: str, label: str) -> bool:
    """Whether somebody says this label with one slip of the finger in it, and besides it nothing but courtesy."""
    whole = " ".join(_key(label))
    said = (" ".join(each) for each in _without_courtesy(words))
    return len(whole) >= _SHORTEST_SLIP and any(OSA.distance(each, whole, score_cutoff=1) <= 1 for each in said)


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


@lru_cache(maxsize=2)
def _every(kind: str) -> Phrases:
    """The phrases of this kind in all languages."""
    return frozenset(phrase for locale in LOCALES for phrase in agreement_phrases(locale)[kind])


def _is_form_of(word: str, told: str) -> bool:
    """ "Frag" is of "fragen", "pedirlo" of "pedir", "agre" is "agree" with a slip of the finger."""
    if min(len(word), len(told)) <= _TELLING:
        return word == told
    return word.startswith(told) or told.startswith(word) or OSA.distance(word, told, score_cutoff=1) <= 1


def _asks(words: Sequence[str]) -> bool:
    return any(is_question(load_vocabulary(locale), list(words)) for locale in LOCALES)


def _is_courtesy(word: str) -> bool:
    return any(word in load_vocabulary(locale).polite for locale in LOCALES)
