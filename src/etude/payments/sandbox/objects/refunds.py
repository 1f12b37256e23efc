"""Refunds (https://docs.stripe.com/api/refunds)."""

from etude.payments.sandbox.amounts import spell
from etude.payments.sandbox.call import Call
from etude.payments.sandbox.errors import Json, ParameterError, StripeError
from etude.payments.sandbox.events import emit
from etude.payments.sandbox.ids import mint
from etude.payments.sandbox.lists import answer_list
from etude.payments.sandbox.metadata import merge_metadata, read_metadata
from etude.payments.sandbox.objects import balances
from etude.payments.sandbox.objects.payment_methods import card_of

KIND = "refund"

_REASONS = ("duplicate", "fraudulent", "requested_by_customer")
_SECONDS_TO_END = 300


def create(call: Call) -> Json:
    """POST /v1/refunds of a charge or payment intent, whole or in part; never more than is left."""
    params = call.params
    charge = _find_charge(call)
    amount = params.whole("amount", least=1)
    reason, metadata = params.choice("reason", *_REASONS), read_metadata(params)
    amount = _check(charge, amount)
    method = call.store.find("payment_method", charge["payment_method"])
    end = card_of(method).refund_end if method else None
    refund = _draw(call, charge, amount) | {"reason": reason, "metadata": metadata, "_end": end}
    if end == "succeeded":
        refund["status"] = "pending"
    booked = balances.book(call, "refund", refund["id"], -amount, charge["currency"])
    refund["balance_transaction"] = booked["id"]
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    call.store.save(charge)
    call.store.add(refund, due=call.now + _SECONDS_TO_END if end else None)
    emit(call, "charge.refunded", charge)
    emit(call, "refund.created", refund)
    return refund


def _find_charge(call: Call) -> Json:
    intent, charge = call.params.text("payment_intent"), call.params.text("charge")
    if bool(intent) == bool(charge):
        raise ParameterError("One of the following params should be provided: payment_intent or charge.")
    if charge:
        return call.refer("charge", charge, "charge")
    found = call.refer("payment_intent", str(intent), "payment_intent")
    if found["status"] != "succeeded":
        raise StripeError(f"This PaymentIntent ({intent}) does not have a successful charge to refund.")
    return call.refer("charge", found["latest_charge"], "charge")


def _check(charge: Json, amount: int | None) -> int:
    """The amount to give back, or the error that says why it cannot be."""
    left = charge["amount"] - charge["amount_refunded"]
    if charge["disputed"]:
        raise StripeError(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed"
        )
    if not charge["captured"]:
        raise StripeError(f"Charge {charge['id']} has not been captured.", code="charge_not_refundable")
    if left == 0:
        raise StripeError(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if amount is not None and amount > left:
        currency = charge["currency"]
        raise StripeError(
            f"Refund amount ({spell(amount, currency)}) is greater than unrefunded amount on charge "
            f"({spell(left, currency)})",
            param="amount",
        )
    return left if amount is None else amount


def _draw(call: Call, charge: Json, amount: int) -> Json:
    return {
        "id": mint("re"),
        "object": KIND,
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": call.now,
        "currency": charge["currency"],
        "destination_details": {
            "card": {"reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund"},
            "type": "card",
        },
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": None,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


def ripen(call: Call, refund: Json) -> None:
    """Time has come: some test cards end a refund late, and one of them in failure (https://docs.stripe.com/testing#refunds)."""
    refund["status"] = refund["_end"]
    if refund["status"] == "failed":
        _take_back(call, refund)
        emit(call, "refund.failed", refund)
    call.store.save(refund)
    emit(call, "refund.updated", refund)


def _take_back(call: Call, refund: Json) -> None:
    booked = balances.book(call, "refund_failure", refund["id"], refund["amount"], refund["currency"])
    refund.update(failure_balance_transaction=booked["id"], failure_reason="expired_or_canceled_card")
    charge = call.refer("charge", refund["charge"], "charge")
    charge.update(amount_refunded=charge["amount_refunded"] - refund["amount"], refunded=False)
    call.store.save(charge)


def retrieve(call: Call) -> Json:
    """GET /v1/refunds/{id}."""
    return call.load(KIND)


def change(call: Call) -> Json:
    """POST /v1/refunds/{id}: metadata."""
    refund = call.load(KIND)
    merge_metadata(refund, call.params)
    call.store.save(refund)
    emit(call, "refund.updated", refund)
    return refund


def list_all(call: Call) -> Json:
    """GET /v1/refunds, by `charge` and `payment_intent`."""
    return answer_list(call, KIND, "/v1/refunds", "charge", "payment_intent")
