"""What is said beside an answer ("the second, but 45 minutes"), or instead of one that was given ("no, Thursday")."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from etude.conversations.engine import Absorbed, Answered, Flow
from etude.conversations.forms import Answer, Utterance
from etude.conversations.messages import Button, GiveAnswer
from etude.conversations.parts.spoken_choices import spoken_words
from etude.conversations.readings import Ambiguous, Reading
from etude.conversations.screen import Screen, spellings
from etude.conversations.state import Asked, Run
from etude.conversations.understanding import understand
from etude.conversations.understanding.courtesy import agrees_to
from etude.core.text import Text, verbatim
from etude.matching.wishes import Wishes

MOST_CHOICES, LONGEST_LABEL = 4, 20


def read_answer(answer: Answer[object], said: Utterance, run: Run, asked: Asked) -> list[Reading]:
    """What the words answer; an answer that grows keeps what it was told before."""
    if answer.absorbs:
        given = run.answers.get(asked.path)
        grown = answer.absorbs(answer.load(given.value) if given else None, said)
        return [] if grown is None else [Answered(run.id, asked.path, answer.dump(grown))]
    options = [answer.load(value) for _label, value in asked.choices]
    values = list(answer.reads(replace(said, options=options)))
    if len(values) == 1:
        return [Answered(run.id, asked.path, answer.dump(values[0]))]
    if not values and _agrees_to_the_only_one(answer, said, asked):
        return [Answered(run.id, asked.path, asked.choices[0][1])]
    labels = {str(value): Text.from_json(label) for label, value in asked.choices}
    raw = [answer.dump(value) for value in values[:MOST_CHOICES]]
    return [Ambiguous(run, asked, [(labels.get(str(value)), value) for value in raw])] if raw else []


def _agrees_to_the_only_one(answer: Answer[object], said: Utterance, asked: Asked) -> bool:
    """ "Yes, him" where one tutor is shown, "perfect" where one time is on offer."""
    if len(asked.choices) != 1 or asked.seal or {"tutor", "time"}.isdisjoint(answer.names):
        return False
    return agrees_to(said.text, spellings(Text.from_json(asked.choices[0][0]), said.voice))


def read_beside(flow: Flow, run: Run, asked: Asked, said: Utterance, screen: Screen) -> list[Reading]:
    """ "Ada, Thursday at 5", "the second, but 45 minutes": somebody is meant, and the rest is taken along."""
    answer = flow.answer(asked.answer)
    if "tutor" not in answer.names:
        return []
    for beside, rest in (*_without_times(said), *_halves(said)):
        read = read_answer(answer, beside, run, asked)
        if read:
            return [*read, *corrected(flow, run, rest, screen)]
    return []


def corrected(flow: Flow, run: Run, said: Utterance, screen: Screen) -> list[Reading]:
    """Earlier answers that these words change: taken in by what absorbs, chosen anew, or read anew by type."""
    chosen = dict(_chosen_anew(flow, run, said, screen))
    if any("time" in answer.names for name, answer in flow.named_answers() if name in chosen):
        wishes = said.understood.wishes.without("windows")  # the time itself, and no wish for others like it
        said = replace(said, understood=replace(said.understood, wishes=wishes, times=()))
    found: list[Reading] = [Absorbed(name, value) for name, value in chosen.items()]
    for name, answer in flow.named_answers():
        given = run.answers.get(name)
        old = answer.load(given.value) if given else None
        new = answer.absorbs(old, said) if answer.absorbs else None
        if new is not None and new != old:
            found.append(Absorbed(name, answer.dump(new)))
    return found


def namesakes(flow: Flow, run: Run, said: Utterance, screen: Screen) -> tuple[Button, ...]:
    """Those who were shown and are called as is said, where several are: which of them is asked."""
    for name, answer in flow.named_answers():
        if "tutor" not in answer.names or name not in run.answers:
            continue
        values = [answer.load(value) for value in _shown_for(name, run, screen)]
        meant = [each for each in answer.reads(replace(said, options=values)) if each in values] if values else []
        if len(meant) > 1:
            labels = [verbatim(str(getattr(each, "name", each))[:LONGEST_LABEL]) for each in meant]
            giving = [GiveAnswer(run.id, name, answer.dump(each)) for each in meant]
            return tuple(map(Button, labels, giving))[:MOST_CHOICES]
    return ()


def times_at_hand(flow: Flow, run: Run) -> list[datetime]:
    """The times that are on offer, or else the one that was chosen."""
    for name, answer in flow.named_answers():
        if "time" not in answer.names:
            continue
        asked, given = run.asked, run.answers.get(name)
        raw = [value for _label, value in asked.choices] if asked is not None and asked.path == name else []
        raw = raw or ([given.value] if given is not None else [])
        return [time for value in raw if isinstance(time := answer.load(value), datetime)]
    return []


def _chosen_anew(flow: Flow, run: Run, said: Utterance, screen: Screen) -> Iterator[tuple[str, object]]:
    """The very moment that is said instead of the one that was chosen, or another tutor of those who were shown."""
    for name, answer in flow.named_answers():
        if name not in run.answers or (run.asked is not None and run.asked.path == name):
            continue
        if "time" in answer.names and said.understood.wishes.said() == ("minutes",):
            yield name, run.answers[name].value  # "45 minutes instead" keeps the time, if it is free for so long
        if "time" in answer.names and len(moments := list(answer.reads(said))) == 1:
            yield name, answer.dump(moments[0])
        if "tutor" in answer.names and (picked := _picked(answer, said, _shown_for(name, run, screen))):
            yield name, answer.dump(picked)


def _picked(answer: Answer[object], said: Utterance, shown: list[object]) -> object | None:
    values = [answer.load(value) for value in shown]
    for each in (said, *(beside for beside, _rest in _halves(said))) if values else ():
        picked = list(answer.reads(replace(each, options=values)))
        if len(picked) == 1 and picked[0] in values:
            return picked[0]
    return None


def _shown_for(path: str, run: Run, screen: Screen) -> list[object]:
    """What could be chosen for this answer when it was last asked for."""
    for buttons in screen.lists:
        given = [each.meaning for each in buttons if isinstance(each.meaning, GiveAnswer)]
        if shown := [each.value for each in given if (each.run, each.question) == (run.id, path)]:
            return shown
    return []


def _without_times(said: Utterance) -> Iterator[tuple[Utterance, Utterance]]:
    """The words beside the times, with all of them."""
    text = said.text
    for first, last in sorted((time.span for time in said.understood.times), reverse=True):
        text = f"{text[:first]} {text[last:]}"
    if said.understood.times and text.strip():
        yield _only(said, text.strip()), said


def _halves(said: Utterance) -> Iterator[tuple[Utterance, Utterance]]:
    """What stands before a comma or a "but", with what follows it."""
    for joint in _joints().finditer(said.text):
        first, rest = said.text[: joint.start()].strip(), said.text[joint.end() :].strip()
        if first and rest:
            yield _only(said, first), _heard_alone(said, rest)


def _heard_alone(said: Utterance, rest: str) -> Utterance:
    """The rest by itself; "can it be 45 minutes?" beside a choice wishes for it."""
    heard = understand(rest, said.now, said.locale)
    if len(heard.durations) == 1 and not heard.wishes:
        heard = replace(heard, wishes=Wishes(minutes=heard.durations[0].minutes))
    return replace(said, text=rest, understood=heard)


def _only(said: Utterance, text: str) -> Utterance:
    return replace(said, text=text, understood=replace(said.understood, text=text, times=()))


@lru_cache(maxsize=1)
def _joints() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(spoken_words("joint"))))
    return re.compile(rf"\s*[,;.!]\s+|\s+(?:{words})\s+", re.IGNORECASE)
