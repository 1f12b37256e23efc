"""The tutors nobody calls by name: drawn, but the same for the same seed."""

import re
import unicodedata
from collections.abc import Iterator
from random import Random

from etude.testing.seeds import people
from etude.testing.seeds.cast import CAST
from etude.testing.seeds.credentials import draw_credentials
from etude.testing.seeds.faces import Faces
from etude.testing.seeds.names import Register
from etude.testing.seeds.opinions import About, Guestbook
from etude.testing.seeds.places import AFAR, CITIES, Afar, City
from etude.testing.seeds.prices import rates
from etude.testing.seeds.profile import Place, Policy, Rate, Tutor
from etude.testing.seeds.samples import draw_samples
from etude.testing.seeds.teaching import ORIGINS, SPOKEN, TEACHINGS, Teaching
from etude.testing.seeds.timetables import draw_days, draw_hours, draw_night_hours
from etude.testing.seeds.voices import Voices, describe

_TAKEN = frozenset(known.name for known in (*people.EVERYONE, *CAST))
SIZES = {"London": 96, "Berlin": 44, "Madrid": 34, "New York": 38}
ONLINE = 34
# About two hundred metres of latitude: a street or two away from the district's centre.
_STREET = 0.002
_CITY_BOUND = {"yoga", "salsa-dance", "early-childhood-music", "organ"}
_OTHER_LANGUAGES = ("fr", "es", "it", "pl", "pt", "tr", "ru", "uk", "ar", "zh", "hi", "nl", "el", "sv", "fa", "ja")


def draw_crowd(seed: int) -> tuple[Tutor, ...]:
    """Every tutor of the crowd, for cities first and online-only ones last."""
    return tuple(Casting(Random(seed)).tutors())  # noqa: S311  (a story, not a secret)


