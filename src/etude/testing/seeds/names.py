"""Names of people who do not exist, by where families come from; a city mixes several."""

from random import Random

from etude.testing.seeds.words import read_sections


class Register:
    """Gives each tutor a name nobody else has."""

    def __init__(self, chance: Random, taken: frozenset[str]) -> None:
        self._chance = chance
        self._taken = set(taken)
        self._words = {name: tuple(" ".join(lines).split()) for name, lines in read_sections("names").items()}

    def name(self, where: str) -> str:
        """A name likely in a city, or of an origin such as ``italy``."""
        while True:
            origin = self._chance.choice(self._words.get(f"mix.{where}", (where,)))
            found = f"{self._pick('first', origin)} {self._pick('last', origin)}"
            if found not in self._taken:
                self._taken.add(found)
                return found

    def author(self, where: str) -> str:
        """How a reviewer signs: a first name, mostly with an initial."""
        origin = self._chance.choice(self._words.get(f"mix.{where}", (where,)))
        first = self._pick("first", origin)
        return first if self._chance.random() < 0.3 else f"{first} {self._pick('last', origin)[0]}."

    def _pick(self, part: str, origin: str) -> str:
        return self._chance.choice(self._words[f"{part}.{origin}"])
