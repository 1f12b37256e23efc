"""Confirming a payment intent: 3-D Secure, decline, authorisation or capture (https://docs.stripe.com/payments/paymentintents/lifecycle)."""

from urllib.parse import urlencode

from etude.payments.sandbox.call import Call
from etude.payments.sandbox.cards import AUTHENTICATION, CHALLENGE_FAILED, Card, Decline
from etude.payments.sandbox.errors import CardError, Json, ParameterError, StripeError
from etude.payments.sandbox.events import emit
from etude.payments.sandbox.objects import charges
from etude.payments.sandbox.objects.payment_methods import attach_to, card_of, declined
from etude.payments.sandbox.shapes import conceal

CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")


def confirm(
    call: Call, intent: Json, method: Json, *, off_session: bool = False, return_url: str | None = None
) -> Json:
    """Try to take the money now; a decline raises `CardError` after it was recorded.

    A payer who is not there cannot answer a 3-D Secure challenge, so off session it is a decline
    (https://docs.stripe.com/declines/codes).
    """
    if intent["status"] not in CONFIRMABLE:
        raise unexpected(intent, "confirm", CONFIRMABLE)
    check_usable(intent, method)
    _check_return_url(intent, return_url)
    card = card_of(method)
    intent.update(payment_method=method["id"], last_payment_error=None, next_action=None)
    if not _asks_challenge(card, method, off_session):
        return _take(call, intent, method, card)
    if off_session:
        raise _decline(call, intent, method, AUTHENTICATION)
    return _challenge(call, intent, return_url)


def finish_challenge(call: Call, intent: Json, *, passed: bool) -> Json:
    """The payer answered the 3-D Secure challenge, rightly or not; a decline raises `CardError`."""
    method = call.refer("payment_method", intent["payment_method"], "payment_method")
    intent["next_action"] = None
    if not passed:
        raise _fail(call, intent, _refusal(method, CHALLENGE_FAILED))
    intent["_authenticated"] = True
    return _take(call, intent, method, card_of(method))


def unexpected(intent: Json, verb: str, allowed: tuple[str, ...]) -> StripeError:
    """The refusal for something that an intent's state does not allow."""
    kind = "SetupIntent" if intent["object"] == "setup_intent" else "PaymentIntent"
    code = "setup_intent_unexpected_state" if kind == "SetupIntent" else "payment_intent_unexpected_state"
    message = (
        f"You cannot {verb} this {kind} because it has a status of {intent['status']}. "
        f"Only a {kind} with one of the following statuses may be used so: {', '.join(allowed)}."
    )
    return StripeError(message, code=code, more={intent["object"]: conceal(intent)})


def check_usable(intent: Json, method: Json) -> None:
    """Raise for a method that was used up, detached, or belongs to somebody else (https://docs.stripe.com/api/payment_methods/attach)."""
    if method.get("_detached") or method.get("_spent_on", intent["id"]) != intent["id"]:
        raise StripeError(
            "The provided PaymentMethod was previously used without being attached to a Customer or was detached "
            "from a Customer, and may not be used again. Create a new one, or attach it before its first use.",
            code="payment_method_unexpected_state",
        )
    if method["customer"] is not None and method["customer"] != intent["customer"]:
        raise StripeError(
            f"The provided PaymentMethod cannot be used: it belongs to the Customer {method['customer']}. "
            "Include that Customer in the `customer` parameter.",
            param="payment_method",
        )


def _check_return_url(intent: Json, return_url: str | None) -> None:
    automatic = intent["automatic_payment_methods"]
    if automatic and automatic["allow_redirects"] == "always" and not return_url:
        raise ParameterError(
            "This PaymentIntent accepts payment methods that may redirect the payer, so provide a `return_url`; "
            "or set `automatic_payment_methods[allow_redirects]` to `never`, or list `payment_method_types`.",
            param="return_url",
        )


def _asks_challenge(card: Card, method: Json, off_session: bool) -> bool:
    if card.challenge == "unless_set_up":
        return not (off_session and method["_set_up"])
    return card.challenge == "always"


def _challenge(call: Call, intent: Json, return_url: str | None) -> Json:
    address = f"{call.settings.public_url}/3ds/{intent['id']}"
    intent.update(status="requires_action", _return_url=return_url)
    if return_url:
        redirect = {"return_url": return_url, "url": address}
        intent["next_action"] = {"redirect_to_url": redirect, "type": "redirect_to_url"}
    else:
        intent["next_action"] = {"type": "use_stripe_sdk", "use_stripe_sdk": {"stripe_js": address}}
    call.store.save(intent)
    emit(call, f"{intent['object']}.requires_action", intent)
    return intent


def challenge_return(intent: Json, outcome: str) -> str | None:
    """Where the payer goes after the challenge, with the outcome in the address (https://docs.stripe.com/payments/3d-secure/authentication-flow)."""
    address = intent.get("_return_url")
    if not address:
        return None
    name = intent["object"]
    query = {name: intent["id"], f"{name}_client_secret": intent["client_secret"], "redirect_status": outcome}
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"


def _take(call: Call, intent: Json, method: Json, card: Card) -> Json:
    if card.decline is not None:
        raise _decline(call, intent, method, card.decline)
    _save_method(call, intent, method)
    charge = charges.succeed(call, intent, method)
    intent["latest_charge"] = charge["id"]
    if intent["capture_method"] == "manual":
        intent.update(status="requires_capture", amount_capturable=intent["amount"])
        call.store.schedule(intent["id"], call.now + charges.AUTHORISED_SECONDS)
        event = "payment_intent.amount_capturable_updated"
    else:
        intent.update(status="succeeded", amount_received=intent["amount"])
        event = "payment_intent.succeeded"
    call.store.save(intent)
    emit(call, event, intent)
    return intent


def _save_method(call: Call, intent: Json, method: Json) -> None:
    if intent["setup_future_usage"] and intent["customer"]:
        method["_set_up"] = method["_set_up"] or intent["setup_future_usage"] == "off_session"
        call.store.save(method)
        attach_to(call, method, intent["customer"])
    elif method["customer"] is None:
        method["_spent_on"] = intent["id"]
        call.store.save(method)


def _decline(call: Call, intent: Json, method: Json, decline: Decline) -> CardError:
    charge = charges.fail(call, intent, method, decline)
    intent["latest_charge"] = charge["id"]
    return _fail(call, intent, _refusal(method, decline, charge=charge["id"]))


def _refusal(method: Json, decline: Decline, **more: str) -> CardError:
    return declined(decline, {"payment_method": conceal(method), **more})


def _fail(call: Call, intent: Json, error: CardError) -> CardError:
    intent.update(status="requires_payment_method", payment_method=None)
    intent["last_payment_error"] = error.envelope()["error"]
    call.store.save(intent)
    emit(call, "payment_intent.payment_failed", intent)
    error.more["payment_intent"] = conceal(intent)
    return error
