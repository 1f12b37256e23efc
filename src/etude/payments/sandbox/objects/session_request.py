"""What a new checkout session is asked for, read and checked (https://docs.stripe.com/api/checkout/sessions/create)."""

from etude.payments.sandbox.amounts import check_charge, read_currency
from etude.payments.sandbox.call import Call
from etude.payments.sandbox.errors import Json, ParameterError
from etude.payments.sandbox.ids import mint
from etude.payments.sandbox.metadata import read_metadata
from etude.payments.sandbox.objects import coupons, setup_intents
from etude.payments.sandbox.objects.session_shape import describe_payer, draw
from etude.payments.sandbox.params import Params

_SHORTEST, _LONGEST = 30 * 60, 24 * 3600
_LONGEST_TEXT = 1200
_WITHOUT_EFFECT = (
    "allow_promotion_codes",
    "billing_address_collection",
    "consent_collection",
    "customer_update",
    "payment_method_collection",
    "payment_method_options",
    "payment_method_types",
    "phone_number_collection",
    "saved_payment_method_options",
    "tax_id_collection",
)


def read_session(call: Call) -> Json:
    """The session that a request asks for, in mode `payment` or `setup`."""
    params = call.params
    params.skip(*_WITHOUT_EFFECT)
    mode = params.choice("mode", "payment", "setup") or "payment"
    session = draw(call, mode)
    session.update(
        cancel_url=params.text("cancel_url"),
        client_reference_id=params.text("client_reference_id"),
        custom_text=session["custom_text"] | _read_texts(params.group("custom_text")),
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
    return session


def _read_texts(params: Params) -> Json:
    """Words beside the button (https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-custom_text)."""
    params.skip("after_submit", "shipping_address", "terms_of_service_acceptance")
    message = params.group("submit").text("message")
    if message and len(message) > _LONGEST_TEXT:
        raise ParameterError("Custom text has at most 1200 characters.", param="custom_text[submit][message]")
    return {"submit": {"message": message}} if message else {}


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
        session["customer_details"] = describe_payer(email, known["name"])
    session["customer_email"] = None if customer else email
    session["customer_creation"] = None if customer or session["mode"] != "payment" else creation or "if_required"


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
