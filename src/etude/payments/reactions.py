"""What happens to the money when something happens to a lesson."""

from collections.abc import Callable

from etude.core import events
from etude.core.events import Event
from etude.core.jobs.store import ask_for
from etude.core.lessons.model import Lesson
from etude.core.lessons.store import load_lesson
from etude.core.transaction import Handler, Tx
from etude.payments.model import Payment, PaymentStatus
from etude.payments.settlement import book_division
from etude.payments.store import change_payment, payment_of

Reaction = Callable[[Tx, Payment, Lesson], None]


def handlers() -> dict[type, Handler]:
    """Which event of the domain is answered how; `etude.app` wires them."""
    return {
        events.HoldExpired: _about(_close),
        events.LessonConfirmed: _about(_capture),
        events.LessonDeclined: _about(_release),
        events.LessonWithdrawn: _about(_release),
        events.RequestExpired: _about(_release),
        events.LessonCancelled: _about(_refund),
        events.LessonSettled: _about(book_division),
    }


def _about(react: Reaction) -> Handler:
    def handler(tx: Tx, event: Event) -> None:
        payment = payment_of(tx.conn, event.lesson)
        if payment is not None:
            react(tx, payment, load_lesson(tx.conn, event.lesson))

    return handler


def ask_to_close(tx: Tx, payment: Payment, session: str) -> None:
    """Have a hosted page shut."""
    key = f"{payment.lane}:close:{session}"
    ask_for(tx, "payment.close_checkout", key, lane=payment.lane, payment=payment.id, session=session)


def _close(tx: Tx, payment: Payment, lesson: Lesson) -> None:
    if payment.status is PaymentStatus.OPEN:
        change_payment(tx, payment, status=PaymentStatus.EXPIRED)
    if payment.session is not None:
        ask_to_close(tx, payment, payment.session)


def _capture(tx: Tx, payment: Payment, lesson: Lesson) -> None:
    _ask(tx, "capture", payment, lesson)


def _release(tx: Tx, payment: Payment, lesson: Lesson) -> None:
    _ask(tx, "release", payment, lesson)


def _refund(tx: Tx, payment: Payment, lesson: Lesson) -> None:
    book_division(tx, payment, lesson)
    if lesson.refund is not None and lesson.refund.amount > 0:
        _ask(tx, "refund", payment, lesson)


def _ask(tx: Tx, operation: str, payment: Payment, lesson: Lesson) -> None:
    key = f"{payment.lane}:{operation}:{lesson.sequence}"
    ask_for(tx, f"payment.{operation}", key, lane=payment.lane, payment=payment.id)
