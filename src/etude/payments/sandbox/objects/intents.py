"""Payment intents (https://docs.stripe.com/api/payment_intents)."""

from etude.payments.sandbox.amounts import check_charge, read_currency, spell
from etude.payments.sandbox.call import Call
from etude.payments.sandbox.errors import Json, ParameterError, StripeError
from etude.payments.sandbox.events import emit
from etude.payments.sandbox.lists import answer_list
from etude.payments.sandbox.metadata import merge_metadata, read_metadata
from etude.payments.sandbox.objects import charges, payment_methods
from etude.payments.sandbox.objects.confirmation import CONFIRMABLE, confirm, unexpected
from etude.payments.sandbox.objects.intent_shape import KIND, draw
from etude.payments.sandbox.params import Params

_CANCELABLE = (*CONFIRMABLE, "requires_capture", "processing")
_WORDS = ("description", "receipt_email", "statement_descriptor", "statement_descriptor_suffix", "transfer_group")
_REASONS = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")


def create(call: Call) -> Json:
    """POST /v1/payment_intents; with `confirm=true` the money is taken at once."""
    params = call.params
    currency, amount = read_currency(params), params.need_whole("amount", least=1)
    check_charge(amount, currency)
    intent = draw(call, amount, currency) | {word: params.text(word) for word in _WORDS}
    intent.update(
        capture_method=params.choice("capture_method", "automatic", "automatic_async", "manual") or "automatic_async",
        confirmation_method=params.choice("confirmation_method", "automatic", "manual") or "automatic",
        setup_future_usage=params.choice("setup_future_usage", "on_session", "off_session"),
        metadata=read_metadata(params),
        customer=_read_customer(call),
        **_read_types(params),
    )
    method = _read_method(call)
    if method:
        intent.update(payment_method=method["id"], status="requires_confirmation")
    keep(call, intent)
    return _confirm(call, intent, method) if _read_confirm(params) else intent


def keep(call: Call, intent: Json) -> Json:
    """Keep a new intent, and tell."""
    call.store.add(intent)
    emit(call, "payment_intent.created", intent)
    return intent


def confirm_now(call: Call) -> Json:
    """POST /v1/payment_intents/{id}/confirm."""
    intent = call.load(KIND)
    method = _read_method(call)
    if method is None and intent["payment_method"]:
        method = call.refer("payment_method", intent["payment_method"], "payment_method")
    call.params.skip("receipt_email")
    return _confirm(call, intent, method)


def _read_confirm(params: Params) -> bool:
    if params.flag("confirm"):
        return True
    if params.flag("off_session"):
        raise ParameterError("off_session can only be used when `confirm=true`.", param="off_session")
    return False


def _confirm(call: Call, intent: Json, method: Json | None) -> Json:
    params = call.params
    off_session, strict = params.flag("off_session"), params.flag("error_on_requires_action")
    usage = params.choice("setup_future_usage", "on_session", "off_session")
    intent["setup_future_usage"] = usage or intent["setup_future_usage"]
    return_url = params.text("return_url")
    if method is None:
        raise StripeError(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            code="payment_intent_unexpected_state",
        )
    # A caller who cannot handle a challenge is in the same place as one whose payer is away.
    return confirm(call, intent, method, off_session=off_session or strict, return_url=return_url)


def _read_method(call: Call) -> Json | None:
    name = call.params.text("payment_method")
    return payment_methods.resolve(call, name) if name else None


def _read_customer(call: Call) -> str | None:
    name = call.params.text("customer")
    return str(call.refer("customer", name, "customer")["id"]) if name else None


def _read_types(params: Params) -> Json:
    types, automatic = params.texts("payment_method_types"), params.group("automatic_payment_methods")
    enabled = automatic.text("enabled")
    redirects = automatic.choice("allow_redirects", "always", "never") or "always"
    if types and enabled == "true":
        raise ParameterError(
            "You may only specify one of these parameters: automatic_payment_methods, payment_method_types."
        )
    if types or enabled == "false":
        return {"payment_method_types": types or ["card"]}
    return {"automatic_payment_methods": {"allow_redirects": redirects, "enabled": True}}


