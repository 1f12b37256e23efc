"""Setup intents: saving a card without charging it (https://docs.stripe.com/api/setup_intents)."""

from etude.payments.sandbox.call import Call
from etude.payments.sandbox.cards import CHALLENGE_FAILED
from etude.payments.sandbox.errors import CardError, Json, StripeError
from etude.payments.sandbox.events import emit
from etude.payments.sandbox.ids import mint, mint_secret
from etude.payments.sandbox.lists import answer_list
from etude.payments.sandbox.metadata import merge_metadata, read_metadata
from etude.payments.sandbox.objects import payment_methods
from etude.payments.sandbox.objects.confirmation import CONFIRMABLE, check_usable, unexpected
from etude.payments.sandbox.objects.payment_methods import attach_to, card_of, declined
from etude.payments.sandbox.shapes import conceal

KIND = "setup_intent"


def create(call: Call) -> Json:
    """POST /v1/setup_intents; with `confirm=true` the card is saved at once."""
    params = call.params
    params.skip("payment_method_types", "automatic_payment_methods")
    customer, name = params.text("customer"), params.text("payment_method")
    intent = draw(call, call.refer("customer", customer, "customer")["id"] if customer else None)
    intent.update(
        description=params.text("description"),
        usage=params.choice("usage", "off_session", "on_session") or "off_session",
        metadata=read_metadata(params),
    )
    method = payment_methods.resolve(call, name) if name else None
    if method:
        intent.update(payment_method=method["id"], status="requires_confirmation")
    keep(call, intent)
    if not params.flag("confirm"):
        return intent
    return confirm(call, intent, method, return_url=params.text("return_url"))


def draw(call: Call, customer: str | None) -> Json:
    """A new intent that has no card yet."""
    name = mint("seti")
    return {
        "id": name,
        "object": KIND,
        "application": None,
        "automatic_payment_methods": None,
        "cancellation_reason": None,
        "client_secret": mint_secret(name),
        "created": call.now,
        "customer": customer,
        "description": None,
        "flow_directions": None,
        "last_setup_error": None,
        "latest_attempt": None,
        "livemode": False,
        "mandate": None,
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "single_use_mandate": None,
        "status": "requires_payment_method",
        "usage": "off_session",
    }


def keep(call: Call, intent: Json) -> Json:
    """Keep a new intent, and tell."""
    call.store.add(intent)
    emit(call, "setup_intent.created", intent)
    return intent


def confirm_now(call: Call) -> Json:
    """POST /v1/setup_intents/{id}/confirm."""
    intent = call.load(KIND)
    name = call.params.text("payment_method") or intent["payment_method"]
    method = payment_methods.resolve(call, name) if name else None
    return confirm(call, intent, method, return_url=call.params.text("return_url"))


def confirm(call: Call, intent: Json, method: Json | None, *, return_url: str | None = None) -> Json:
    """Save the card, after a 3-D Secure challenge where it asks for one; a decline raises `CardError`."""
    if intent["status"] not in CONFIRMABLE:
        raise unexpected(intent, "confirm", CONFIRMABLE)
    if method is None:
        raise StripeError(
            "You cannot confirm this SetupIntent because it's missing a payment method.",
            code="setup_intent_unexpected_state",
        )
    check_usable(intent, method)
    intent.update(payment_method=method["id"], last_setup_error=None, next_action=None)
    if card_of(method).challenge == "never":
        return _save(call, intent, method)
    address = f"{call.settings.public_url}/3ds/{intent['id']}"
    intent.update(status="requires_action", _return_url=return_url)
    intent["next_action"] = {"redirect_to_url": {"return_url": return_url, "url": address}, "type": "redirect_to_url"}
    call.store.save(intent)
    emit(call, "setup_intent.requires_action", intent)
    return intent


def finish_challenge(call: Call, intent: Json, *, passed: bool) -> Json:
    """The payer answered the 3-D Secure challenge, rightly or not."""
    method = call.refer("payment_method", intent["payment_method"], "payment_method")
    intent["next_action"] = None
    if not passed:
        raise _fail(call, intent, declined(CHALLENGE_FAILED))
    return _save(call, intent, method)


def _save(call: Call, intent: Json, method: Json) -> Json:
    card = card_of(method)
    if card.decline is not None and not card.attaches:
        raise _fail(call, intent, declined(card.decline))
    method["_set_up"] = method["_set_up"] or intent["usage"] == "off_session"
    call.store.save(method)
    if intent["customer"]:
        attach_to(call, method, intent["customer"])
    intent["status"] = "succeeded"
    call.store.save(intent)
    emit(call, "setup_intent.succeeded", intent)
    return intent


def _fail(call: Call, intent: Json, error: CardError) -> CardError:
    intent.update(status="requires_payment_method", payment_method=None)
    intent["last_setup_error"] = error.envelope()["error"]
    call.store.save(intent)
    emit(call, "setup_intent.setup_failed", intent)
    error.more["setup_intent"] = conceal(intent)
    return error


def retrieve(call: Call) -> Json:
    """GET /v1/setup_intents/{id}."""
    call.params.skip("client_secret")
    return call.load(KIND)


def change(call: Call) -> Json:
    """POST /v1/setup_intents/{id}: description and metadata."""
    intent, params = call.load(KIND), call.params
    intent["description"] = params.text("description") or intent["description"]
    merge_metadata(intent, params)
    return call.store.save(intent)


def cancel(call: Call) -> Json:
    """POST /v1/setup_intents/{id}/cancel."""
    intent = call.load(KIND)
    reason = call.params.choice("cancellation_reason", "abandoned", "requested_by_customer", "duplicate")
    if intent["status"] not in CONFIRMABLE:
        raise unexpected(intent, "cancel", CONFIRMABLE)
    return undo(call, intent, reason)


def undo(call: Call, intent: Json, reason: str | None) -> Json:
    """Cancel an intent."""
    intent.update(status="canceled", cancellation_reason=reason, next_action=None)
    call.store.save(intent)
    emit(call, "setup_intent.canceled", intent)
    return intent


def list_all(call: Call) -> Json:
    """GET /v1/setup_intents, by `customer` and `payment_method`."""
    return answer_list(call, KIND, "/v1/setup_intents", "customer", "payment_method")
