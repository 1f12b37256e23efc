"""What words may turn out to mean: a command, or something to be answered without one."""

from collections.abc import Sequence
from dataclasses import dataclass

from etude.conversations.engine import Answered, Command, Flow, Started
from etude.conversations.forms import Utterance
from etude.conversations.messages import Button, GiveAnswer, StartFlow
from etude.conversations.state import Asked, Run
from etude.conversations.waiting import Matter
from etude.core.text import Text

SURE = 0.7


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The words fit several answers of the present question: ask which. `choices` are labels with values as JSON."""

    run: Run
    asked: Asked
    choices: Sequence[tuple[Text | None, object]]


@dataclass(frozen=True, slots=True)
class Undecided:
    """The words may be about several lessons, or several times: ask which, each a button."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Reminded:
    """The words are about what waits for an answer, but do not give one: show it again."""

    matter: Matter


@dataclass(frozen=True, slots=True)
class Social:
    """A greeting, thanks, goodbye, or a nod, to be returned in kind."""

    name: str


@dataclass(frozen=True, slots=True)
class Spoke:
    """The person wants to be spoken to in this language."""

    locale: str


@dataclass(frozen=True, slots=True)
class Wondered:
    """A question about how things are or work."""


Reading = Command | Ambiguous | Undecided | Reminded | Social | Spoke | Wondered


def command_of(meaning: GiveAnswer | StartFlow) -> Command:
    """What tapping a button asks for."""
    if isinstance(meaning, GiveAnswer):
        return Answered(meaning.run, meaning.question, meaning.value, meaning.seal)
    return Started(meaning.flow, meaning.args, meaning.answers)


def absorbed(flow: Flow, said: Utterance) -> dict[str, object]:
    """The answers of a flow that came along with the words that started it."""
    found: dict[str, object] = {}
    for name, answer in flow.named_answers():
        value = answer.absorbs(None, said) if answer.absorbs else None
        if value is not None:
            found[name] = answer.dump(value)
    return found


def is_sure(said: Utterance, name: str, flow: str | None = None, least: float = SURE) -> bool:
    """Whether the words surely hold this command."""
    commands = said.understood.commands
    return any((each.name, each.flow) == (name, flow) and each.confidence >= least for each in commands)
