"""A payment for a lesson and how it stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from etude.core.ids import LessonId, PaymentId
from etude.core.money import Money


class PaymentStatus(StrEnum):
    """OPEN waits for the payer; AUTHORISED is set aside at the bank; REFUNDED was captured and given back, in part or
    whole; EXPIRED was not paid while the time was held; FAILED is money that was promised and could not be had."""

    OPEN = "open"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    RELEASED = "released"
    REFUNDED = "refunded"
    FAILED = "failed"
    EXPIRED = "expired"


UNPAID = (PaymentStatus.OPEN, PaymentStatus.EXPIRED)


@dataclass(frozen=True, slots=True)
class Payment:
    """What a student owes for a lesson; `session` is the provider's hosted page, `intent` the money behind it.

    `attempts` counts the pages that were opened, `spent` the idempotency keys that a definite refusal used up.
    """

    id: PaymentId
    lesson: LessonId
    amount: Money
    status: PaymentStatus
    captured: Money
    refunded: Money
    provider: str
    attempts: int
    spent: int
    session: str | None
    session_url: str | None
    session_expires: datetime | None
    intent: str | None
    customer: str | None
    payer_email: str | None
    last_decline: str | None
    created_at: datetime
    updated_at: datetime

    @property
    def lane(self) -> str:
        """Within which operations on this money keep their order."""
        return f"payment:{self.id}"
