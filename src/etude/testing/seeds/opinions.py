"""Reviews in the numbers and moods in which people leave them: most are glad, a few are not."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from etude.testing.seeds.names import Register
from etude.testing.seeds.profile import Opinion
from etude.testing.seeds.teaching import Teaching
from etude.testing.seeds.words import Decks

# Chances of five stars down to one, for tutors whom nearly everyone, most, or just many like.
_LIKED = ((91, 8, 1, 0, 0), (78, 17, 4, 1, 0), (55, 28, 10, 5, 2))
_LOCAL = {"Berlin": "de", "Madrid": "es"}
# Nobody's grade, band or homework is at stake here.
_PLAIN = {"yoga", "public-speaking", "salsa-dance", "ielts"}


@dataclass(frozen=True, slots=True)
class About:
    """Whom a review is about; `city` is empty for a tutor who is only online."""

    teaching: Teaching
    city: str
    values: Mapping[str, str]


class Guestbook:
    """Deals the reviews of one crowd of tutors."""

    def __init__(self, chance: Random, register: Register) -> None:
        self._chance = chance
        self._register = register
        self._words = Decks("reviews", chance)

    def opinions(self, count: int, about: About, since_days: int) -> tuple[Opinion, ...]:
        """Up to `count` reviews, newest first, all younger than the tutor's account and no two in the same words."""
        odds = self._chance.choices(_LIKED, (55, 35, 10))[0]
        days = sorted(self._chance.sample(range(1, max(since_days, count + 2)), count))
        found = {opinion.words: opinion for opinion in (self._opinion(day, odds, about) for day in reversed(days))}
        return tuple(sorted(found.values(), key=lambda opinion: opinion.days_ago))

    def _opinion(self, day: int, odds: tuple[int, ...], about: About) -> Opinion:
        stars = self._chance.choices((5, 4, 3, 2, 1), odds)[0]
        author = self._register.author(about.city or "London")
        return Opinion(author, stars, self._write(stars, about), day, self._reply(stars, about))

    def _write(self, stars: int, about: About) -> str:
        if stars >= 4 and about.city in _LOCAL and self._chance.random() < 0.35:
            return self._words.deal(f"{stars}.{_LOCAL[about.city]}", about.values)
        if stars < 5:
            return self._words.deal(f"{stars}.any", about.values)
        return " ".join(self._words.deal(f"5.{mood}", about.values) for mood in self._moods(about.teaching))

    def _moods(self, teaching: Teaching) -> tuple[str, ...]:
        if teaching.subject in _PLAIN:
            return ("any",)
        kind = "study" if teaching.kind == "exam" else teaching.kind
        return self._chance.choice((("any",), ("any",), (kind,), ("parent",), (kind, "any"), ("any", "any")))

    def _reply(self, stars: int, about: About) -> str | None:
        if self._chance.random() > (0.12 if stars >= 4 else 0.5):
            return None
        return self._words.deal("reply.good" if stars >= 4 else "reply.poor", about.values)
