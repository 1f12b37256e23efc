"""How a payment begins: a row beside the lesson, and our own link that leads to wherever it can be paid."""

import base64
import hashlib
import hmac

from etude.core.ids import PaymentId
from etude.core.lessons.model import Lesson, Status
from etude.core.transaction import Tx
from etude.payments.model import Payment, PaymentStatus
from etude.payments.store import add_payment, payment_of

__all__ = ["is_payable", "paid_path", "pay_path", "payment_of", "read_token", "start_payment"]

_BYTES = 20


def start_payment(tx: Tx, lesson: Lesson, provider: str = "stripe") -> Payment:
    """Ask for the price of a lesson whose time is held; asking again finds the same payment."""
    return payment_of(tx.conn, lesson.id) or add_payment(tx, lesson, provider)


def is_payable(payment: Payment, lesson: Lesson) -> bool:
    """Whether this payment still waits for its payer."""
    return payment.status is PaymentStatus.OPEN and lesson.status is Status.HELD


def pay_path(payment: Payment, secret: str) -> str:
    """The link that a payer opens, relative to the site; `secret` is the installation's own.

    Its token is derived, not stored, so that it can be shown again and a copy of the database opens nothing.
    """
    return f"/pay/{_token(payment.id, secret)}"


def paid_path(payment: Payment, secret: str) -> str:
    """Where the payer comes back to."""
    return f"/paid/{_token(payment.id, secret)}"


def read_token(token: str, secret: str) -> PaymentId | None:
    """The payment that a link stands for, or None when the link was not made by us."""
    payment_id = PaymentId(token.partition("-")[0])
    made = _token(payment_id, secret)
    return payment_id if hmac.compare_digest(token.encode(), made.encode()) else None


def _token(payment: PaymentId, secret: str) -> str:
    digest = hmac.new(secret.encode(), f"pay-link:{payment}".encode(), hashlib.sha256).digest()
    return f"{payment}-{base64.b32encode(digest[:_BYTES]).decode().lower()}"
