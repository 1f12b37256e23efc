"""What a payer does on the hosted pages: fill in a card, answer a 3-D Secure challenge."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from etude.payments.sandbox.call import Call
from etude.payments.sandbox.cards import check_cvc, check_expiry, read_card
from etude.payments.sandbox.errors import CardError, Json
from etude.payments.sandbox.objects import (
    checkout,
    confirmation,
    customers,
    intent_shape,
    intents,
    payment_methods,
    session_shape,
    setup_intents,
)

Confirm = Callable[[Json, Json], Json]


class FieldError(Exception):
    """A field of the card page was left empty or cannot be read; `field` names it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


@dataclass(frozen=True)
class CardForm:
    """The fields of the card page, as typed."""

    email: str
    card: str
    expiry: str
    cvc: str
    name: str = ""


@dataclass(frozen=True)
class Passage:
    """Where the payer goes next, or why they stay."""

    url: str | None = None
    field: str | None = None
    message: str | None = None


def pay(call: Call, session: Json, form: CardForm) -> Passage:
    """Try to pay, authorise or save with what was typed; the session completes when that works."""
    try:
        intent = _confirm(call, session, form)
    except (CardError, FieldError) as error:
        return Passage(field=_field_of(error), message=error.message)
    if intent["status"] == "requires_action":
        return Passage(url=f"{call.settings.public_url}/3ds/{intent['id']}")
    return _finish(call, session, intent)


def answer_challenge(call: Call, intent: Json, *, passed: bool) -> Passage:
    """Complete or fail the 3-D Secure challenge of an intent."""
    finish = confirmation.finish_challenge if intent["object"] == intent_shape.KIND else setup_intents.finish_challenge
    session = call.store.find(session_shape.KIND, intent["_session"]) if intent.get("_session") else None
    try:
        intent = finish(call, intent, passed=passed)
    except CardError as error:
        back = session["url"] if session else confirmation.challenge_return(intent, "failed")
        return Passage(url=back, message=error.message)
    if session:
        return _finish(call, session, intent)
    return Passage(url=confirmation.challenge_return(intent, "succeeded"))


def _finish(call: Call, session: Json, intent: Json) -> Passage:
    checkout.complete(call, session, intent)
    return Passage(url=success_url(session))


def success_url(session: Json) -> str:
    """Where the payer goes after paying (https://docs.stripe.com/payments/checkout/custom-success-page)."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _confirm(call: Call, session: Json, form: CardForm) -> Json:
    email = session["_email"] = _read_email(session, form)
    session["_name"] = form.name or None
    card = read_card(form.card or _refuse_empty("card", "Please type the card number."))
    year, month = _read_expiry(call, form.expiry)
    check_expiry(month, year, payment_methods.this_month(call))
    check_cvc(card, form.cvc or _refuse_empty("cvc", "Please type the security code."))
    customer = _keep_customer(call, session, email)
    billed: dict[str, str | None] = {"email": email, "name": form.name or None}
    method = payment_methods.make(call, card, expiry=(year, month), billed=billed)
    if session["mode"] == "setup":
        intent = call.refer(setup_intents.KIND, session["setup_intent"], "setup_intent")
        return setup_intents.confirm(call, intent, method)
    return confirmation.confirm(call, _keep_intent(call, session, customer), method)


def _read_email(session: Json, form: CardForm) -> str:
    email = form.email.strip() or session["customer_email"] or (session["customer_details"] or {}).get("email") or ""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        raise FieldError("email", "Please type an e-mail address, for the receipt.")
    return str(email)


def _read_expiry(call: Call, typed: str) -> tuple[int, int]:
    match = re.fullmatch(r"\s*(\d{1,2})\s*/?\s*(\d{2}|\d{4})\s*", typed)
    if match is None:
        raise FieldError("expiry", "Please type when the card expires, as month and year: 12/34.")
    year = int(match.group(2))
    century = payment_methods.this_month(call)[0] // 100 * 100
    return (year if year > 99 else century + year), int(match.group(1))


def _refuse_empty(field: str, message: str) -> str:
    raise FieldError(field, message)


def _keep_customer(call: Call, session: Json, email: str) -> str | None:
    """The session's customer, made where one is wanted (https://docs.stripe.com/api/checkout/sessions/create)."""
    wanted = session["customer_creation"] == "always" or session["_intent_data"].get("setup_future_usage")
    if session["_customer"] is None and wanted:
        session["_customer"] = customers.make(call, {"email": email, "name": session["_name"]}, {})["id"]
    call.store.save(session)
    name: str | None = session["_customer"]
    return name


def _keep_intent(call: Call, session: Json, customer: str | None) -> Json:
    """The session's payment intent, made at the first attempt (https://docs.stripe.com/changelog/2022-08-01)."""
    if session["payment_intent"]:
        return call.refer(intent_shape.KIND, session["payment_intent"], "payment_intent")
    intent: Json = intent_shape.draw(call, session["amount_total"], session["currency"]) | session["_intent_data"]
    intent.update(customer=customer, _session=session["id"])
    session["payment_intent"] = intents.keep(call, intent)["id"]
    call.store.save(session)
    return intent


def _field_of(error: CardError | FieldError) -> str:
    if isinstance(error, FieldError):
        return error.field
    return {"incorrect_cvc": "cvc", "invalid_cvc": "cvc", "expired_card": "expiry"}.get(
        error.code or "", "expiry" if (error.code or "").startswith("invalid_expiry") else "card"
    )
