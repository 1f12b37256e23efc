"""What students ask for, in three sorts."""

from datetime import UTC, datetime, time
from random import Random

from bench.tutors.drawing import CITIES, GENRES, SUBJECTS
from etude.matching.taxonomy.entries import GenreId, SubjectId
from etude.matching.windows import Window
from etude.matching.wishes import PriceLimit, WishedPlace, Wishes

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EVENINGS = (Window(days=frozenset(range(5)), start=time(17)),)
SORTS = ("typical", "wide", "worst")


def draw_wishes(sort: str, count: int) -> list[Wishes]:
    """`count` searches of this sort, always the same ones.

    Typical: a subject and a style near a place, weekday evenings, up to a price. Wide: one of the most taught subjects,
    online, whoever and whenever. Worst: anything musical, weekday evenings, up to a price, online: no list is short.
    """
    chance = Random(sort)
    return [_DRAWN[sort](chance) for _number in range(count)]


def _typical(chance: Random) -> Wishes:
    zone, lat, lon, currency, _weight = chance.choices(CITIES, [city[4] for city in CITIES])[0]
    subject = chance.choices([name for name, _weight in SUBJECTS], [weight for _name, weight in SUBJECTS])[0]
    at = {"lat": lat + chance.gauss(0, 0.04), "lon": lon + chance.gauss(0, 0.06)}
    return Wishes(
        subjects=(SubjectId(subject),),
        genres=(GenreId(chance.choice(GENRES)),),
        place=WishedPlace(name="here", zone=zone, radius_m=4000, **at),
        windows=EVENINGS,
        price_max=PriceLimit(amount=chance.choice((35, 40, 50)) * 100, currency=currency, per="hour"),
    )


def _wide(chance: Random) -> Wishes:
    return Wishes(subjects=(SubjectId(chance.choice(("piano", "guitar", "maths"))),), online=True)


def _worst(chance: Random) -> Wishes:
    limit = PriceLimit(amount=chance.choice((40, 50, 60)) * 100, currency=None, per="hour")
    return Wishes(subjects=(SubjectId("music"),), online=True, windows=EVENINGS, price_max=limit)


_DRAWN = {"typical": _typical, "wide": _wide, "worst": _worst}
