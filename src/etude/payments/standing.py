"""Brings our side in line with how a payment stands at the provider, whoever had the reason to look."""

import logging

from etude.core.errors import TimeTakenError, TransitionError
from etude.core.events import PaymentAuthorised, PaymentFailed, PaymentTooLate, RefundMade
from etude.core.ids import PaymentId
from etude.core.jobs.store import ask_for
from etude.core.lessons import booking
from etude.core.lessons.lifecycle import TRANSITIONS
from etude.core.lessons.model import Lesson, Status
from etude.core.lessons.store import load_lesson
from etude.core.lessons.timers import run_timer
from etude.core.transaction import Transactions, Tx
from etude.core.tutors.store import load_tutor
from etude.payments.checkout import is_payable
from etude.payments.model import UNPAID, Payment, PaymentStatus
from etude.payments.provider import Authorisation, CheckoutState, Provider
from etude.payments.settlement import book_capture, book_division, book_refund, kept_of
from etude.payments.store import change_payment, keep_payer, load_payment, lock_payment, note_look_up, view_payment

log = logging.getLogger(__name__)
LAPSED = "The bank no longer keeps the money for this lesson."


async def refresh(
    transactions: Transactions, provider: Provider, payment_id: PaymentId, intent: str | None = None
) -> Payment:
    """Ask the provider how a payment stands and take that in; `intent` names the money where only the caller knows.

    Raises NotSentError or OutcomeUnknownError when the provider cannot say.
    """
    payment, _ = await transactions.read(lambda conn: view_payment(conn, payment_id))
    checkout = await provider.find_checkout(payment.session) if payment.session else None
    intent = (checkout and checkout.intent) or payment.intent or intent
    money = await provider.look_up(intent) if intent else None
    return await transactions.run(lambda tx: take_in(tx, payment_id, checkout, money))


def take_in(tx: Tx, payment_id: PaymentId, checkout: CheckoutState | None, money: Authorisation | None) -> Payment:
    """Write down what is new, and say so; old news and repetitions change nothing."""
    payment, lesson = lock_payment(tx, payment_id)
    note_look_up(tx, payment_id)
    payment = _note_payer(tx, payment, lesson, checkout)
    if money is None:
        return payment
    if payment.intent != money.intent:
        payment = change_payment(tx, payment, intent=money.intent)
    if money.status == "none":
        return _note_decline(tx, payment, lesson, money)
    if money.status == "cancelled":
        return _note_cancelled(tx, payment, lesson)
    if payment.status in UNPAID:
        payment = _note_authorised(tx, payment, lesson)
    return _note_captured(tx, payment, money) if money.status == "captured" else payment


def _note_payer(tx: Tx, payment: Payment, lesson: Lesson, checkout: CheckoutState | None) -> Payment:
    if checkout is None or checkout.status != "complete":
        return payment
    if (payment.customer, payment.payer_email) == (checkout.customer, checkout.email):
        return payment
    keep_payer(tx, payment.provider, lesson.student, checkout.customer, checkout.email)
    return change_payment(tx, payment, customer=checkout.customer, payer_email=checkout.email)


def _note_decline(tx: Tx, payment: Payment, lesson: Lesson, money: Authorisation) -> Payment:
    """A card was declined at the hosted page, where another may be tried."""
    if money.decline is None or money.decline.id == payment.last_decline:
        return payment
    payment = change_payment(tx, payment, last_decline=money.decline.id)
    if is_payable(payment, lesson):
        tx.publish(PaymentFailed(lesson.id, money.decline.reason))
    return payment


def _note_authorised(tx: Tx, payment: Payment, lesson: Lesson) -> Payment:
    """The bank has set the money aside: go on with the lesson, or give it back when the time is gone."""
    payment = change_payment(tx, payment, status=PaymentStatus.AUTHORISED)
    if not _hold_again(tx, lesson):
        tx.publish(PaymentTooLate(lesson.id))
        ask_for(tx, "payment.release", f"{payment.lane}:release:late", lane=payment.lane, payment=payment.id)
        return payment
    tx.publish(PaymentAuthorised(lesson.id, payment.amount))
    booking.authorised(tx, lesson.id, instant=load_tutor(tx.conn, lesson.tutor).instant_book)
    return load_payment(tx.conn, payment.id)


def _hold_again(tx: Tx, lesson: Lesson) -> bool:
    """Whether the lesson's time is still held, or could be taken again."""
    if lesson.start <= tx.now:
        run_timer(tx, lesson.id)
    status = load_lesson(tx.conn, lesson.id).status
    if status is not Status.EXPIRED:
        return status is Status.HELD
    try:
        booking.revive(tx, lesson.id)
    except (TimeTakenError, TransitionError):
        return False
    return True


def _note_captured(tx: Tx, payment: Payment, money: Authorisation) -> Payment:
    if payment.captured.amount == 0:
        payment = change_payment(tx, payment, status=PaymentStatus.CAPTURED, captured=money.captured)
        book_capture(tx, payment)
    lesson = load_lesson(tx.conn, payment.lesson)
    book_division(tx, payment, lesson)
    for refund in money.refunds:
        change = book_refund(tx, payment, lesson, refund)
        if change is None:
            continue
        refunded = payment.refunded + change
        status = PaymentStatus.REFUNDED if refunded.amount else PaymentStatus.CAPTURED
        payment = change_payment(tx, payment, refunded=refunded, status=status)
        if change.amount > 0:
            tx.publish(RefundMade(lesson.id, change))
        else:
            log.error("refund %s of payment %s came back; the student is still owed it", refund.id, payment.id)
            payment = change_payment(tx, payment, spent=payment.spent + 1)
    return payment


def _note_cancelled(tx: Tx, payment: Payment, lesson: Lesson) -> Payment:
    """An authorisation is gone: let go by us, or by the bank while the lesson still wanted it."""
    if payment.status is not PaymentStatus.AUTHORISED:
        return payment
    kept = kept_of(lesson)
    if kept is None or kept.amount > 0:
        return note_failed(tx, payment, lesson, LAPSED)
    payment = change_payment(tx, payment, status=PaymentStatus.RELEASED)
    tx.publish(RefundMade(lesson.id, payment.amount))
    return payment


def note_failed(tx: Tx, payment: Payment, lesson: Lesson, reason: str) -> Payment:
    """Money that was promised cannot be had, so a lesson that is asked for or booked is off.

    A tutor's yes books it before the money is taken: a tap cannot wait for a bank that may be away for an hour, and a
    bank hardly ever refuses what it has set aside. If it does, everyone who was told of the yes is told of this too.
    """
    payment = change_payment(tx, payment, status=PaymentStatus.FAILED)
    if lesson.status in TRANSITIONS["unpaid"].sources:
        booking.fall_through(tx, lesson.id)
    else:
        tx.publish(PaymentFailed(lesson.id, reason))
    return payment
