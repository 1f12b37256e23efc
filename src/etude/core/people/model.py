"""A person with an account, and a learner who takes the lessons."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from etude.core.ids import LearnerId, PersonId
from etude.core.text import Voice

ADULT_AGE = 18
# One mailbox and nothing else: a comma or a semicolon would make a mail go to two.
_ADDRESS = re.compile(r"""[^\s@,;:<>()\[\]"\\]{1,64}@[^\s@,;:<>()\[\]"\\]+\.[^\s@,;:<>()\[\]"\\.]{2,63}""")


def is_one_address(email: str) -> bool:
    """Whether mail to this goes to one mailbox."""
    return len(email) <= 254 and _ADDRESS.fullmatch(email) is not None


@dataclass(frozen=True, slots=True)
class Person:
    """Anyone who chats. `adult` is None until they say; `guardian` looks after a minor."""

    id: PersonId
    name: str | None
    locale: str
    zone: str
    email: str | None
    adult: bool | None
    guardian: PersonId | None
    operator: bool
    preferences: Mapping[str, object]
    feed_version: int

    @property
    def voice(self) -> Voice:
        return Voice(self.locale, self.zone)

    @property
    def called(self) -> str:
        return self.name or "you"


@dataclass(frozen=True, slots=True)
class Learner:
    """Who takes the lesson: the person themselves, or a child of `guardian`, who agrees, pays and is told.

    `level` is the one that was asked for last, an id of the taxonomy.
    """

    id: LearnerId
    name: str
    guardian: PersonId
    person: PersonId | None
    born_year: int | None
    level: str | None = None
