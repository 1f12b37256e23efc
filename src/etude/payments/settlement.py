"""Where the money of a lesson belongs, given how the lesson stands: what to do next, and how to book it."""

from dataclasses import dataclass
from typing import Literal

from etude.core.lessons.model import Lesson, Status
from etude.core.money import Money
from etude.core.transaction import Tx
from etude.payments.ledger.entries import (
    FEES,
    credit,
    debit,
    held_account,
    provider_account,
    student_account,
    tutor_account,
)
from etude.payments.ledger.store import is_booked, post
from etude.payments.model import Payment, PaymentStatus
from etude.payments.provider import Authorisation, GivenBack
from etude.payments.quote import divide

_KEPT = {Status.CONFIRMED, Status.COMPLETED, Status.SETTLED}
_LET_GO = {Status.EXPIRED, Status.DECLINED, Status.WITHDRAWN}
_FINAL = _LET_GO | {Status.CANCELLED, Status.SETTLED}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to ask of the provider."""

    operation: Literal["capture", "release", "refund"]
    amount: Money


def kept_of(lesson: Lesson) -> Money | None:
    """How much of the price stays with us and the tutor; None while that is still open."""
    if lesson.status in _KEPT:
        return lesson.price
    if lesson.status is Status.CANCELLED:
        return lesson.price - (lesson.price if lesson.refund is None else lesson.refund)
    return Money(0, lesson.price.currency) if lesson.status in _LET_GO else None


def next_step(lesson: Lesson, payment: Payment, money: Authorisation) -> Step | None:
    """What brings the money at the provider to where the lesson wants it; None when it is there.

    It looks at nothing but how things stand, so order and repetition of the reasons to ask do not matter.
    """
    kept = Money(0, lesson.price.currency) if payment.status is PaymentStatus.FAILED else kept_of(lesson)
    if kept is None:
        return None
    if money.status == "authorised":
        return Step("capture", kept) if kept.amount > 0 else Step("release", money.amount)
    excess = money.captured - money.refunded - kept
    return Step("refund", excess) if money.status == "captured" and excess.amount > 0 else None


def book_capture(tx: Tx, payment: Payment) -> None:
    """The provider has the money, and it belongs to nobody yet."""
    lines = [
        debit(provider_account(payment.provider), payment.captured),
        credit(held_account(payment.lesson), payment.captured),
    ]
    post(tx, f"capture:{payment.id}", "capture", lines, payment.lesson)


def book_division(tx: Tx, payment: Payment, lesson: Lesson) -> None:
    """Once the lesson is over or off, captured money is owed to its tutor, to us, and back to the student."""
    kept = kept_of(lesson)
    if lesson.status not in _FINAL or kept is None or payment.captured.amount == 0:
        return
    kept = min(kept, payment.captured, key=lambda money: money.amount)
    share = divide(lesson, kept)
    lines = [
        debit(held_account(lesson.id), payment.captured),
        credit(student_account(lesson.student), payment.captured - kept),
        credit(tutor_account(lesson.tutor), share.net),
        credit(FEES, share.fee),
    ]
    post(tx, f"division:{lesson.id}", "division", lines, lesson.id)


def book_refund(tx: Tx, payment: Payment, lesson: Lesson, refund: GivenBack) -> Money | None:
    """Book a refund, or that it came back; answers by how much the refunded sum changed, None when it was known."""
    student, cash = student_account(lesson.student), provider_account(payment.provider)
    made, returned = f"refund:{refund.id}", f"refund-returned:{refund.id}"
    if not refund.failed:
        lines = [debit(student, refund.amount), credit(cash, refund.amount)]
        return refund.amount if post(tx, made, "refund", lines, lesson.id) else None
    if not is_booked(tx.conn, made):
        return None
    lines = [debit(cash, refund.amount), credit(student, refund.amount)]
    return -refund.amount if post(tx, returned, "refund returned", lines, lesson.id) else None
