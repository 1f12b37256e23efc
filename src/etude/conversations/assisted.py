"""Asks a language model where the words were not understood here; it only proposes what is wished for.

The model is asked outside the turn's transaction: the first attempt at a turn raises LookupNeeded, the next one finds
what the model said. Without an answer the turn goes on as if there were no model.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from etude.conversations.chat import LookupNeeded, Scene, digest
from etude.conversations.engine import Absorbed, Answered, Started
from etude.conversations.forms import Utterance
from etude.conversations.parts.contact_details import leave_out_details
from etude.conversations.parts.people_left_out import leave_out_people
from etude.conversations.proposal import read_proposal, wishes_task
from etude.conversations.readings import SURE, Reading
from etude.conversations.state import State
from etude.conversations.understanding.lexicon import load_lexicon
from etude.core.people.store import learners_of
from etude.core.transaction import Transactions
from etude.llm import Model, ModelError
from etude.matching.places import load_gazetteer
from etude.matching.taxonomy import load_taxonomy, split_words
from etude.matching.wishes import Excluded, Wishes

log = logging.getLogger(__name__)
KEPT = timedelta(minutes=1)
LONGEST_SENT = 600
SHORTEST_WORD = 3


class Assistant:
    """Hears once more, with a model's help, what was said."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def hear(self, scene: Scene, state: State, said: Utterance, readings: Sequence[Reading]) -> Utterance | None:
        """What was said with the wishes a model finds in it; None where it is not asked or finds nothing more.

        Raises LookupNeeded where the model has to be asked first.
        """
        family = [learner.name for learner in learners_of(scene.tx.conn, scene.person.id)]
        words = without_persons(said.text, [*family, scene.person.name or ""])
        if not _is_puzzling(said, readings, state, words):
            return None
        found = self._wishes(scene, words)
        if not found or not (found.subjects or found.genres or _flow(state) == "book"):
            return None
        # What was understood here is surer than what a model guessed.
        return replace(said, understood=replace(said.understood, wishes=found.merge(said.understood.wishes)))

    def _wishes(self, scene: Scene, words: str) -> Wishes:
        async def ask(_transactions: Transactions) -> object:
            return await self._ask(words)

        key = f"model/{digest(words)}"
        if key not in scene.found:
            raise LookupNeeded(key, ask, KEPT)
        return Wishes.model_validate(scene.found[key].value)

    async def _ask(self, words: str) -> object:
        """Wishes as JSON, empty ones where the model is of no help just now."""
        try:
            wishes = await propose_wishes(self._model, words)
        except ModelError as error:
            log.info("the model was no help: %s", error or type(error).__doc__)
            wishes = Wishes()
        return wishes.model_dump(mode="json")


async def propose_wishes(model: Model, words: str) -> Wishes:
    """What a model takes these words to wish for, checked; raises ModelError."""
    return read_proposal(await model.read(wishes_task(), words))


def without_persons(words: str, known: Iterable[str] = ()) -> str:
    """The words without anything that says who somebody is or how to reach them; no more of them than are sent."""
    return leave_out_people(leave_out_details(words), known)[:LONGEST_SENT]


def _is_puzzling(said: Utterance, readings: Sequence[Reading], state: State, words: str) -> bool:
    """Whether nothing usable was understood: nothing at all, or only when, where and for whom, but not what."""
    if any(command.confidence >= SURE for command in said.understood.commands):
        return False
    wishes = said.understood.wishes
    if not wishes:
        return not readings or (all(map(_is_in_passing, readings)) and _has_strange_word(said, words))
    names_something = wishes.subjects or wishes.genres or wishes.not_ != Excluded() or _knows_subject(state)
    return not names_something and all(map(_is_wish, readings)) and _has_strange_word(said, words)


def _is_in_passing(reading: Reading) -> bool:
    """Whether something was taken in, such as a name, and nothing of what is wanted."""
    match reading:
        case Started("book", _args, answers):
            return bool(answers) and "wishes" not in answers
        case Absorbed():
            return True
    return False


def _is_wish(reading: Reading) -> bool:
    match reading:
        case Started(flow):
            return flow == "book"
        case Absorbed(name):
            return name == "wishes"
        case Answered(_run, path):
            return path == "wishes"
    return False


def _knows_subject(state: State) -> bool:
    run = state.current
    given = run.answers.get("wishes") if run and run.flow == "book" else None
    chosen = bool(run and run.args.get("tutor"))
    return chosen or bool(given and Wishes.model_validate(given.value).subjects)


def _has_strange_word(said: Utterance, words: str) -> bool:
    """Whether a word is left that is neither an everyday one nor the name of a place or of something to learn."""
    language, split = said.understood.language, split_words(words)
    known = load_lexicon(language).known
    familiar = {at for each in load_taxonomy().mentions(split, language, known) for at in range(each.first, each.last)}
    familiar |= {at for each in load_gazetteer().mentions(split) for at in range(each.first, each.last)}
    return any(
        len(word.text) >= SHORTEST_WORD and word.text.isalpha() and word.text not in known and at not in familiar
        for at, word in enumerate(split)
    )


def _flow(state: State) -> str | None:
    return state.current.flow if state.current else None
