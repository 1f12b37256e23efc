"""A model's advice on tutors who were found: which of those who come out alike comes first, and words for why they fit.

It sees figures without a name, and facts that are shown anyway; never a profile or a review. What it says is used only
where it keeps to what it was given: an order of those very tutors, a sentence without a number, name or day of its own.
"""

import asyncio
import json
import logging
import re
from collections.abc import Mapping, Sequence
from string import ascii_lowercase

from etude.conversations.parts.contact_details import leave_out_details
from etude.conversations.parts.people_left_out import leave_out_people
from etude.conversations.understanding.lexicon import LANGUAGES, load_lexicon
from etude.conversations.understanding.tokens import Tokens
from etude.llm import Model, ModelError, Task, load_prompt
from etude.matching.taxonomy import fold, load_taxonomy, split_words

log = logging.getLogger(__name__)
ALIKE = 0.05
LONGEST = 120
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<![\w'’])[A-ZÀ-ÖØ-Þ][\w'’-]*")
_DAYS = ("weekday", "weekdays", "daygroup", "month", "day", "holiday", "dayshift", "daypart", "dayparts")
_FOREIGN = re.compile(r"https?:|www\.|[<>{}\[\]@#*\n]")


class Advice:
    """Asks a model about tutors; without an answer everything stays as it is."""

    def __init__(self, model: Model) -> None:
        self._model = model

    async def on(
        self,
        wishes: str,
        scores: Sequence[float],
        figures: Sequence[Mapping[str, object]],
        facts: Sequence[Sequence[str]],
        locale: str,
    ) -> tuple[list[int], list[str]]:
        """The tutors' numbers in a new order, and a sentence for each in the old one, empty where its facts stand."""
        worded = asyncio.gather(*(self._word(each, locale) for each in facts))
        order, sentences = await asyncio.gather(self._order(wishes, scores, figures), worded)
        return order, list(sentences)

    async def _order(self, wishes: str, scores: Sequence[float], figures: Sequence[Mapping[str, object]]) -> list[int]:
        as_they_are = list(range(len(scores)))
        alike = [at for at in as_they_are if scores[0] - scores[at] <= ALIKE] if scores else []
        if len(alike) < 2:
            return as_they_are
        tutors = {ascii_lowercase[at]: dict(figures[at]) for at in alike}
        safe = leave_out_people(leave_out_details(wishes))
        try:
            reading = await self._model.read(ties_task(), json.dumps({"wishes": safe, "tutors": tutors}))
        except ModelError as error:
            log.info("the model put nobody in order: %s", error or type(error).__doc__)
            return as_they_are
        order = reading.get("order")
        if not isinstance(order, list) or sorted(map(str, order)) != sorted(tutors):
            return as_they_are
        return [ascii_lowercase.index(each) for each in order] + as_they_are[len(alike) :]

    async def _word(self, facts: Sequence[str], locale: str) -> str:
        if not facts:
            return ""
        try:
            reading = await self._model.read(
                reasons_task(), json.dumps({"language": locale[:2], "facts": list(facts)}, ensure_ascii=False)
            )
        except ModelError as error:
            log.info("the model worded nothing: %s", error or type(error).__doc__)
            return ""
        sentence = reading.get("sentence")
        return sentence.strip() if isinstance(sentence, str) and keeps_to(sentence, facts, locale) else ""


def keeps_to(sentence: str, facts: Sequence[str], locale: str) -> bool:
    """Whether a sentence says no number, name or day that does not stand in the facts, and all of their numbers."""
    told = " · ".join(facts)
    if not 0 < len(sentence.strip()) <= LONGEST or _FOREIGN.search(sentence) or leave_out_details(sentence) != sentence:
        return False
    if sorted(_NUMBER.findall(sentence)) != sorted(_NUMBER.findall(told)):
        return False
    if not _words_for(sentence, locale) <= _words_for(told, locale):
        return False
    known = {word.text for word in split_words(told)}
    return all(fold(name) in known or _is_everyday(name) for name in _NAME.findall(sentence))


def ties_task() -> Task:
    """The task of putting tutors in order."""
    order = {"type": "array", "items": {"type": "string"}}
    return Task("ties", load_prompt("ties"), _object(order=order))


def reasons_task() -> Task:
    """The task of wording why a tutor fits."""
    return Task("reasons", load_prompt("reasons"), _object(sentence={"type": "string"}))


def _object(**properties: object) -> dict[str, object]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _words_for(text: str, locale: str) -> set[tuple[str, object]]:
    """The numbers in words and the days that a text speaks of."""
    said: set[tuple[str, object]] = set()
    for language in dict.fromkeys((locale[:2], "en")):
        if language in LANGUAGES:
            for token in Tokens(text, split_words(text), load_lexicon(language)).items:
                said |= {(kind, str(token.readings[kind])) for kind in ("number", *_DAYS) if kind in token.readings}
    return said


def _is_everyday(word: str) -> bool:
    known = any(fold(word) in load_lexicon(language).known for language in LANGUAGES)
    return known or any(load_taxonomy().find(word, language) for language in LANGUAGES)
