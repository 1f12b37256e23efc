"""Reviews in the numbers and moods in which people leave them: most are glad, a few are not."""

from collections.abc import Mapping
from random import Random

from etude.testing.seeds.names import Register
from etude.testing.seeds.profile import Opinion
from etude.testing.seeds.teaching import Teaching
from etude.testing.seeds.words import Decks


class Guestbook:
    """Deals the reviews of one crowd of tutors."""

    def __init__(self, chance: Random, register: Register) -> None:
        self._chance = chance
        self._register = register
        self._words = Decks("reviews", chance)

    def opinions(
        self, count: int, teaching: Teaching, city: str, values: Mapping[str, str], since_days: int
    ) -> tuple[Opinion, ...]:
        """`count` reviews, newest first, all younger than the tutor's account."""
        odds = self._chance.choices(((91, 8, 1, 0, 0), (78, 17, 4, 1, 0), (55, 28, 10, 5, 2)), (55, 35, 10))[0]
        days = sorted(self._chance.sample(range(1, max(since_days, count + 2)), count))
        return tuple(self._opinion(day, odds, teaching, city, values) for day in days)

    def _opinion(
        self, day: int, odds: tuple[int, ...], teaching: Teaching, city: str, values: Mapping[str, str]
    ) -> Opinion:
        stars = self._chance.choices((5, 4, 3, 2, 1), odds)[0]
        author = self._register.author(city or "London")
        return Opinion(author, stars, self._write(stars, teaching, city, values), day, self._reply(stars, values))

    def _write(self, stars: int, teaching: Teaching, city: str, values: Mapping[str, str]) -> str:
        local = {"Berlin": "de", "Madrid": "es"}.get(city)
        if stars >= 4 and local and self._chance.random() < 0.35:
            return self._words.deal(f"{stars}.{local}", values)
        if stars < 5:
            return self._words.deal(f"{stars}.any", values)
        kind = {"exam": "study"}.get(teaching.kind, teaching.kind)
        moods = self._chance.choice((("any",), ("any",), (kind,), ("parent",), (kind, "any"), ("any", "any")))
        if teaching.subject in ("yoga", "public-speaking", "salsa-dance", "ielts"):
            moods = ("any",)
        return " ".join(self._words.deal(f"5.{mood}", values) for mood in moods)

    def _reply(self, stars: int, values: Mapping[str, str]) -> str | None:
        if self._chance.random() > (0.12 if stars >= 4 else 0.5):
            return None
        return self._words.deal("reply.good" if stars >= 4 else "reply.poor", values)
