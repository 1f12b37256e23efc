"""Payment methods of type card (https://docs.stripe.com/api/payment_methods)."""

from datetime import UTC, datetime

from etude.payments.sandbox.call import Call
from etude.payments.sandbox.cards import Card, Decline, check_cvc, check_expiry, find_test_method, read_card
from etude.payments.sandbox.errors import CardError, Json, StripeError, missing, missing_reference
from etude.payments.sandbox.events import emit
from etude.payments.sandbox.ids import mint
from etude.payments.sandbox.lists import answer_list
from etude.payments.sandbox.metadata import merge_metadata, read_metadata

KIND = "payment_method"
LABEL = "PaymentMethod"

_ISSUED_IN = "US"


def create(call: Call) -> Json:
    """POST /v1/payment_methods with a card's number and expiry, or `card[token]=tok_visa`."""
    params = call.params
    params.choice("type", "card")
    details, billing = params.group("card"), params.group("billing_details")
    metadata = read_metadata(params)
    billed = {field: billing.text(field) for field in ("email", "name", "phone")}
    billing.skip("address")
    params.skip("allow_redisplay")
    token = details.text("token")
    if token:
        card = find_test_method(token)
        if card is None:
            raise missing_reference("token", token, "card[token]")
        return make(call, card, billed=billed, metadata=metadata)
    card = read_card(details.need("number"))
    month, year = details.need_whole("exp_month"), details.need_whole("exp_year")
    check_expiry(month, year, this_month(call))
    cvc = details.text("cvc")
    if cvc:
        check_cvc(card, cvc)
    return make(call, card, expiry=(year, month), billed=billed, metadata=metadata)


def this_month(call: Call) -> tuple[int, int]:
    """The clock's year and month."""
    today = datetime.fromtimestamp(call.now, UTC)
    return today.year, today.month


def make(
    call: Call,
    card: Card,
    *,
    expiry: tuple[int, int] | None = None,
    billed: dict[str, str | None] | None = None,
    metadata: dict[str, str] | None = None,
) -> Json:
    """Keep a new payment method for a card."""
    year, month = expiry or (this_month(call)[0] + 3, 8)
    method = {
        "id": mint("pm"),
        "object": KIND,
        "allow_redisplay": "unspecified",
        "billing_details": {"address": _NOWHERE, "email": None, "name": None, "phone": None, **(billed or {})},
        "card": {
            "brand": card.brand,
            "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
            "country": _ISSUED_IN,
            "display_brand": card.brand,
            "exp_month": month,
            "exp_year": year,
            "fingerprint": f"sandbox{card.number[-9:]}",
            "funding": card.funding,
            "generated_from": None,
            "last4": card.number[-4:],
            "networks": {"available": [card.brand], "preferred": None},
            "regulated_status": "unregulated",
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        },
        "created": call.now,
        "customer": None,
        "livemode": False,
        "metadata": metadata or {},
        "type": "card",
        "_number": card.number,
        "_set_up": False,
    }
    return call.store.add(method)


_NOWHERE = {"city": None, "country": None, "line1": None, "line2": None, "postal_code": None, "state": None}


def card_of(method: Json) -> Card:
    """The card behind a payment method."""
    return read_card(method["_number"])


def resolve(call: Call, name: str, param: str = "payment_method") -> Json:
    """The payment method of this id; a test id such as `pm_card_visa` makes a new one."""
    found = call.store.find(KIND, name)
    if found is not None:
        return found
    card = find_test_method(name)
    if card is None:
        raise missing_reference(LABEL, name, param)
    return make(call, card)


def retrieve(call: Call) -> Json:
    """GET /v1/payment_methods/{id}."""
    found = call.store.find(KIND, call.path["id"])
    if found is not None:
        return found
    card = find_test_method(call.path["id"])
    if card is None:
        raise missing(LABEL, call.path["id"])
    return make(call, card)


def change(call: Call) -> Json:
    """POST /v1/payment_methods/{id}: metadata and billing details."""
    method, params = call.load(KIND, LABEL), call.params
    billing = params.group("billing_details")
    for field in ("email", "name", "phone"):
        if billing.has(field):
            method["billing_details"][field] = billing.text(field)
    merge_metadata(method, params)
    return call.store.save(method)


def attach(call: Call) -> Json:
    """POST /v1/payment_methods/{id}/attach; a card that declines cannot be attached (https://docs.stripe.com/testing#declined-payments)."""
    customer = call.refer("customer", call.params.need("customer"), "customer")
    method = resolve(call, call.path["id"])
    return attach_to(call, method, customer["id"])


def attach_to(call: Call, method: Json, customer: str) -> Json:
    """Save a card for a customer, and tell."""
    if method["customer"] == customer:
        return method
    if method["customer"] is not None:
        raise StripeError(
            "The payment method you provided has already been attached to a customer.",
            code="payment_method_unexpected_state",
        )
    card = card_of(method)
    if card.decline is not None and not card.attaches:
        raise declined(card.decline)
    method["customer"] = customer
    call.store.save(method)
    emit(call, "payment_method.attached", method)
    return method


def declined(decline: Decline, more: Json | None = None) -> CardError:
    """The refusal of a card, with its decline code (https://docs.stripe.com/declines/codes)."""
    details = {"decline_code": decline.decline_code} if decline.decline_code else {}
    return CardError(decline.message, code=decline.code, more={**details, **(more or {})})


def detach(call: Call) -> Json:
    """POST /v1/payment_methods/{id}/detach; a detached method cannot be used again."""
    method = call.load(KIND, LABEL)
    if method["customer"] is None:
        raise StripeError(
            "The payment method you provided is not attached to a customer so detachment is impossible.",
            code="payment_method_unexpected_state",
        )
    before = {"customer": method["customer"]}
    method.update(customer=None, _detached=True)
    call.store.save(method)
    emit(call, "payment_method.detached", method, before)
    return method


def list_all(call: Call) -> Json:
    """GET /v1/payment_methods, by `customer` and `type`."""
    return answer_list(call, KIND, "/v1/payment_methods", "customer", "type")


def list_of_customer(call: Call) -> Json:
    """GET /v1/customers/{id}/payment_methods."""
    customer = call.load("customer")
    mine: dict[str, object] = {"customer": customer["id"]}
    return answer_list(call, KIND, f"/v1/customers/{customer['id']}/payment_methods", "type", extra=mine)
