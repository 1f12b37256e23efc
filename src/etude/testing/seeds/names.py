"""Names of people who do not exist, by where families come from; a city mixes several."""

from dataclasses import dataclass
from random import Random

from etude.testing.seeds.words import read_sections


@dataclass(frozen=True, slots=True)
class Stranger:
    """A name, where it comes from, and whether `she` or ``he`` goes by it."""

    name: str
    origin: str
    she: bool


class Register:
    """Gives each tutor a name nobody else has."""

    def __init__(self, chance: Random, taken: frozenset[str]) -> None:
        self._chance = chance
        self._taken = set(taken)
        self._words = {name: tuple(" ".join(lines).split()) for name, lines in read_sections("names").items()}

    def stranger(self, where: str) -> Stranger:
        """Someone likely to be met in a city, or of an origin such as ``italy``."""
        while True:
            origin, she = self._origin(where), self._chance.random() < 0.5
            name = f"{self._first(origin, she)} {self._chance.choice(self._words[f'last.{origin}'])}"
            if name not in self._taken:
                self._taken.add(name)
                return Stranger(name, origin, she)

    def author(self, where: str) -> str:
        """How a reviewer signs: a first name, mostly with an initial."""
        origin = self._origin(where)
        first = self._first(origin, self._chance.random() < 0.6)
        return first if self._chance.random() < 0.3 else f"{first} {self._chance.choice('ABCDEFGHJKLMNOPRSTW')}."

    def _origin(self, where: str) -> str:
        return self._chance.choice(self._words.get(f"mix.{where}", (where,)))

    def _first(self, origin: str, she: bool) -> str:
        return self._chance.choice(self._words[f"{'she' if she else 'he'}.{origin}"])