def retrieve(call: Call) -> Json:
    """GET /v1/payment_intents/{id}."""
    call.params.skip("client_secret")
    return call.load(KIND)


def change(call: Call) -> Json:
    """POST /v1/payment_intents/{id}: what is not named stays; the amount only before it is paid."""
    intent, params = call.load(KIND), call.params
    amount = params.whole("amount", least=1)
    if amount is not None:
        if intent["status"] not in CONFIRMABLE:
            raise unexpected(intent, "update", CONFIRMABLE)
        check_charge(amount, intent["currency"])
        intent["amount"] = amount
    for word in _WORDS:
        if params.has(word):
            intent[word] = params.text(word)
    method = _read_method(call)
    if method:
        intent.update(payment_method=method["id"], status="requires_confirmation")
    intent["customer"] = _read_customer(call) or intent["customer"]
    merge_metadata(intent, params)
    return call.store.save(intent)


def capture(call: Call) -> Json:
    """POST /v1/payment_intents/{id}/capture, whole or `amount_to_capture`; the rest is released (https://docs.stripe.com/payments/place-a-hold-on-a-payment-method)."""
    intent, params = call.load(KIND), call.params
    amount = params.whole("amount_to_capture", least=1)
    params.skip("statement_descriptor", "statement_descriptor_suffix")
    if intent["status"] != "requires_capture":
        raise unexpected(intent, "capture", ("requires_capture",))
    amount = intent["amount_capturable"] if amount is None else amount
    if amount > intent["amount_capturable"]:
        raise StripeError(
            f"The amount to capture ({spell(amount, intent['currency'])}) is greater than what can be captured "
            f"({spell(intent['amount_capturable'], intent['currency'])}).",
            code="amount_too_large",
            param="amount_to_capture",
        )
    merge_metadata(intent, params)
    charges.capture(call, call.refer("charge", intent["latest_charge"], "charge"), amount)
    intent.update(status="succeeded", amount_capturable=0, amount_received=amount)
    call.store.schedule(intent["id"], None)
    call.store.save(intent)
    _mark_paid(call, intent.get("_session"))
    emit(call, "payment_intent.succeeded", intent)
    return intent


def _mark_paid(call: Call, session: str | None) -> None:
    if session:
        paid = call.refer("checkout.session", session, "session")
        call.store.save(paid | {"payment_status": "paid"})


def cancel(call: Call) -> Json:
    """POST /v1/payment_intents/{id}/cancel: an authorisation is released; what was captured cannot be cancelled."""
    intent = call.load(KIND)
    reason = call.params.choice("cancellation_reason", *_REASONS)
    if intent["status"] not in _CANCELABLE:
        raise unexpected(intent, "cancel", _CANCELABLE)
    if intent["status"] != "requires_capture" and intent.get("_session"):
        raise StripeError(
            "You cannot cancel this PaymentIntent because it was created by a Checkout Session. Expire the Checkout "
            f"Session {intent['_session']} instead.",
            code="payment_intent_unexpected_state",
        )
    return undo(call, intent, reason)


def undo(call: Call, intent: Json, reason: str | None, charge_event: str = "charge.refunded") -> Json:
    """Cancel an intent and let go of its authorisation, if it has one."""
    if intent["status"] == "requires_capture":
        charges.release(call, call.refer("charge", intent["latest_charge"], "charge"), charge_event)
    intent.update(
        status="canceled", canceled_at=call.now, cancellation_reason=reason, amount_capturable=0, next_action=None
    )
    call.store.schedule(intent["id"], None)
    call.store.save(intent)
    emit(call, "payment_intent.canceled", intent)
    return intent


def ripen(call: Call, intent: Json) -> None:
    """Time has come: an authorisation that nobody captured lapses."""
    if intent["status"] == "requires_capture":
        undo(call, intent, "automatic", "charge.expired")


def list_all(call: Call) -> Json:
    """GET /v1/payment_intents, by `customer`."""
    return answer_list(call, KIND, "/v1/payment_intents", "customer")
