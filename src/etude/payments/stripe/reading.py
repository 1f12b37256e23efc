"""Stripe's objects in our words."""

from typing import Any

from stripe import Charge, Customer, Event, PaymentIntent
from stripe.checkout import Session

from etude.core.ids import PaymentId
from etude.payments.provider import (
    Authorisation,
    CheckoutState,
    CheckoutStatus,
    Decline,
    GivenBack,
    MoneyStatus,
    ProviderEvent,
)
from etude.payments.stripe.amounts import from_stripe

REFERENCE = "etude_payment"

_CHECKOUT: dict[str, CheckoutStatus] = {"open": "open", "complete": "complete", "expired": "expired"}
_MONEY: dict[str, MoneyStatus] = {
    "requires_capture": "authorised",
    "succeeded": "captured",
    "canceled": "cancelled",
}


def read_session(session: Session) -> CheckoutState:
    details = session.customer_details
    return CheckoutState(
        id=session.id,
        status=_CHECKOUT.get(session.status or "open", "open"),
        intent=_name(session.payment_intent),
        customer=_name(session.customer),
        email=details.email if details else session.customer_email,
    )


def read_intent(intent: PaymentIntent) -> Authorisation:
    """The intent with its last charge and refunds expanded."""
    status = _MONEY.get(intent.status, "none")
    return Authorisation(
        intent=intent.id,
        status=status,
        amount=from_stripe(intent.amount, intent.currency),
        captured=from_stripe(intent.amount_received, intent.currency),
        # Letting go of an authorisation shows up as a refund as well, though nothing was ever taken.
        refunds=_refunds(intent) if status == "captured" else (),
        decline=_decline(intent),
    )


def read_event(event: Event) -> ProviderEvent:
    subject: dict[str, Any] = event.to_dict()["data"]["object"]
    kind = subject.get("object")
    metadata = subject.get("metadata") or {}
    reference = metadata.get(REFERENCE) or subject.get("client_reference_id")
    return ProviderEvent(
        id=event.id,
        account=event.account or "" if "account" in event else "",
        type=event.type,
        payment=PaymentId(reference) if reference else None,
        session=subject.get("id") if kind == "checkout.session" else None,
        intent=subject.get("id") if kind == "payment_intent" else _name(subject.get("payment_intent")),
    )


def _refunds(intent: PaymentIntent) -> tuple[GivenBack, ...]:
    charge = intent.latest_charge
    if not isinstance(charge, Charge) or charge.refunds is None:
        return ()
    return tuple(
        GivenBack(one.id, from_stripe(one.amount, one.currency), one.status in ("failed", "canceled"))
        for one in charge.refunds.data
    )


def _decline(intent: PaymentIntent) -> Decline | None:
    error = intent.last_payment_error and intent.last_payment_error.to_dict()
    if not error:
        return None
    # A failed 3-D Secure challenge has no charge of its own, only the card that was tried.
    tried = error.get("charge") or (error.get("payment_method") or {}).get("id") or intent.id
    return Decline(str(tried), str(error.get("message") or ""))


def _name(thing: str | PaymentIntent | Customer | None) -> str | None:
    return thing if thing is None or isinstance(thing, str) else thing.id
