"""The tutors nobody calls by name: drawn, but the same for the same seed."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from etude.testing.seeds import people
from etude.testing.seeds.cast import CAST
from etude.testing.seeds.credentials import draw_credentials
from etude.testing.seeds.faces import Faces
from etude.testing.seeds.names import Register
from etude.testing.seeds.opinions import About, Guestbook
from etude.testing.seeds.places import AFAR, CITIES, Afar, City
from etude.testing.seeds.prices import rates
from etude.testing.seeds.profile import Place, Rate, Tutor
from etude.testing.seeds.samples import draw_samples
from etude.testing.seeds.teaching import ORIGINS, TEACHINGS, Teaching
from etude.testing.seeds.timetables import draw_days, draw_hours, draw_night_hours
from etude.testing.seeds.traits import (
    draw_also,
    draw_genres,
    draw_hour,
    draw_languages,
    draw_lengths,
    draw_levels,
    draw_policy,
    draw_reviews_count,
    draw_taught,
    draw_years,
)
from etude.testing.seeds.voices import Voices, describe

SIZES = {"London": 96, "Berlin": 44, "Madrid": 34, "New York": 38}
ONLINE = 34
_TAKEN = frozenset(known.name for known in (*people.EVERYONE, *CAST))
# About two hundred metres of latitude: a street or two away from the district's centre.
_STREET = 0.002
_CITY_BOUND = {"yoga", "salsa-dance", "early-childhood-music", "organ"}
_ONLY_IN = {"sat-exam": "New York", "eleven-plus": "London"}


@dataclass(frozen=True, slots=True)
class Part:
    """The part a tutor is drawn for; `city` is empty and `place` None for one who is only online."""

    teaching: Teaching
    years: int
    origin: str
    city: str
    zone: str
    locale: str
    place: Place | None
    rates: tuple[Rate, ...]
    languages: tuple[str, ...]


def draw_crowd(seed: int) -> tuple[Tutor, ...]:
    """Every tutor of the crowd, those of the cities first and online-only ones last."""
    casting = Casting(Random(seed))  # noqa: S311  (a story, not a secret)
    return tuple(casting.draw_tutor(part) for part in casting.parts())


class Casting:
    """Draws tutors one after another from one source of chance."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._register = Register(chance, _TAKEN)
        self._voices = Voices(chance)
        self._guestbook = Guestbook(chance, self._register)
        self._faces = Faces(chance)

    def parts(self) -> Iterator[Part]:
        """Who is wanted: city by city, then far away."""
        for city in CITIES:
            for teaching in self._subjects(SIZES[city.name], city.name):
                yield self._in_city(city, teaching)
        for number, teaching in enumerate(self._subjects(ONLINE, "")):
            yield self._afar(AFAR[number % len(AFAR)], teaching)

    def draw_tutor(self, part: Part) -> Tutor:
        """Somebody for the part, with a name, words, hours, terms and a past."""
        chance, teaching = self._chance, part.teaching
        person = self._register.stranger(ORIGINS.get(teaching.subject, part.origin))
        genres = draw_genres(chance, teaching)
        formats = frozenset(rate.format for rate in part.rates)
        values = describe(person, teaching, genres, part.years, part.place, formats)
        since_days = chance.randint(20, 60 + min(part.years, 6) * 200)
        reviews = draw_reviews_count(chance, since_days)
        at_night = part.place is None and chance.random() < 0.3
        return Tutor(
            slug=slugify(person.name),
            name=person.name,
            zone=part.zone,
            locale=part.locale,
            headline=self._voices.headline(teaching, values),
            bio=self._voices.bio(teaching, values, part.locale),
            years=part.years,
            subjects=(teaching.subject, *draw_also(chance, teaching)),
            genres=genres,
            levels=draw_levels(chance, teaching, part.city),
            languages=part.languages,
            rates=part.rates,
            hours=draw_night_hours(chance) if at_night else draw_hours(chance),
            place=part.place,
            policy=draw_policy(chance),
            days=draw_days(chance),
            credentials=draw_credentials(chance, teaching, part.city, part.years),
            opinions=self._guestbook.opinions(reviews, About(teaching, part.city, values), since_days),
            samples=(*self._faces.portrait(person), *draw_samples(chance, teaching.subject)),
            taught=draw_taught(chance, reviews, since_days),
            since_days=since_days,
            badge="checked" if chance.random() < 0.45 else None,
        )

    def _subjects(self, count: int, city: str) -> list[Teaching]:
        """Proportional to the weights, so that a small city has its piano teachers too."""
        fitting = [teaching for teaching in TEACHINGS if _fits(teaching, city)]
        total = sum(teaching.weight for teaching in fitting)
        shares = [teaching.weight * count / total for teaching in fitting]
        sure = [teaching for teaching, share in zip(fitting, shares, strict=True) for _ in range(int(share))]
        rest = self._chance.choices(fitting, [share % 1 for share in shares], k=count - len(sure))
        return self._chance.sample(sure + rest, count)

    def _in_city(self, city: City, teaching: Teaching) -> Part:
        chance, place, years = self._chance, self._place(city), draw_years(self._chance)
        hour = draw_hour(chance, city.hour, teaching, years)
        formats, lengths = self._formats(teaching, place), draw_lengths(chance, teaching)
        prices = rates(hour, city.currency, formats, lengths, city.step, travel=city.hour // 6)
        languages = draw_languages(chance, city.languages, teaching)
        locale = city.locale if chance.random() < 0.6 else "en"
        return Part(teaching, years, city.name, city.name, city.zone, locale, place, prices, languages)

    def _afar(self, afar: Afar, teaching: Teaching) -> Part:
        chance, years = self._chance, draw_years(self._chance)
        hour = draw_hour(chance, afar.hour, teaching, years)
        prices = rates(hour, afar.currency, ("online",), draw_lengths(chance, teaching))
        languages = draw_languages(chance, afar.languages, teaching)
        return Part(teaching, years, afar.names, "", afar.zone, afar.locale, None, prices, languages)

    def _place(self, city: City) -> Place:
        district = self._chance.choice(city.districts)
        lat, lon = (self._chance.uniform(-_STREET, _STREET) for _ in range(2))
        radius = self._chance.choice((0, 0, 2000, 3000, 5000, 8000))
        return Place(district.name, city.name, round(district.lat + lat, 5), round(district.lon + lon, 5), radius)

    def _formats(self, teaching: Teaching, place: Place) -> tuple[str, ...]:
        online = teaching.subject not in _CITY_BOUND and self._chance.random() < 0.8
        home = self._chance.random() < 0.85 or not (online or place.radius_m)
        chosen = (("online", online), ("tutor", home), ("student", place.radius_m > 0))
        return tuple(name for name, yes in chosen if yes)


def slugify(name: str) -> str:
    """Lower-case ASCII words joined by hyphens, as they stand in an address."""
    plain = name.translate(str.maketrans("ıøłŁđ", "iolLd"))
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _fits(teaching: Teaching, city: str) -> bool:
    if not city:
        return teaching.subject not in (*_CITY_BOUND, *_ONLY_IN)
    return _ONLY_IN.get(teaching.subject, city) == city