class Casting:
    """Draws tutors one after another from one source of chance."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._register = Register(chance, _TAKEN)
        self._voices = Voices(chance)
        self._guestbook = Guestbook(chance, self._register)
        self._faces = Faces(chance)

    def tutors(self) -> Iterator[Tutor]:
        for city in CITIES:
            for teaching in self._subjects(SIZES[city.name], city.name):
                yield self._in_city(city, teaching)
        for number, teaching in enumerate(self._subjects(ONLINE, "")):
            yield self._afar(AFAR[number % len(AFAR)], teaching)

    def _subjects(self, count: int, city: str) -> list[Teaching]:
        """Proportional to the weights, so that a small city has its piano teachers too."""
        fitting = [teaching for teaching in TEACHINGS if _fits(teaching, city)]
        total = sum(teaching.weight for teaching in fitting)
        shares = [teaching.weight * count / total for teaching in fitting]
        sure = [teaching for teaching, share in zip(fitting, shares, strict=True) for _ in range(int(share))]
        rest = self._chance.choices(fitting, [share % 1 for share in shares], k=count - len(sure))
        return self._chance.sample(sure + rest, count)

    def _in_city(self, city: City, teaching: Teaching) -> Tutor:
        chance = self._chance
        place = self._place(city)
        formats = self._formats(teaching, place)
        years = _years(chance)
        hour = _hour(chance, city.hour, teaching, years)
        prices = rates(hour, city.currency, formats, _lengths(chance, teaching), city.step, travel=city.hour // 6)
        languages = _languages(chance, city.languages, teaching)
        locale = city.locale if chance.random() < 0.6 else "en"
        return self._tutor(city.name, city.name, city.zone, locale, teaching, years, place, prices, languages)

    def _afar(self, afar: Afar, teaching: Teaching) -> Tutor:
        chance = self._chance
        years = _years(chance)
        hour = _hour(chance, afar.hour, teaching, years)
        prices = rates(hour, afar.currency, ("online",), _lengths(chance, teaching))
        languages = _languages(chance, afar.languages, teaching)
        return self._tutor(afar.names, "", afar.zone, afar.locale, teaching, years, None, prices, languages)

    def _tutor(
        self,
        origin: str,
        city: str,
        zone: str,
        locale: str,
        teaching: Teaching,
        years: int,
        place: Place | None,
        prices: tuple[Rate, ...],
        languages: tuple[str, ...],
    ) -> Tutor:
        chance = self._chance
        person = self._register.stranger(ORIGINS.get(teaching.subject, origin))
        genres = _genres(chance, teaching)
        formats = frozenset(rate.format for rate in prices)
        values = describe(person, teaching, genres, years, place, formats)
        since_days = chance.randint(20, 60 + min(years, 6) * 200)
        reviews = _reviews_count(chance, since_days)
        policy = _policy(chance)
        return Tutor(
            slug=slugify(person.name),
            name=person.name,
            zone=zone,
            locale=locale,
            headline=self._voices.headline(teaching, values),
            bio=self._voices.bio(teaching, values, locale),
            years=years,
            subjects=(teaching.subject, *_also(chance, teaching)),
            genres=genres,
            levels=_levels(chance, teaching, city),
            languages=languages,
            rates=prices,
            hours=draw_night_hours(chance) if not place and chance.random() < 0.3 else draw_hours(chance),
            place=place,
            policy=policy,
            days=draw_days(chance),
            credentials=draw_credentials(chance, teaching, city, years),
            opinions=self._guestbook.opinions(reviews, About(teaching, city, values), since_days),
            samples=(*self._faces.portrait(person), *draw_samples(chance, teaching.subject)),
            taught=_taught(chance, reviews, since_days),
            since_days=since_days,
            badge="checked" if chance.random() < 0.45 else None,
        )

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
        return teaching.subject not in _CITY_BOUND
    local = {"sat-exam": "New York", "eleven-plus": "London"}.get(teaching.subject, city)
    return local == city


def _years(chance: Random) -> int:
    return min(38, 1 + round(chance.gammavariate(2.2, 4.2)))


def _hour(chance: Random, base: int, teaching: Teaching, years: int) -> int:
    experience = 0.82 + min(years, 24) * 0.012
    return round(base * teaching.price / 100 * experience * chance.uniform(0.85, 1.2))


def _lengths(chance: Random, teaching: Teaching) -> tuple[int, ...]:
    if teaching.kind == "music":
        return chance.choice(((30, 45, 60), (30, 45, 60), (45, 60), (30, 60), (60,)))
    return chance.choice(((60,), (45, 60), (30, 60), (60,)))


def _languages(chance: Random, spoken: tuple[str, ...], teaching: Teaching) -> tuple[str, ...]:
    taught = SPOKEN.get(teaching.subject)
    extra = chance.choice(_OTHER_LANGUAGES) if chance.random() < 0.25 else None
    local = spoken if chance.random() < 0.85 else spoken[-1:]
    return tuple(dict.fromkeys(code for code in (*local, taught, extra) if code))


def _genres(chance: Random, teaching: Teaching) -> tuple[str, ...]:
    if not teaching.genres:
        return ()
    first = chance.choices(teaching.genres, range(len(teaching.genres) + 2, 2, -1))[0]
    others = [genre for genre in teaching.genres if genre != first]
    return (first, *chance.sample(others, min(len(others), chance.choice((0, 1, 1, 2)))))


def _also(chance: Random, teaching: Teaching) -> tuple[str, ...]:
    if not teaching.also or chance.random() < 0.5:
        return ()
    return tuple(chance.sample(teaching.also, chance.randint(1, min(2, len(teaching.also)))))


_LEVELS = {
    "music": ("beginner", "elementary intermediate", "advanced", "primary", "adult-returner", "grade-5 grade-8"),
    "study": ("secondary", "university", "ib", "primary"),
    "exam": ("beginner intermediate advanced", "secondary"),
    "language": ("beginner cefr-a1 cefr-a2", "intermediate cefr-b1 cefr-b2", "advanced cefr-c1", "primary"),
    "skill": ("beginner", "intermediate", "advanced", "primary"),
}
_FINALS = {"London": "gcse a-level", "Berlin": "abitur", "Madrid": "bachillerato", "New York": "ap", "": "gcse ib"}


def _levels(chance: Random, teaching: Teaching, city: str) -> tuple[str, ...]:
    """A beginner's or school level always, and each further one for some."""
    first, *others = _LEVELS[teaching.kind]
    if teaching.subject == "early-childhood-music":
        return ("preschool", "primary", "beginner")
    finals = _FINALS[city] if teaching.kind == "study" else ""
    chosen = [first, finals, *(level for level in others if chance.random() < 0.5)]
    return tuple(dict.fromkeys(" ".join(chosen).split()))


def _policy(chance: Random) -> Policy:
    instant = chance.random() < 0.26
    return Policy(
        instant_book=instant,
        notice_minutes=chance.choice((120, 240, 720, 720, 1440, 1440, 2880)),
        horizon_days=chance.choice((14, 21, 28, 28, 42, 60)),
        buffer_minutes=chance.choice((0, 0, 0, 10, 15, 15, 30)),
        cancel_hours=chance.choice((12, 24, 24, 24, 24, 36)),
        late_refund_percent=chance.choice((0, 0, 50, 50, 50, 100)),
        answers_within_minutes=chance.choice((15, 30, 60, 60) if instant else (30, 60, 120, 240, 240, 480, 960)),
    )


def _reviews_count(chance: Random, since_days: int) -> int:
    if since_days < 60 or chance.random() < 0.08:
        return chance.choice((0, 0, 0, 1, 2))
    return min(40, round(chance.gammavariate(1.3, 8)) + 1)


def _taught(chance: Random, reviews: int, since_days: int) -> int:
    """Roughly one lesson in five is written about, and nobody teaches more than five a day."""
    return min(since_days * 5, round(reviews * chance.uniform(3.5, 7)) + chance.randint(0, 6))
