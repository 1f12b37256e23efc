"""Who fits best, and why: a score is a sum of named parts, and reasons are told from the parts."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from etude.core.money import Money
from etude.core.text import Text, _, verbatim
from etude.core.tutors.model import Format, Rate, Tutor
from etude.matching.places import distance_m
from etude.matching.taxonomy import load_taxonomy
from etude.matching.wishes import PriceLimit, Wishes

# A tutor's rating is drawn towards the mean of all by this many imagined reviews; newcomers get a small bonus to be
# found at all, which fades as reviews come in.
PRIOR_REVIEWS, PRIOR_STARS = 8, 4.6
NEWCOMER_BONUS = 0.12
NEAR_M = 3000.0
SOON = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Fit:
    """A tutor who meets the hard wishes, at a rate and a distance (metres, None when online)."""

    tutor: Tutor
    rate: Rate
    distance: int | None


def fit(tutor: Tutor, wishes: Wishes) -> Fit | None:
    """How a tutor meets place, format, length and price; None where they do not."""
    distance = _distance(tutor, wishes)
    rates = [rate for rate in tutor.rates if _suits(rate, wishes, distance)]
    if not rates:
        return None
    rate = min(rates, key=lambda rate: (_format_rank(rate.format, wishes), abs(rate.minutes - (wishes.minutes or 60))))
    return Fit(tutor, rate, distance if rate.format != "online" else None)


def score(found: Fit, wishes: Wishes, first: datetime | None, now: datetime) -> dict[str, float]:
    """The parts of the score, each about 0 to 1."""
    tutor = found.tutor
    stars = (PRIOR_REVIEWS * PRIOR_STARS + tutor.stars_total) / (PRIOR_REVIEWS + tutor.reviews_count)
    parts = {
        "rating": (stars - 4.0) * 1.2,
        "new": NEWCOMER_BONUS / math.sqrt(1 + tutor.reviews_count),
        "subject": 0.5 if set(wishes.subjects) & set(tutor.subjects) else 0.0,
        "price": _price_part(found.rate.price, wishes.price_max),
        "soon": 0.3 * math.exp(-((first - now) / SOON)) if first else 0.0,
    }
    if found.distance is not None:
        parts["distance"] = 0.5 * math.exp(-found.distance / NEAR_M)
    elif wishes.place is not None and tutor.zone == wishes.place.zone:
        parts["local"] = 0.4  # online, but with the same clock and, as a rule, the same money
    if wishes.learner_age is not None and wishes.learner_age < 13:
        parts["children"] = 0.4 if "children" in tutor.levels else 0.0
    return parts


def reasons(found: Fit, wishes: Wishes, locale: str) -> tuple[Text, ...]:
    """Up to three true reasons, the most telling first."""
    taxonomy, told = load_taxonomy(), list[Text]()
    if found.distance is not None and wishes.place is not None:
        told.append(_("{km} km from {place}", km=max(found.distance, 100) / 1000, place=wishes.place.name))
    for genre in wishes.genres:
        told.append(_("teaches {what}", what=verbatim(taxonomy.label("genre", genre, locale))))
    if wishes.learner_age is not None and wishes.learner_age < 13 and "children" in found.tutor.levels:
        told.append(_("good with children"))
    if found.tutor.lessons_taught >= 100:
        told.append(_("{count} lessons taught here", count=found.tutor.lessons_taught // 10 * 10))
    elif found.tutor.years >= 5:
        told.append(_("teaching for {years} years", years=found.tutor.years))
    if found.rate.format == "online":
        told.append(_("online"))
    return tuple(told[:3])


def _distance(tutor: Tutor, wishes: Wishes) -> int | None:
    if wishes.place is None or tutor.lat is None or tutor.lon is None:
        return None
    return distance_m((wishes.place.lat, wishes.place.lon), (tutor.lat, tutor.lon))


def _suits(rate: Rate, wishes: Wishes, distance: int | None) -> bool:
    if wishes.minutes is not None and rate.minutes != wishes.minutes:
        return False
    if not _affordable(rate, wishes.price_max):
        return False
    if rate.format == "online":
        return wishes.online is True or (wishes.online is None and wishes.place is None)
    if wishes.online is True or wishes.place is None:
        return wishes.online is False
    return distance is not None and distance <= wishes.place.radius_m


def _affordable(rate: Rate, limit: PriceLimit | None) -> bool:
    if limit is None or limit.currency not in (None, rate.price.currency):
        return limit is None
    return limit.allows(limit.asked(rate.price, rate.minutes))


def _format_rank(format: Format, wishes: Wishes) -> int:
    order: tuple[Format, ...] = ("tutor", "student", "online") if wishes.place else ("online", "tutor", "student")
    return order.index(format)


def _price_part(price: Money, limit: PriceLimit | None) -> float:
    if limit is None or not limit.amount:
        return 0.0
    return 0.2 * max(0.0, 1 - price.amount / limit.amount)
