"""Coupons, and the discount they give a checkout session (https://docs.stripe.com/api/coupons)."""

from etude.payments.sandbox.amounts import read_currency
from etude.payments.sandbox.call import Call
from etude.payments.sandbox.errors import Json, ParameterError, StripeError
from etude.payments.sandbox.ids import mint
from etude.payments.sandbox.lists import answer_list
from etude.payments.sandbox.metadata import read_metadata

KIND = "coupon"


def create(call: Call) -> Json:
    """POST /v1/coupons with `percent_off` or `amount_off` and `currency`."""
    params = call.params
    share, amount = params.text("percent_off"), params.whole("amount_off", least=1)
    if (share is None) == (amount is None):
        raise ParameterError("Pass exactly one of percent_off and amount_off.", param="percent_off")
    name = params.text("id") or mint("coupon").removeprefix("coupon_")[:8]
    if call.store.find_anywhere(name):
        raise StripeError("Coupon already exists.", code="resource_already_exists", param="id")
    coupon = {
        "id": name,
        "object": KIND,
        "amount_off": amount,
        "created": call.now,
        "currency": read_currency(params) if amount is not None else None,
        "duration": params.choice("duration", "once", "forever", "repeating") or "once",
        "duration_in_months": params.whole("duration_in_months", least=1),
        "livemode": False,
        "max_redemptions": params.whole("max_redemptions", least=1),
        "metadata": read_metadata(params),
        "name": params.text("name"),
        "percent_off": _read_share(share),
        "redeem_by": params.whole("redeem_by"),
        "times_redeemed": 0,
        "valid": True,
    }
    return call.store.add(coupon)


def _read_share(share: str | None) -> float | None:
    if share is None:
        return None
    try:
        value = float(share)
    except ValueError as error:
        raise ParameterError(f"Invalid decimal: {share}", param="percent_off") from error
    if not 0 < value <= 100:
        raise ParameterError("percent_off must be above 0 and at most 100.", param="percent_off")
    return value


def read_discount(call: Call, session: Json, subtotal: int) -> int:
    """What the session's one discount takes off, in minor units; the session remembers the coupon."""
    total = 0
    for chosen in call.params.groups("discounts"):
        coupon = call.refer(KIND, chosen.need("coupon"), chosen.name("coupon"))
        session["discounts"].append({"coupon": coupon["id"], "promotion_code": None})
        total += coupon["amount_off"] or round(subtotal * (coupon["percent_off"] or 0) / 100)
    return min(total, subtotal)


def retrieve(call: Call) -> Json:
    """GET /v1/coupons/{id}."""
    return call.load(KIND)


def remove(call: Call) -> Json:
    """DELETE /v1/coupons/{id}; sessions that have it keep their price."""
    coupon = call.load(KIND)
    call.store.remove(coupon["id"])
    return {"id": coupon["id"], "object": KIND, "deleted": True}


def list_all(call: Call) -> Json:
    """GET /v1/coupons."""
    return answer_list(call, KIND, "/v1/coupons")
