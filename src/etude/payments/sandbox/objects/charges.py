"""Charges (https://docs.stripe.com/api/charges)."""

from etude.payments.sandbox.call import Call
from etude.payments.sandbox.cards import Card, Decline
from etude.payments.sandbox.errors import Json
from etude.payments.sandbox.events import emit
from etude.payments.sandbox.lists import answer_list
from etude.payments.sandbox.metadata import merge_metadata
from etude.payments.sandbox.objects import balances, disputes
from etude.payments.sandbox.objects.charge_shape import KIND, draw, explain
from etude.payments.sandbox.objects.payment_methods import card_of

AUTHORISED_SECONDS = 7 * 24 * 3600
"""How long an authorisation holds (https://docs.stripe.com/payments/place-a-hold-on-a-payment-method)."""


def fail(call: Call, intent: Json, method: Json, decline: Decline) -> Json:
    """Keep the failed attempt at an intent, and tell."""
    blocked = decline.decline_code == "fraudulent"
    outcome = explain("blocked" if blocked else "issuer_declined", decline.message, decline.decline_code)
    charge = draw(call, intent, method) | {
        "amount_captured": 0,
        "captured": False,
        "failure_code": decline.code,
        "failure_message": decline.message,
        "outcome": outcome,
        "paid": False,
        "status": "failed",
    }
    call.store.add(charge)
    emit(call, "charge.failed", charge)
    return charge


def succeed(call: Call, intent: Json, method: Json) -> Json:
    """Keep the successful attempt at an intent, captured or only authorised, and tell."""
    charge = draw(call, intent, method)
    card = charge["payment_method_details"]["card"]
    if intent["capture_method"] == "manual":
        card["capture_before"] = call.now + AUTHORISED_SECONDS
        charge.update(captured=False, amount_captured=0)
    else:
        charge["balance_transaction"] = _settle(call, charge, charge["amount"], card_of(method))
    call.store.add(charge)
    emit(call, "charge.succeeded", charge)
    if charge["captured"]:
        disputes.open_if_due(call, charge, card_of(method))
    return charge


def capture(call: Call, charge: Json, amount: int) -> Json:
    """Take the authorised money or a part of it; the rest is released and counts as refunded (https://docs.stripe.com/payments/place-a-hold-on-a-payment-method#capture-funds)."""
    method = call.store.find("payment_method", charge["payment_method"])
    assert method is not None
    charge.update(captured=True, amount_captured=amount, amount_refunded=charge["amount"] - amount)
    charge["balance_transaction"] = _settle(call, charge, amount, card_of(method))
    call.store.save(charge)
    emit(call, "charge.captured", charge)
    disputes.open_if_due(call, charge, card_of(method))
    return charge


def release(call: Call, charge: Json, event: str) -> None:
    """Let go of an authorisation: nothing was captured, the whole amount counts as refunded."""
    charge.update(refunded=True, amount_refunded=charge["amount"])
    call.store.save(charge)
    emit(call, event, charge)


def _settle(call: Call, charge: Json, amount: int, card: Card) -> str:
    wait = 0 if card.settles_at_once else int(call.settings.settlement.total_seconds())
    fee = balances.price(call, amount)
    booked = balances.book(
        call, "charge", charge["id"], amount, charge["currency"], fee=fee, available_on=call.now + wait
    )
    return str(booked["id"])


def retrieve(call: Call) -> Json:
    """GET /v1/charges/{id}."""
    return call.load(KIND)


def change(call: Call) -> Json:
    """POST /v1/charges/{id}: metadata, description, transfer group."""
    charge, params = call.load(KIND), call.params
    for field in ("description", "receipt_email", "transfer_group"):
        if params.has(field):
            charge[field] = params.text(field)
    merge_metadata(charge, params)
    call.store.save(charge)
    emit(call, "charge.updated", charge)
    return charge


def list_all(call: Call) -> Json:
    """GET /v1/charges, by `customer`, `payment_intent`, `transfer_group`."""
    return answer_list(call, KIND, "/v1/charges", "customer", "payment_intent", "transfer_group")
