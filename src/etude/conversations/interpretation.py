"""From words to commands, without a model: the present question first, then what can be said at any time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz

from etude.conversations.engine import Absorbed, Answered, AskedAgain, Command, Dropped, Engine, Flow, Started, WentBack
from etude.conversations.forms import Answer, Utterance
from etude.conversations.messages import Button, GiveAnswer, OpenLink, StartFlow
from etude.conversations.state import Asked, Run, State
from etude.core.text import LOCALES, Text, Voice

SURE = 0.7
LIKE = 86
SHORT_WORDS = 6


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The words fit several answers of the present question: ask which."""

    run: Run
    asked: Asked
    values: Sequence[object]


@dataclass(frozen=True, slots=True)
class Social:
    """A greeting, thanks or goodbye, to be returned in kind."""

    name: str


@dataclass(frozen=True, slots=True)
class Spoke:
    """The person wants to be spoken to in this language."""

    locale: str


Reading = Command | Ambiguous | Social | Spoke


def interpret(said: Utterance, state: State, engine: Engine, recent: Iterable[Button]) -> list[Reading]:
    """What the words ask for; nothing where they are not understood."""
    run = state.current
    asked = run.asked if run else None
    if run and asked:
        chosen = _by_choice(said, run, asked)
        if chosen:
            return [chosen]
    for button in recent:
        if matches(button.label, said.text) and not isinstance(button.meaning, OpenLink):
            return [command_of(button.meaning)]
    return _by_commands(said, state, engine) or _by_answers(said, state, engine)


def command_of(meaning: GiveAnswer | StartFlow) -> Command:
    """What tapping a button asks for."""
    if isinstance(meaning, GiveAnswer):
        return Answered(meaning.run, meaning.question, meaning.value, meaning.seal)
    return Started(meaning.flow, meaning.args)


def matches(label: Text, words: str) -> bool:
    """Whether somebody typed this label, in any language we speak."""
    return plain(words) in _spellings(label)


def plain(words: str) -> str:
    """Words as they are compared: without case, brackets and punctuation at the ends."""
    return " ".join(words.casefold().split()).strip(" .!?()[]'\"“”")


@lru_cache(maxsize=4096)
def _spellings(label: Text) -> frozenset[str]:
    return frozenset(plain(label.render(Voice(locale))) for locale in LOCALES)


def _by_choice(said: Utterance, run: Run, asked: Asked) -> Command | None:
    """A label or a number of the present question; a yes where it asks for consent."""
    words = plain(said.text)
    labels = [(Text.from_json(label), value) for label, value in asked.choices]
    for label, value in labels:
        if words in _spellings(label):
            return Answered(run.id, asked.path, value, asked.seal)
    if words.isdigit() and 0 < int(words) <= len(labels) and not asked.seal:
        return Answered(run.id, asked.path, labels[int(words) - 1][1])
    if asked.seal and _has(said, "Yes"):
        return Answered(run.id, asked.path, asked.seal, asked.seal)
    return None


def _by_commands(said: Utterance, state: State, engine: Engine) -> list[Reading]:
    """What can be said at any time: back, stop, a flow by its name."""
    found: list[Reading] = []
    for command in said.understood.commands:
        if command.confidence < SURE:
            continue
        if command.name == "Back":
            found.append(WentBack())
        elif command.name in ("Cancel", "Restart") and state.current is not None:
            found.append(Dropped())
        elif command.name == "Cancel":
            found.append(Started("cancel_lesson"))
        elif command.name == "WhereWasI":
            found.append(AskedAgain())
        elif command.name == "SwitchLanguage" and command.language:
            found.append(Spoke(command.language))
        elif command.name == "StartFlow" and command.flow and command.flow in engine.flows:
            flow = engine.flows[command.flow]
            if state.current is None or state.current.flow != flow.name:
                found.append(Started(flow.name, {}, absorbed(flow, said)))
    return found


def absorbed(flow: Flow, said: Utterance) -> dict[str, object]:
    """The answers of a flow that came along with the words that started it."""
    found: dict[str, object] = {}
    for name, answer in flow.form.answers().items():
        value = answer.absorbs(None, said) if answer.absorbs else None
        if value is not None:
            found[name] = answer.dump(value)
    return found


def _by_answers(said: Utterance, state: State, engine: Engine) -> list[Reading]:
    run = state.current
    if run is not None:
        flow = engine.flows[run.flow]
        if run.asked is not None:
            read = _read(flow.answer(run.asked.answer), said, run, run.asked)
            if read:
                return read
        corrected = _corrected(flow, run, said)
        if corrected:
            return corrected
        if run.asked is not None and (close := _by_likeness(said, run, run.asked)):
            return [close]
    for name in ("book",):
        if name in engine.flows and (run is None or run.flow != name):
            answers = absorbed(engine.flows[name], said)
            if answers:
                return [Started(name, {}, answers)]
    chatting = any(command.name == "Chitchat" for command in said.understood.commands)
    return [Social("hello" if run is None else "thanks")] if chatting else []


def _read(answer: Answer[object], said: Utterance, run: Run, asked: Asked) -> list[Reading]:
    options = [answer.load(value) for _label, value in asked.choices]
    values = list(answer.reads(replace(said, options=options)))
    if len(values) == 1:
        return [Answered(run.id, asked.path, answer.dump(values[0]))]
    return [Ambiguous(run, asked, [answer.dump(value) for value in values[:4]])] if values else []


def _corrected(flow: Flow, run: Run, said: Utterance) -> list[Reading]:
    """Earlier answers that these words change: taken in by what absorbs, or read anew by type."""
    found: list[Reading] = []
    for name, answer in flow.form.answers().items():
        given = run.answers.get(name)
        old = answer.load(given.value) if given else None
        new = answer.absorbs(old, said) if answer.absorbs else None
        if new is not None and new != old:
            found.append(Absorbed(name, answer.dump(new)))
    return found


def _by_likeness(said: Utterance, run: Run, asked: Asked) -> Command | None:
    """A label with a slip of the finger in it; a consent is never guessed."""
    words = plain(said.text)
    if asked.seal or len(words.split()) > SHORT_WORDS or len(words) < 3:
        return None
    scored = [
        (max(fuzz.ratio(words, spelling) for spelling in _spellings(Text.from_json(label))), value)
        for label, value in asked.choices
    ]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return Answered(run.id, asked.path, best[1]) if best[0] >= LIKE else None


def _has(said: Utterance, name: str) -> bool:
    return any(command.name == name and command.confidence >= SURE for command in said.understood.commands)
