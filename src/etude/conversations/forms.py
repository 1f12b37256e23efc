"""What a flow may be told: typed answers, each with the ways in which it can be given.

class Lunch(Form):
    dish = answer(str, reads=any_words)
    agreed = consent()
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, TypeVar

from pydantic import TypeAdapter

from etude.conversations.messages import FileIn, LocationIn
from etude.conversations.understanding import Understood
from etude.core.text import Text, Voice
from etude.matching.places import Place

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A place that was spoken of and is not plain yet.

    Several have the name, or it is likely one of these, or nobody knows it, or only a journey was said, or the point on
    the map is nowhere. `radius_m` is how far somebody would go, 0 where they did not say.
    """

    kind: Literal["places", "likely", "unknown", "journey", "nowhere"]
    name: str = ""
    places: tuple[Place, ...] = ()
    radius_m: int = 0


@dataclass(frozen=True, slots=True)
class Utterance:
    """What a person just said, with what is known about it: `now` is in the speaker's own zone."""

    text: str
    understood: Understood
    now: datetime
    locale: str
    options: Sequence[object] = ()
    location: LocationIn | None = None
    file: FileIn | None = None
    where: Spoken | None = None

    @property
    def voice(self) -> Voice:
        """How the speaker reads what they answer to."""
        return Voice(self.locale, str(self.now.tzinfo))


Reader = Callable[[Utterance], Sequence[T]]
Absorber = Callable[["T | None", Utterance], "T | None"]


def _reads_nothing(said: Utterance) -> Sequence[T]:
    return ()


class Answer(Generic[T]):
    """One answer of a form.

    `reads` turns words into values: none where it is not understood, several where it is ambiguous. `absorbs` takes
    what it can from words said at any moment of the flow. `names` are words by which a person asks to change it.
    `former` are the names it had in earlier versions, under which stored answers are still found. `hint` says what
    can be said, to somebody who was not understood.
    """

    def __init__(
        self,
        type: type[T],
        reads: Reader[T],
        absorbs: Absorber[T] | None,
        names: Sequence[str],
        former: Sequence[str],
        hint: Text | None = None,
        *,
        binds: bool = False,
    ) -> None:
        self.adapter: TypeAdapter[T] = TypeAdapter(type)
        # Every answer of a flow is read in every turn; the adapter's own way to this takes longer than it does.
        self._validate = self.adapter.validator.validate_python
        self.reads = reads
        self.absorbs = absorbs
        self.names = tuple(names)
        self.former = tuple(former)
        self.hint = hint
        self.binds = binds
        self.form = ""
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.form, self.name = owner.__name__, name

    def dump(self, value: T) -> object:
        """The value as JSON."""
        return self.adapter.dump_python(value, mode="json")

    def load(self, raw: object) -> T:
        """The value from JSON; raises pydantic's ValidationError when it is not one."""
        value: T = self._validate(raw)
        return value


def answer(
    type: type[T],
    *,
    reads: Reader[T] = _reads_nothing,
    absorbs: Absorber[T] | None = None,
    names: Sequence[str] = (),
    former: Sequence[str] = (),
    hint: Text | None = None,
) -> Answer[T]:
    """Declare an answer; without `reads` only a button (tapped, typed or by number) gives it."""
    return Answer(type, reads, absorbs, names, former, hint)


def consent() -> Answer[str]:
    """Declare an agreement: a tap on what was shown or an explicit yes, never given by a model."""
    return Answer(str, _reads_nothing, None, (), (), binds=True)


class Form:
    """Base of a flow's answers."""

    @classmethod
    def answers(cls) -> dict[str, Answer[object]]:
        """The form's answers by name, in the order they were declared."""
        return {value.name: value for value in vars(cls).values() if isinstance(value, Answer)}


@dataclass(frozen=True, slots=True)
class Option(Generic[T]):
    """One choice: what it says and what it means."""

    label: Text
    value: T


def any_words(said: Utterance) -> Sequence[str]:
    """Whatever was said, as it was said; at most 500 characters."""
    words = " ".join(said.text.split())[:500]
    return (words,) if words else ()
