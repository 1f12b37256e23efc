"""Checkout sessions (https://docs.stripe.com/api/checkout/sessions)."""

from etude.payments.sandbox import coupons, intents, setup_intents
from etude.payments.sandbox.amounts import check_charge, read_currency
from etude.payments.sandbox.call import Call
from etude.payments.sandbox.confirmation import CONFIRMABLE
from etude.payments.sandbox.errors import Json, ParameterError, StripeError
from etude.payments.sandbox.events import emit
from etude.payments.sandbox.ids import mint
from etude.payments.sandbox.lists import answer_list, as_list
from etude.payments.sandbox.metadata import merge_metadata, read_metadata
from etude.payments.sandbox.params import Params

KIND = "checkout.session"

_SHORTEST, _LONGEST = 30 * 60, 24 * 3600
_WITHOUT_EFFECT = (
    "allow_promotion_codes",
    "billing_address_collection",
    "consent_collection",
    "custom_text",
    "customer_update",
    "payment_method_collection",
    "payment_method_options",
    "payment_method_types",
    "phone_number_collection",
    "saved_payment_method_options",
    "tax_id_collection",
)


def create(call: Call) -> Json:
    """POST /v1/checkout/sessions in mode `payment` or `setup`, for the hosted page."""
    params = call.params
    params.skip(*_WITHOUT_EFFECT)
    mode = params.choice("mode", "payment", "setup") or "payment"
    session = _draw(call, mode)
    session.update(
        cancel_url=params.text("cancel_url"),
        client_reference_id=params.text("client_reference_id"),
        locale=params.text("locale"),
        metadata=read_metadata(params),
        submit_type=params.choice("submit_type", "auto", "book", "donate", "pay"),
        success_url=params.need("success_url"),
    )
    params.choice("ui_mode", "hosted_page", "hosted")
    session["expires_at"] = _read_expiry(call)
    _read_customer(call, session)
    if mode == "payment":
        _read_payment(call, session)
    else:
        _read_setup(call, session)
    return call.store.add(session, due=session["expires_at"])


def _draw(call: Call, mode: str) -> Json:
    name = mint("cs_test")
    return {
        "id": name,
        "object": KIND,
        "adaptive_pricing": None,
        "after_expiration": None,
        "allow_promotion_codes": None,
        "amount_subtotal": None,
        "amount_total": None,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": None,
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "created": call.now,
        "currency": None,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer": None,
        "customer_creation": None,
        "customer_details": None,
        "customer_email": None,
        "discounts": [],
        "invoice": None,
        "invoice_creation": None,
        "livemode": False,
        "mode": mode,
        "origin_context": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required" if mode == "payment" else "always",
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "payment_status": "unpaid" if mode == "payment" else "no_payment_required",
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "presentment_details": None,
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "subscription": None,
        "total_details": None,
        "ui_mode": "hosted_page",
        "url": f"{call.settings.public_url}/c/pay/{name}",
        "wallet_options": None,
        "_line_items": [],
        "_intent_data": {},
        "_customer": None,
    }


