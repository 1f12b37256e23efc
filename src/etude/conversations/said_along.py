"""A message that answers and asks: "agreed. do I pay again?", "Sam, what happens if I can't make it"."""

import re
from collections.abc import Iterator
from dataclasses import replace

from etude.conversations.answers import asks_about
from etude.conversations.forms import Utterance
from etude.conversations.understanding.agreement import read_stance
from etude.conversations.understanding.phrases import agreement_phrases, phrase_at
from etude.matching.taxonomy import split_words

# What may stand before a comma and be an answer of its own, in words: "yes", "the first one", "Sam".
MOST_WORDS = 4
_SENTENCE = re.compile(r"(?<=[.!?;…\n])\s+")
_PAUSE = re.compile(r"\s*,\s+|\s+[-–—]\s+")
# A day beside such a question is what is asked about: "Thursday, is she free?"
_OF_TIMES = frozenset(("free", "available", "agenda", "off", "mine", "why_not"))


def parted(said: Utterance) -> Iterator[tuple[str, str]]:
    """What is told and what is asked, in each way to part them, the plainest first."""
    for found in _SENTENCE.finditer(said.text):
        first, second = said.text[: found.start()].strip(), said.text[found.end() :].strip()
        for told, question in ((first, second), (second, first)):
            if _is_asked(said, question) and not _is_asked(said, told):
                yield told, question
    for found in _PAUSE.finditer(said.text):
        told, question = said.text[: found.start()].strip(), said.text[found.end() :].strip()
        about = asks_about(replace(said, text=question))
        if about and not _OF_TIMES & about and 0 < len(told.split()) <= MOST_WORDS and not _is_asked(said, told):
            yield told, question


def turns(said: Utterance) -> bool:
    """Whether a question takes back what stands before it: "but do I get it back?"."""
    words, language = split_words(said.text), said.understood.language
    return bool(words) and bool(phrase_at(words, 0, agreement_phrases(language)["however"]))


def says_yes(said: Utterance) -> bool:
    """Whether it begins with a yes that nothing takes back."""
    stance = read_stance(said.understood)
    return stance is not None and stance.agrees and not stance.turned


def _is_asked(said: Utterance, part: str) -> bool:
    return part.endswith("?") or bool(asks_about(replace(said, text=part)))
