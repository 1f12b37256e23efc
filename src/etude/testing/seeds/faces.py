"""Which drawn portrait suits whom: by tone and look, so that name and face do not contradict each other."""

from random import Random

from etude.testing.seeds.names import Stranger
from etude.testing.seeds.profile import Sample
from etude.testing.seeds.samples import PORTRAITS, portrait
from etude.testing.seeds.words import Deck

_TONES = {
    "isles": ("light", "light", "light", "olive", "brown", "dark"),
    "africa": ("dark",),
    "india": ("brown",),
    "germany": ("light", "light", "light", "olive"),
    "turkey": ("olive", "light"),
    "east": ("light",),
    "spain": ("olive", "light"),
    "iberia": ("olive", "light", "brown"),
    "italy": ("olive", "light"),
    "france": ("light", "light", "olive", "dark"),
    "levant": ("olive", "brown"),
    "israel": ("olive", "light"),
    "japan": ("east",),
    "china": ("east",),
    "america": ("light", "dark", "light", "olive", "east", "dark"),
    "latina": ("olive", "brown", "light"),
}


class Faces:
    """Deals every fitting portrait before one comes again."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._decks = {
            group: Deck(tuple(f"{group}-{number}" for number in range(1, count + 1)), chance)
            for group, count in PORTRAITS.items()
        }

    def portrait(self, person: Stranger) -> tuple[Sample, ...]:
        """Nearly everyone has one."""
        if self._chance.random() < 0.08:
            return ()
        group = f"{self._chance.choice(_TONES[person.origin])}-{'she' if person.she else 'he'}"
        return (portrait(self._decks[group].deal({})),)
