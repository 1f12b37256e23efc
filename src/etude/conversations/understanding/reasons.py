"""Why somebody says no: their words without the part that says that they do."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TypeAlias

from etude.conversations.understanding.phrases import Phrases, agreement_phrases, phrase_at, skip, stands_in
from etude.core.text import LOCALES
from etude.matching.taxonomy import Word, split_words

_SIGNS = frozenset(",.;!–—:")
_CONJUNCTIONS = frozenset(("that", "dass", "que"))
Clause: TypeAlias = Sequence[Word]


def reason_of(text: str, language: str | None = None) -> str:
    """ "Sorry, I have to decline, I'm ill" gives "I'm ill"; nothing where only the no is said, or nothing is to be
    told. Without a language, the phrases of all of them count."""
    phrases, words = _phrases(language), split_words(text)
    if wants_silence(text, language):
        return ""
    clauses = [_told(clause, phrases) for clause in _clauses(words, phrases)]
    runs = [list(run) for telling, run in groupby(clauses, key=lambda each: _tells(each, phrases)) if telling]
    longest = max(runs, key=lambda run: run[-1][-1].end - run[0][0].start, default=None)
    return text[longest[0][0].start : longest[-1][-1].end].strip() if longest else ""


def explanation_in(text: str, language: str, besides: Sequence[tuple[int, int]]) -> str:
    """ "Take tomorrow off, I'm ill" gives "I'm ill": a clause that explains, and holds none of the stretches of text
    `besides` it."""
    phrases, words = _phrases(language), split_words(text)
    for clause in () if wants_silence(text, language) else _clauses(words, phrases):
        told = _told(clause, phrases)
        apart = told and not any(start < told[-1].end and told[0].start < end for start, end in besides)
        if apart and phrase_at(told, 0, phrases["explaining"]) and _tells(told, phrases):
            return text[told[0].start : told[-1].end]
    return ""


def what_is_told(text: str) -> str:
    """The reason in an answer to "What shall I tell them?": the words, unless they say, in any language, that
    something is declined or that nothing is to be told."""
    told, phrases = reason_of(text), _phrases(None)
    return told if not told or stands_in(split_words(text), phrases["refusing"]) else text


def split_offer(text: str, language: str) -> tuple[str, str]:
    """ "No, I'm full on Tuesdays, Wednesday would work" in two: why not, and what is offered instead; nothing where
    nothing is."""
    phrases, words = agreement_phrases(language), split_words(text)
    clauses = [clause for clause in _clauses(words, phrases, "however") if clause]
    for clause in clauses[1:]:
        if stands_in(clause, phrases["instead"]) and not stands_in(clause, phrases["explaining"]):
            return text[: clause[0].start], text[clause[0].start :]
    return text, ""


def wants_silence(text: str, language: str | None = None) -> bool:
    """Whether nothing is to be told: "decline it, tell nobody", "without a reason"."""
    return stands_in(split_words(text), _phrases(language)["silent"])


def explains(text: str, language: str) -> bool:
    """Whether these words tell why."""
    return stands_in(split_words(text), agreement_phrases(language)["explaining"])


def _clauses(words: Sequence[Word], phrases: Mapping[str, Phrases], besides: str = "because") -> Iterator[Clause]:
    """The words between signs, and between what joins thoughts: reasons, and `besides` them others."""
    begun, at, joints = 0, 0, phrases["because"] | phrases[besides]
    while at < len(words):
        size = 1 if words[at].text in _SIGNS else phrase_at(words, at, joints)
        if size:
            yield words[begun:at]
            begun = at + size
        at += size or 1
    yield words[begun:]


def _told(clause: Clause, phrases: Mapping[str, Phrases]) -> Clause:
    """The clause without a no before it, and without whom it is to be told."""
    at = skip(clause, 0, phrases["idle"] | phrases["no"])
    size = phrase_at(clause, at, phrases["telling"])
    if not size:
        return clause[at:]
    whom = 1 if phrase_at(clause, at, phrases["tellingwhom"]) else 0
    after = clause[at + size : at + size + 3]
    joint = next((number for number, word in enumerate(after) if word.text in _CONJUNCTIONS), whom - 1)
    return clause[at + size + joint + 1 :]


def _tells(clause: Clause, phrases: Mapping[str, Phrases]) -> bool:
    if stands_in(clause, phrases["refusing"] | phrases["off"]):
        return False
    return skip(clause, 0, phrases["idle"] | phrases["no"] | phrases["cannot"]) < len(clause)


def _phrases(language: str | None) -> Mapping[str, Phrases]:
    if language is not None:
        return agreement_phrases(language)
    every = [agreement_phrases(locale) for locale in LOCALES]
    return {name: frozenset().union(*(each[name] for each in every)) for name in every[0]}
