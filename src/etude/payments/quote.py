"""What a lesson costs, and how its price is divided between tutor, platform and student."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from etude.core.lessons.model import Lesson
from etude.core.money import Money


@dataclass(frozen=True, slots=True)
class Quote:
    """The student pays `price`; `fee` of it is the platform's, `net` the tutor's."""

    price: Money
    fee: Money
    net: Money


def quote(price: Money, commission_percent: int) -> Quote:
    """The price with the platform's commission inside it, halves of a minor unit rounded up."""
    fee = price.percent(commission_percent)
    return Quote(price, fee, price - fee)


def divide(lesson: Lesson, kept: Money) -> Quote:
    """How what was kept of a lesson's price is divided: in the proportion that was agreed for the whole."""
    if lesson.price.amount == 0:
        return Quote(kept, kept, kept)
    exact = Decimal(lesson.fee.amount) * kept.amount / lesson.price.amount
    fee = Money(int(exact.quantize(Decimal(1), ROUND_HALF_UP)), kept.currency)
    return Quote(kept, fee, kept - fee)
