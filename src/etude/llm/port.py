"""What Etude asks of a language model: to read a person's words into a form that is checked afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

Reading: TypeAlias = Mapping[str, object]
"""What a model answered: a JSON object that nobody has checked yet."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done with somebody's words.

    `name` is made of letters, digits and underscores; `schema` is the JSON Schema of the answer, an object in which
    every property is required and no other is allowed.
    """

    name: str
    instructions: str
    schema: Mapping[str, object]


class Model(Protocol):
    """Reads words. What it says is a proposal: whoever asked checks it against what they know.

    `tokens` is how many were read and said since it was opened, as its server counts them, else as they are guessed.
    """

    @property
    def tokens(self) -> int: ...

    async def read(self, task: Task, words: str) -> Reading:
        """The words as the task asks for them; raises ModelError where there is no answer."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class ModelError(Exception):
    """The model gave no answer; whatever was asked of it is done without."""


class ModelSlowError(ModelError):
    """The model did not answer in the time a person can be kept waiting."""


class ModelSilentError(ModelError):
    """The model could not be reached."""


class ModelNonsenseError(ModelError):
    """The model answered something other than a whole JSON object, or said too much."""


class ModelRefusedError(ModelError):
    """The model's server refused the request; `status` is HTTP's."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"The model's server answered {status}.")


class ModelRestingError(ModelError):
    """The model failed several times in a row and is left alone for a while."""


class BudgetSpentError(ModelError):
    """The model has read and said as much today as it may."""


class ModelMissingError(ModelError):
    """A model is configured but its client is not installed: `pip install "etude[llm]"` brings it."""
