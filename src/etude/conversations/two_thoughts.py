"""A tutor's message that answers what waits and wishes for something besides: "accept it, and I'm off on Friday"."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from etude.conversations.engine import Started
from etude.conversations.forms import Utterance
from etude.conversations.matters import Hearing
from etude.conversations.naming import split_times
from etude.conversations.readings import Reading, Undecided
from etude.conversations.understanding import Understood, understand
from etude.conversations.waiting import AGREE, REFUSE, Matters

# What a tutor may wish for in the same breath as they answer.
OWN_WISHES = ("time_off", "weekly_hours", "free_time", "usual_hours", "week", "my_lessons", "tutor_profile")
_AND = re.compile(r"[\s,;.]+(?:and|und|y|e|also|außerdem|además)\s+", re.IGNORECASE)
_SIGN = re.compile(r"\s*[,;.!]\s*")


def read_two_thoughts(
    said: Utterance,
    matters: Matters,
    hear: Callable[[Utterance], Hearing],
    read_wish: Callable[[Utterance], Sequence[Reading]],
) -> list[Reading]:
    """Both, where one part answers for a lesson and the other wishes for something about one's own work.

    What is begun last ends first: a yes asks nothing more, a no may ask why. Days on which a lesson is refused are the
    reason, and no days off.
    """
    for first, second, joined in _in_two(said) if matters.waiting else ():
        for answer, wish in ((first, second), (second, first)):
            hearing = hear(answer)
            if hearing.stance is None or not (joined or hearing.stance.agrees):
                continue
            if not hearing.stance.agrees and split_times(wish, matters.waiting)[0]:
                continue
            answered, wished = hearing.read(), [each for each in read_wish(wish) if _is_own_wish(each)]
            if answered and wished and all(_answers_for_a_lesson(each) for each in answered):
                return [*wished, *answered] if hearing.stance.agrees else [*answered, *wished]
    return []


def _in_two(said: Utterance) -> Iterator[tuple[Utterance, Utterance, bool]]:
    """The words in two parts, each way that there is; and whether a word like "and" joins them."""
    for joint, joined in ((_AND, True), (_SIGN, False)):
        for found in joint.finditer(said.text):
            parts = (said.text[: found.start()], said.text[found.end() :])
            if all(part.strip() for part in parts):
                first, second = (replace(said, text=part, understood=_understand(part, said)) for part in parts)
                yield first, second, joined


def _understand(part: str, said: Utterance) -> Understood:
    """A part is in the language of the whole."""
    return understand(part, said.now, said.understood.language)


def _is_own_wish(reading: Reading) -> bool:
    return isinstance(reading, Started) and reading.flow in OWN_WISHES


def _answers_for_a_lesson(reading: Reading) -> bool:
    flows = {*AGREE.values(), *REFUSE.values()}
    return isinstance(reading, Undecided) or (isinstance(reading, Started) and reading.flow in flows)
