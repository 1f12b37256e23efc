"""A made-up market: does the order in which tutors are shown put those first with whom a student would be happiest?

Assumptions, all of them in code below. A tutor has a quality that nobody sees: how happy a student leaves (normal
around 4.5 stars, deviation 0.35). Reviews are that quality with noise (deviation 0.6), cut to 1 to 5 stars; four of ten
tutors have none yet, the others 1 to 60. Tutors of higher quality answer and keep their lessons a little more often. A
student cares for quality, for price, for the way and for an early time, each with a weight of their own (log-normal,
deviation 0.6), and never takes a tutor who does not meet a hard wish. What they would gain by a tutor is the weighted
sum; NDCG takes it in five even grades. Students come back: over eight searches they book what they gain most of among
the first three, look on when that is poor, and Etude learns from it. Rating-only sorts by the mean of the stars; the
hand-weighted peer by stars, price, way and time in fixed parts, with no prior and nothing learnt.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from bench.rows import Row, compare
from etude.core.ids import PersonId
from etude.core.money import Money
from etude.core.tutors.model import Policy, Rate, Tutor
from etude.matching.ranking import fit, score, teaches
from etude.matching.tastes import NONE_KNOWN, Seen, Taste, learn_taste
from etude.matching.wishes import PriceLimit, WishedPlace, Wishes

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ROUNDS, TUTORS, STUDENTS, SEARCHES = 3, 400, 40, 8
SHOWN, FIRST, GRADES, FEW_REVIEWS = 10, 3, 5, 3
PIANO = "piano"
Order = Callable[["Student", list["Offer"]], list["Offer"]]


@dataclass(frozen=True)
class Offer:
    """A tutor for one student: what nobody sees, and when they are free first."""

    tutor: Tutor
    quality: float
    first: datetime


@dataclass
class Student:
    """What they care for, and what is known of them."""

    wishes: Wishes
    cares: dict[str, float]
    seen: list[Seen] = field(default_factory=list)
    booked: list[PersonId] = field(default_factory=list)
    taste: Taste = NONE_KNOWN


def run() -> list[Row]:
    """Each order in the same markets."""
    orders: dict[str, Order] = {
        "etude": _by_etude,
        "rating only": _by_rating,
        "hand-weighted": _by_hand,
        "etude, nothing learnt": _by_etude_without_taste,
    }
    found = {name: [_trade(order, number) for number in range(ROUNDS)] for name, order in orders.items()}
    ours, rows = found["etude"], []
    for name in ("rating only", "hand-weighted", "etude, nothing learnt"):
        theirs = found[name]
        rows.append(_row("NDCG@10", "", [each.ndcg for each in ours], name, [each.ndcg for each in theirs]))
        # Of nobody, a thousandth: a ratio needs a number to stand on.
        exposure = [[max(each.newcomers, 0.1) for each in results] for results in (ours, theirs)]
        rows.append(_row("newcomers among the first ten, of their share", "%", exposure[0], name, exposure[1]))
    assert all(each.violated == 0 for results in found.values() for each in results), "a hard wish was violated"
    return rows


@dataclass(frozen=True)
class Result:
    """Of one market. `newcomers`: how often they are shown beside how many of those who fit are new, in percent."""

    ndcg: float
    newcomers: float
    violated: int


def _trade(order: Order, seed: int) -> Result:
    chance = Random(seed)
    market = [_draw_tutor(chance, number) for number in range(TUTORS)]
    gains, new_shown, new_there, shown, there, violated = [], 0, 0, 0, 0, 0
    for student in [_draw_student(chance) for _student in range(STUDENTS)]:
        for number in range(SEARCHES):
            offers = [_offer(chance, *each) for each in market if chance.random() < 0.5]
            fitting = [
                each for each in offers if teaches(each.tutor, student.wishes) and fit(each.tutor, student.wishes)
            ]
            if len(fitting) < SHOWN:
                continue
            ordered = order(student, fitting)[:SHOWN]
            violated += sum(not _keeps_limits(each, student.wishes) for each in ordered)
            gains.append(_ndcg(student, ordered, fitting))
            new_shown += sum(_is_new(each) for each in ordered)
            new_there += sum(_is_new(each) for each in fitting)
            shown, there = shown + SHOWN, there + len(fitting)
            _choose(student, ordered, number)
    return Result(sum(gains) / len(gains), 100 * (new_shown / shown) / (new_there / there), violated)


def _choose(student: Student, ordered: Sequence[Offer], number: int) -> None:
    """Book the best of the first three, or look on where these are poor; what Etude would remember is remembered."""
    gains = [_gain(student, each) for each in ordered]
    page = ordered[:FIRST] if max(gains[:FIRST]) >= sorted(gains)[len(gains) // 2] else ordered[FIRST : 2 * FIRST]
    for group in (ordered[:FIRST], ordered[FIRST : 2 * FIRST])[: 1 if page == ordered[:FIRST] else 2]:
        best = max(group, key=lambda each: _gain(student, each))
        for each in group:
            response = "picked" if group == page and each is best else "passed" if group != page else None
            student.seen.append(Seen(each.tutor.id, (number, group[0].tutor.id), _parts(student, each), response))
    student.booked.append(max(page, key=lambda each: _gain(student, each)).tutor.id)
    learnt = learn_taste(student.seen, student.booked, ())
    student.taste = Taste(learnt.weights)  # a tutor once booked would be shown again and again, which is another thing


def _gain(student: Student, offer: Offer) -> float:
    found = fit(offer.tutor, student.wishes)
    assert found is not None
    limit = student.wishes.price_max
    assert limit is not None
    return (
        student.cares["quality"] * (offer.quality - 4) * 1.2
        + student.cares["price"] * 0.2 * (1 - found.rate.price.amount / limit.amount)
        + student.cares["way"] * 0.5 * math.exp(-(found.distance or 0) / 3000)
        + student.cares["time"] * 0.3 * math.exp(-((offer.first - NOW) / timedelta(days=4)))
    )


def _ndcg(student: Student, ordered: Sequence[Offer], fitting: Sequence[Offer]) -> float:
    """Järvelin and Kekäläinen (2002), with the gain in even grades from the poorest to the best who fits."""
    gains = {each.tutor.id: _gain(student, each) for each in fitting}
    low, high = min(gains.values()), max(gains.values())

    def grade(gain: float) -> int:
        return min(int((gain - low) / (high - low) * GRADES), GRADES - 1)

    def discounted(grades: Sequence[int]) -> float:
        return sum((2**each - 1) / math.log2(place + 2) for place, each in enumerate(grades))

    best = sorted((grade(each) for each in gains.values()), reverse=True)[:SHOWN]
    return discounted([grade(gains[each.tutor.id]) for each in ordered]) / discounted(best)


def _by_etude(student: Student, offers: list[Offer]) -> list[Offer]:
    return sorted(offers, key=lambda each: (-sum(_parts(student, each).values()), each.tutor.id))


def _by_etude_without_taste(student: Student, offers: list[Offer]) -> list[Offer]:
    return _by_etude(Student(student.wishes, {}), offers)


def _by_rating(student: Student, offers: list[Offer]) -> list[Offer]:
    return sorted(offers, key=lambda each: (-(each.tutor.rating or 0), each.tutor.id))


def _by_hand(student: Student, offers: list[Offer]) -> list[Offer]:
    def worth(offer: Offer) -> float:
        found = fit(offer.tutor, student.wishes)
        assert found is not None
        assert student.wishes.price_max is not None
        cheap = 1 - found.rate.price.amount / student.wishes.price_max.amount
        near, soon = 1 - (found.distance or 0) / 8000, 1 - (offer.first - NOW) / timedelta(days=28)
        return 0.5 * (offer.tutor.rating or 0) / 5 + 0.2 * cheap + 0.2 * near + 0.1 * soon

    return sorted(offers, key=lambda each: (-worth(each), each.tutor.id))


def _parts(student: Student, offer: Offer) -> dict[str, float]:
    found = fit(offer.tutor, student.wishes)
    assert found is not None
    return score(found, student.wishes, offer.first, NOW, student.taste)


def _keeps_limits(offer: Offer, wishes: Wishes) -> bool:
    found = fit(offer.tutor, wishes)
    limit, place = wishes.price_max, wishes.place
    if found is None or limit is None or place is None or PIANO not in offer.tutor.subjects:
        return False
    return found.rate.price.amount <= limit.amount and (found.distance or 0) <= place.radius_m


def _is_new(offer: Offer) -> bool:
    return offer.tutor.reviews_count < FEW_REVIEWS


def _offer(chance: Random, tutor: Tutor, quality: float) -> Offer:
    return Offer(tutor, quality, NOW + timedelta(hours=chance.expovariate(1 / 72)))


def _draw_student(chance: Random) -> Student:
    place = WishedPlace(name="Camden", lat=51.54, lon=-0.14, zone="Europe/London", radius_m=chance.choice((4000, 8000)))
    wishes = Wishes(
        subjects=(PIANO,),  # type: ignore[arg-type]
        place=place,
        price_max=PriceLimit(amount=chance.choice((4000, 5000, 6000)), currency="GBP"),
    )
    return Student(wishes, {each: chance.lognormvariate(0, 0.6) for each in ("quality", "price", "way", "time")})


def _draw_tutor(chance: Random, number: int) -> tuple[Tutor, float]:
    quality = min(5.0, chance.gauss(4.5, 0.35))
    reviews = 0 if chance.random() < 0.4 else chance.randint(1, 60)
    stars = sum(min(5, max(1, round(chance.gauss(quality, 0.6)))) for _review in range(reviews))
    requests, taught = reviews * 2, reviews * 3
    good = min(max((quality - 3.5) / 1.5, 0), 1)
    return Tutor(
        id=PersonId(f"per_{number:04}"),
        name=f"Tutor {number}",
        zone="Europe/London",
        slug=f"tutor-{number}",
        headline="Piano",
        bio="Piano.",
        years=chance.randint(0, 25),
        instant_book=False,
        place="Camden",
        city="London",
        lat=51.54 + chance.gauss(0, 0.03),
        lon=-0.14 + chance.gauss(0, 0.05),
        radius_m=0,
        policy=Policy(24, 50),
        answers_within=timedelta(hours=chance.choice((1, 6, 20))),
        stars_total=stars,
        reviews_count=reviews,
        lessons_taught=taught,
        requests_count=requests,
        unanswered_count=sum(chance.random() > 0.8 + 0.2 * good for _request in range(requests)),
        cancelled_count=sum(chance.random() > 0.93 + 0.07 * good for _lesson in range(taught)),
        badge=None,
        listed=True,
        draft=False,
        subjects=(PIANO,),
        genres=(),
        levels=(),
        languages=("en",),
        learners=(),
        rates=(Rate("tutor", 60, Money(chance.randint(20, 60) * 100, "GBP")),),
        samples=(),
    ), quality


def _row(name: str, unit: str, ours: Sequence[float], peer: str, theirs: Sequence[float]) -> Row:
    return compare(name, unit, ours, peer, theirs, less_is_better=False)