def _read_expiry(call: Call) -> int:
    """When the session ends: 30 minutes to 24 hours from now (https://docs.stripe.com/api/checkout/sessions/create)."""
    expires_at = call.params.whole("expires_at")
    if expires_at is None:
        return call.now + _LONGEST
    if not _SHORTEST <= expires_at - call.now <= _LONGEST:
        raise ParameterError(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    return expires_at


def _read_customer(call: Call, session: Json) -> None:
    params = call.params
    customer, email = params.text("customer"), params.text("customer_email")
    creation = params.choice("customer_creation", "always", "if_required")
    if customer and (email or creation):
        wrong = "customer_email" if email else "customer_creation"
        raise ParameterError(f"You may only specify one of these parameters: customer, {wrong}.", param=wrong)
    if creation and session["mode"] != "payment":
        raise ParameterError("`customer_creation` can only be used in `payment` mode.", param="customer_creation")
    if customer:
        known = call.refer("customer", customer, "customer")
        session["customer"] = session["_customer"] = known["id"]
        email = known["email"]
        session["customer_details"] = _details(email, known["name"])
    session["customer_email"] = None if customer else email
    session["customer_creation"] = None if customer or session["mode"] != "payment" else creation or "if_required"


def _details(email: str | None, name: str | None = None) -> Json:
    return {
        "address": None,
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": name,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": None,
    }


def _read_payment(call: Call, session: Json) -> None:
    items = [_read_item(item) for item in call.params.groups("line_items")]
    if not items:
        raise ParameterError("Missing required param: line_items.", code="parameter_missing", param="line_items")
    if len({item["currency"] for item in items}) > 1:
        raise ParameterError("All line items must have the same currency.", param="line_items")
    subtotal = sum(item["amount_total"] for item in items)
    discount = coupons.read_discount(call, session, subtotal)
    check_charge(subtotal - discount, items[0]["currency"], "line_items")
    session.update(
        _line_items=items,
        _intent_data=_read_intent_data(call.params.group("payment_intent_data")),
        amount_subtotal=subtotal,
        amount_total=subtotal - discount,
        currency=items[0]["currency"],
        total_details={"amount_discount": discount, "amount_shipping": 0, "amount_tax": 0},
    )


def _read_item(item: Params) -> Json:
    price, quantity = item.group("price_data"), item.whole("quantity", least=1) or 1
    product = price.group("product_data")
    product.skip("images", "metadata", "tax_code")
    price.skip("tax_behavior")
    name, description = product.need("name"), product.text("description")
    currency, unit = read_currency(price), price.need_whole("unit_amount", least=0)
    return {
        "id": mint("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": unit * quantity,
        "amount_tax": 0,
        "amount_total": unit * quantity,
        "currency": currency,
        "description": name,
        "metadata": {},
        "price": {
            "id": mint("price"),
            "object": "price",
            "active": False,
            "currency": currency,
            "product": mint("prod"),
            "type": "one_time",
            "unit_amount": unit,
        },
        "quantity": quantity,
        "_description": description,
    }


def _read_intent_data(data: Params) -> Json:
    words = ("description", "receipt_email", "statement_descriptor", "statement_descriptor_suffix", "transfer_group")
    return {
        **{word: data.text(word) for word in words},
        "capture_method": data.choice("capture_method", "automatic", "automatic_async", "manual") or "automatic_async",
        "setup_future_usage": data.choice("setup_future_usage", "on_session", "off_session"),
        "metadata": read_metadata(data),
    }


def _read_setup(call: Call, session: Json) -> None:
    data = call.params.group("setup_intent_data")
    session["currency"] = call.params.text("currency")
    intent = setup_intents.draw(call, session["customer"])
    intent.update(metadata=read_metadata(data), description=data.text("description"), _session=session["id"])
    session["setup_intent"] = setup_intents.keep(call, intent)["id"]


def retrieve(call: Call) -> Json:
    """GET /v1/checkout/sessions/{id}."""
    return call.load(KIND)


def change(call: Call) -> Json:
    """POST /v1/checkout/sessions/{id}: metadata."""
    session = call.load(KIND)
    merge_metadata(session, call.params)
    return call.store.save(session)


def list_items(call: Call) -> Json:
    """GET /v1/checkout/sessions/{id}/line_items."""
    session = call.load(KIND)
    call.params.skip("limit", "starting_after", "ending_before")
    return as_list(session["_line_items"], f"/v1/checkout/sessions/{session['id']}/line_items")


def list_all(call: Call) -> Json:
    """GET /v1/checkout/sessions, by `customer`, `payment_intent`, `status`."""
    return answer_list(call, KIND, "/v1/checkout/sessions", "customer", "payment_intent", "status")


def expire(call: Call) -> Json:
    """POST /v1/checkout/sessions/{id}/expire: an open session cannot be paid any more."""
    session = call.load(KIND)
    if session["status"] != "open":
        raise StripeError(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of {session['status']}."
        )
    return _end(call, session)


def ripen(call: Call, session: Json) -> None:
    """Time has come: a session that nobody paid expires."""
    if session["status"] == "open":
        _end(call, session)


def _end(call: Call, session: Json) -> Json:
    session.update(status="expired", url=None)
    call.store.schedule(session["id"], None)
    call.store.save(session)
    _cancel_intent(call, session)
    emit(call, "checkout.session.expired", session)
    return session


def _cancel_intent(call: Call, session: Json) -> None:
    name = session["payment_intent"] or session["setup_intent"]
    intent = call.store.find_anywhere(name) if name else None
    if intent is None or intent["status"] not in CONFIRMABLE:
        return
    if intent["object"] == intents.KIND:
        intents.undo(call, intent, "expired")
    else:
        setup_intents.undo(call, intent, "abandoned")


def complete(call: Call, session: Json, intent: Json) -> Json:
    """The payer has paid, authorised or saved the card: close the session, and tell.

    An authorisation leaves `payment_status` at `unpaid` until it is captured (https://docs.stripe.com/api/checkout/sessions/object).
    """
    email = session["_email"]
    session.update(
        status="complete", url=None, customer=intent["customer"], customer_details=_details(email, session["_name"])
    )
    if session["mode"] == "payment":
        session["payment_status"] = "paid" if intent["status"] == "succeeded" else "unpaid"
    call.store.schedule(session["id"], None)
    call.store.save(session)
    emit(call, "checkout.session.completed", session)
    return session
