"""Made-up tutors: where people live, what is taught much and little, weekly hours, prices and ratings.

Assumptions: twelve cities of unequal size; a handful of subjects is taught by half of all tutors; three of four teach
online; ratings lie close together and four of ten tutors have none yet; two to six stretches of hours a week, most of
them after school; three of ten have lessons in the weeks to come.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

CITIES = (
    ("Europe/London", 51.51, -0.13, "GBP", 30),
    ("Europe/London", 53.48, -2.24, "GBP", 8),
    ("Europe/London", 52.48, -1.89, "GBP", 6),
    ("Europe/Berlin", 52.52, 13.40, "EUR", 14),
    ("Europe/Berlin", 48.14, 11.58, "EUR", 7),
    ("Europe/Madrid", 40.42, -3.70, "EUR", 10),
    ("Europe/Paris", 48.86, 2.35, "EUR", 8),
    ("America/New_York", 40.71, -74.01, "USD", 9),
    ("America/Chicago", 41.88, -87.63, "USD", 3),
    ("America/Los_Angeles", 34.05, -118.24, "USD", 3),
    ("Australia/Sydney", -33.87, 151.21, "AUD", 1),
    ("Asia/Kolkata", 12.97, 77.59, "INR", 1),
)
SUBJECTS = (
    ("piano", 18),
    ("guitar", 16),
    ("violin", 8),
    ("singing", 9),
    ("drums", 6),
    ("maths", 12),
    ("cello", 3),
    ("flute", 3),
    ("saxophone", 3),
    ("clarinet", 2),
    ("trumpet", 2),
    ("physics", 3),
    ("chemistry", 2),
    ("english", 6),
    ("german", 3),
    ("harp", 1),
)
GENRES = ("classical", "jazz", "pop", "rock", "folk")
LEVELS = ("children", "beginner", "intermediate", "advanced")
LANGUAGES = ("en", "de", "es", "fr")


@dataclass(frozen=True, slots=True)
class MadeUp:
    """One tutor. `rates` are (format, minutes, amount), `hours` (weekday, start, end), `taken` hours from now."""

    id: str
    zone: str
    lat: float
    lon: float
    currency: str
    radius_m: int
    stars: int
    reviews: int
    taught: int
    years: int
    notice: int
    answers_within: int
    skills: tuple[tuple[str, str], ...]
    rates: tuple[tuple[str, int, int], ...]
    hours: tuple[tuple[int, int, int], ...]
    taken: tuple[int, ...]


def draw_tutors(count: int, seed: int = 1) -> Iterator[MadeUp]:
    """`count` tutors, the same ones for the same seed."""
    chance = Random(seed)
    city_weights = [city[4] for city in CITIES]
    subjects, weights = [name for name, _weight in SUBJECTS], [weight for _name, weight in SUBJECTS]
    for number in range(count):
        zone, lat, lon, currency, _weight = chance.choices(CITIES, city_weights)[0]
        reviews = 0 if chance.random() < 0.4 else int(chance.expovariate(1 / 25)) + 1
        yield MadeUp(
            id=f"per_{number:07}",
            zone=zone,
            lat=lat + chance.gauss(0, 0.08),
            lon=lon + chance.gauss(0, 0.12),
            currency=currency,
            radius_m=chance.choice((0, 0, 3000, 5000, 10_000)),
            stars=round(reviews * min(5.0, chance.gauss(4.7, 0.2))),
            reviews=reviews,
            taught=reviews * chance.randint(1, 12),
            years=chance.randint(0, 25),
            notice=chance.choice((120, 720, 1440)),
            answers_within=chance.choice((60, 240, 720)),
            skills=_skills(chance, subjects, weights),
            rates=_rates(chance),
            hours=_hours(chance),
            taken=tuple(chance.sample(range(1, 336), 6)) if chance.random() < 0.3 else (),
        )


def _skills(chance: Random, subjects: list[str], weights: list[int]) -> tuple[tuple[str, str], ...]:
    taught = dict.fromkeys(chance.choices(subjects, weights, k=chance.choice((1, 1, 2, 3))))
    found = [("subject", each) for each in taught]
    found += [("genre", each) for each in chance.sample(GENRES, 2)]
    found += [("level", each) for each in chance.sample(LEVELS, chance.choice((2, 3)))]
    return (*found, *(("language", each) for each in chance.sample(LANGUAGES, chance.choice((1, 2)))))


def _rates(chance: Random) -> tuple[tuple[str, int, int], ...]:
    hour = round(min(max(chance.gauss(38, 10), 15), 90)) * 100
    formats = [each for each, share in (("online", 0.75), ("tutor", 0.7), ("student", 0.4)) if chance.random() < share]
    return tuple((each, minutes, hour * minutes // 60) for each in formats or ["online"] for minutes in (30, 60))


def _hours(chance: Random) -> tuple[tuple[int, int, int], ...]:
    found = []
    for weekday in sorted(chance.sample(range(7), chance.randint(2, 6))):
        start = 60 * chance.choice((9, 10, 15, 16, 16, 17, 17, 18))
        found.append((weekday, start, start + 60 * chance.choice((2, 3, 4))))
    return tuple(found)
