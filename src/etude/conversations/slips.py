"""A label with a slip of the finger in it: of the open question, or of what was last shown."""

import re

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from etude.conversations.engine import Answered, Command
from etude.conversations.forms import Utterance
from etude.conversations.messages import GiveAnswer, OpenLink, StartFlow
from etude.conversations.readings import SURE, Reading, command_of
from etude.conversations.screen import Screen, plain, spellings
from etude.conversations.state import Asked, Run
from etude.core.text import Text

# One letter that is wrong, missing or elsewhere makes two words very like; nothing less will do where any words answer.
LIKE, VERY_LIKE = 85, 90
SHORTEST_LIKE = 4
_NUMBERS = re.compile(r"\d+")


def beats_near_words(said: Utterance, screen: Screen) -> list[Reading]:
    """A label with a slip, where the words are otherwise only near to something that can be said at any time."""
    commands = said.understood.commands
    if not commands or any(each.confidence != SURE for each in commands):
        return []
    return by_nearly_a_button(said, screen)


def by_slip(said: Utterance, run: Run, asked: Asked, least: float) -> Command | None:
    """A label of the question with a slip of the finger in it."""
    words = plain(said.text)
    if len(words) < SHORTEST_LIKE:
        return None
    scored = [(_likeness(words, Text.from_json(label), said), value) for label, value in asked.choices]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return Answered(run.id, asked.path, best[1]) if best[0] >= least else None


def by_nearly_a_button(said: Utterance, screen: Screen) -> list[Reading]:
    """A label with a slip of the finger in it, where it was last shown; what would bind somebody is never guessed."""
    words = plain(said.text)
    for buttons in screen.turns if len(words) >= SHORTEST_LIKE else ():
        shown = [(each.label, each.meaning) for each in buttons if not isinstance(each.meaning, OpenLink)]
        scored = [(_likeness(words, label, said), meaning) for label, meaning in shown if not binds(meaning)]
        best = max((score for score, _meaning in scored), default=0.0)
        if best >= LIKE:
            found = [command_of(meaning) for score, meaning in scored if score == best]
            return [*found] if len(found) == 1 else []
    return []


def binds(meaning: GiveAnswer | StartFlow) -> bool:
    """Whether whoever chooses this agrees to something."""
    return "seal" in meaning.args if isinstance(meaning, StartFlow) else meaning.seal is not None


def _likeness(words: str, label: Text, said: Utterance) -> float:
    """How alike they are, up to 100; another number is another thing, however alike the rest is."""
    alike = [each for each in spellings(label, said.voice) if _NUMBERS.findall(each) == _NUMBERS.findall(words)]
    slip = len(words) > SHORTEST_LIKE and any(OSA.distance(words, each, score_cutoff=1) == 1 for each in alike)
    return max([VERY_LIKE if slip else 0.0, *(fuzz.ratio(words, each) for each in alike)])
