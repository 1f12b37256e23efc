"""Who fits best: a score is a sum of named parts, and everything that is told of it is told from the parts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from etude.core.money import Money
from etude.core.tutors.model import Format, Rate, Tutor
from etude.matching.places import distance_m
from etude.matching.tastes import NONE_KNOWN, Taste
from etude.matching.taxonomy import load_taxonomy
from etude.matching.wishes import PriceLimit, Wishes

# A tutor's rating is drawn towards the mean of all by this many imagined reviews; newcomers get a small bonus to be
# found at all, which fades as reviews come in.
PRIOR_REVIEWS, PRIOR_STARS = 8, 4.6
STARS_FROM, STARS_WEIGH = 4.0, 1.2
NEWCOMER_BONUS = 0.12
# Imagined requests and lessons, nearly all of them answered and kept, so that one bad day is not held against anybody.
PRIOR_REQUESTS, PRIOR_ANSWERED = 10, 0.95
PRIOR_LESSONS, PRIOR_KEPT = 20, 0.98
UNANSWERED_COSTS, CANCELLED_COSTS, QUICK_BRINGS = 0.6, 1.5, 0.1
EXPERIENCE, MUCH_TAUGHT, YEARS, MANY_YEARS = 0.1, 500, 0.05, 20
NEAR_M = 3000.0
# As far as anybody goes to a tutor, however wide the circle around a place is drawn.
FARTHEST_M = 30_000
SOON = timedelta(days=4)
SUBJECT, SOON_BRINGS, NEAR_BRINGS, LOCAL, CHILDREN, WISHED, LIKED, PLACE = 0.5, 0.3, 0.5, 0.4, 0.4, 0.2, 0.25, 0.1
CHEAP_BRINGS, CHEAP_UNASKED, CHEAP_SCALE = 0.2, 0.1, 60.0
YOUNG = 13
# What is only nice to have is scored, and excludes nobody.
SOFTENABLE = ("genres", "levels", "languages", "price_max", "minutes", "online", "at", "place", "windows", "rating_min")


@dataclass(frozen=True, slots=True)
class Fit:
    """A tutor who meets the hard wishes, at a rate and a distance (metres, None when online)."""

    tutor: Tutor
    rate: Rate
    distance: int | None


def musts(wishes: Wishes) -> Wishes:
    """The wishes without those that are only nice to have."""
    given = [name for name in SOFTENABLE if name in wishes.soft]
    empty = {name: () if isinstance(getattr(wishes, name), tuple) else None for name in given}
    return wishes.model_copy(update=empty) if given else wishes


def teaches(tutor: Tutor, wishes: Wishes) -> bool:
    """Whether a tutor teaches something of every kind wished for, and not only what is excluded."""
    must, own = musts(wishes), set(tutor.subjects)
    wished, excluded = wished_subjects(wishes)
    if (wishes.subjects and not own & wished) or (own and own <= excluded):
        return False
    return all(
        _has_wished(had, asked, out)
        for had, asked, out in (
            (tutor.genres, must.genres, wishes.not_.genres),
            (tutor.levels, must.levels, wishes.not_.levels),
            (tutor.languages, must.languages, wishes.not_.languages),
        )
    )


def wished_subjects(wishes: Wishes) -> tuple[frozenset[str], frozenset[str]]:
    """What may be taught, with all that stands under it, and what is excluded."""
    return _families(wishes.subjects, wishes.not_.subjects)


@lru_cache(maxsize=1024)
def _families(wished: tuple[str, ...], excluded: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    family = load_taxonomy().family
    out = frozenset(each for subject in excluded for each in family(subject))
    return frozenset(each for subject in wished for each in family(subject)) - out, out


def fit(tutor: Tutor, wishes: Wishes) -> Fit | None:
    """How a tutor meets place, format, length and price; None where they do not."""
    must = musts(wishes)
    if must.rating_min is not None and (tutor.rating is None or tutor.rating < must.rating_min):
        return None
    if must.badge and not tutor.badge:
        return None
    distance = _distance(tutor, wishes)
    rates = [rate for rate in tutor.rates if _suits(rate, must, wishes, distance, tutor.radius_m)]
    if not rates:
        return None
    rate = min(rates, key=lambda rate: rate_rank(rate.format, rate.minutes, wishes))
    return Fit(tutor, rate, distance if rate.format != "online" else None)


def score(
    found: Fit, wishes: Wishes, first: datetime | None, now: datetime, taste: Taste = NONE_KNOWN
) -> dict[str, float]:
    """The parts of the score, most of them about 0 to 0.5; `first` is when the tutor is free first."""
    tutor = found.tutor
    parts = standing(tutor) | {
        "subject": SUBJECT if set(wishes.subjects) & set(tutor.subjects) else 0.0,
        "price": price_part(found.rate.price, found.rate.minutes, wishes.price_max),
        "soon": soon_part(first - now) if first else 0.0,
        "place": PLACE if place_rank(found.rate.format, wishes) == 0 else 0.0,
        "wished": WISHED * _share_met(tutor, wishes),
    }
    if found.distance is not None:
        parts["distance"] = NEAR_BRINGS * math.exp(-found.distance / NEAR_M)
    elif wishes.place is not None and tutor.zone == wishes.place.zone:
        parts["local"] = LOCAL  # online, but with the same clock and, as a rule, the same money
    if wishes.learner_age is not None and wishes.learner_age < YOUNG:
        parts["children"] = CHILDREN if "children" in tutor.levels else 0.0
    if wishes.soft:
        parts["liked"] = LIKED * sum(_meets(tutor, wishes, name) for name in SOFTENABLE if name in wishes.soft)
    weighed = {name: value * taste.weight(name) for name, value in parts.items()}
    return {**weighed, **taste.history.get(tutor.id, {})}


def standing(tutor: Tutor) -> dict[str, float]:
    """The parts that a tutor brings along, whoever asks."""
    within = tutor.answers_within.total_seconds() / 60
    return standing_parts(
        tutor.stars_total,
        tutor.reviews_count,
        tutor.lessons_taught,
        tutor.requests_count,
        tutor.unanswered_count,
        tutor.cancelled_count,
        within,
        tutor.years,
    )


def standing_parts(
    stars: int,
    reviews: int,
    taught: int,
    requests: int,
    unanswered: int,
    cancelled: int,
    answers_within: float,
    years: int,
) -> dict[str, float]:
    """What others say (Bayesian mean), the bonus of the new, experience, and whether a tutor keeps their word.

    `answers_within` is in minutes.
    """
    mean = (PRIOR_REVIEWS * PRIOR_STARS + stars) / (PRIOR_REVIEWS + reviews)
    lapsed = (unanswered + PRIOR_REQUESTS * (1 - PRIOR_ANSWERED)) / (requests + PRIOR_REQUESTS)
    broken = (cancelled + PRIOR_LESSONS * (1 - PRIOR_KEPT)) / (taught + cancelled + PRIOR_LESSONS)
    return {
        "rating": (mean - STARS_FROM) * STARS_WEIGH,
        "new": NEWCOMER_BONUS / math.sqrt(1 + reviews),
        "experience": EXPERIENCE * min(math.log1p(taught) / math.log1p(MUCH_TAUGHT), 1.0),
        "years": YEARS * min(years / MANY_YEARS, 1.0),
        "answers": QUICK_BRINGS * math.exp(-answers_within / 1440) - UNANSWERED_COSTS * lapsed,
        "keeps": -CANCELLED_COSTS * broken,
    }


def soon_part(wait: timedelta) -> float:
    """What a first time after this long brings."""
    return SOON_BRINGS * math.exp(-(wait / SOON))


def price_part(price: Money, minutes: int, limit: PriceLimit | None) -> float:
    """What a price brings: how far it stays below the limit; without one, a little for a low price by the hour."""
    if limit is not None and limit.amount:
        return CHEAP_BRINGS * max(0.0, 1 - limit.asked(price, minutes) / limit.amount)
    return CHEAP_UNASKED * math.exp(-(price.amount * 60 / minutes / 100) / CHEAP_SCALE)


def rate_at(tutor: Tutor, format: Format, wishes: Wishes) -> Rate | None:
    """What a lesson of about the length wished for costs there, whatever was wished for else; None where a tutor gives
    none there: not at all, or not as far away."""
    distance = _distance(tutor, wishes)
    reach = {"online": math.inf, "tutor": FARTHEST_M, "student": tutor.radius_m}[format]
    if distance is not None and distance > reach:
        return None
    there = [rate for rate in tutor.rates if rate.format == format]
    return min(there, key=lambda rate: rate_rank(rate.format, rate.minutes, wishes), default=None)


def rate_rank(format: Format, minutes: int, wishes: Wishes) -> tuple[int, int, int]:
    """What is offered first of several rates that suit."""
    return place_rank(format, wishes), abs(minutes - (wishes.minutes or 60)), minutes


def place_rank(format: Format, wishes: Wishes) -> int:
    """Where a lesson is looked for first: where it was wished for, in person where a place was named, else online."""
    order: Sequence[Format] = ("tutor", "student", "online") if wishes.place else ("online", "tutor", "student")
    if wishes.at:
        order = (wishes.at, *(each for each in order if each != wishes.at))
    return order.index(format)


def _has_wished(had: Sequence[str], asked: Sequence[str], excluded: Sequence[str]) -> bool:
    if asked and not set(asked) & set(had):
        return False
    return not had or not set(had) <= set(excluded)


def _distance(tutor: Tutor, wishes: Wishes) -> int | None:
    if wishes.place is None or tutor.lat is None or tutor.lon is None:
        return None
    return distance_m((wishes.place.lat, wishes.place.lon), (tutor.lat, tutor.lon))


def _suits(rate: Rate, must: Wishes, wishes: Wishes, distance: int | None, travels_m: int) -> bool:
    if must.minutes is not None and rate.minutes != must.minutes:
        return False
    if not _affordable(rate, must.price_max):
        return False
    if must.at not in (None, rate.format):
        return False
    if rate.format == "online":
        return must.online is True or (must.online is None and must.place is None)
    if must.online is True or wishes.place is None:
        return wishes.online is False
    reach = wishes.place.radius_m if rate.format == "tutor" else travels_m
    return distance is not None and distance <= reach


def _affordable(rate: Rate, limit: PriceLimit | None) -> bool:
    if limit is None or limit.currency not in (None, rate.price.currency):
        return limit is None
    return limit.allows(limit.asked(rate.price, rate.minutes))


def _share_met(tutor: Tutor, wishes: Wishes) -> float:
    """Of the styles, levels and languages wished for: how many this one tutor has."""
    pairs = ((wishes.genres, tutor.genres), (wishes.levels, tutor.levels), (wishes.languages, tutor.languages))
    wished = [each in had for asked, had in pairs for each in asked]
    return sum(wished) / len(wished) if wished else 0.0


def _meets(tutor: Tutor, wishes: Wishes, name: str) -> bool:
    """Whether a wish that is only nice to have is met; times are looked at where they are looked up."""
    if name in ("genres", "levels", "languages"):
        return bool(set(getattr(wishes, name)) & set(getattr(tutor, name)))
    if name == "windows":
        return False
    return fit(tutor, wishes.model_copy(update={"soft": wishes.soft - {name}})) is not None
