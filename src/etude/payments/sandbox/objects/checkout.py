"""Checkout sessions (https://docs.stripe.com/api/checkout/sessions)."""

from etude.payments.sandbox.call import Call
from etude.payments.sandbox.errors import Json, StripeError
from etude.payments.sandbox.events import emit
from etude.payments.sandbox.lists import answer_list, as_list
from etude.payments.sandbox.metadata import merge_metadata
from etude.payments.sandbox.objects import intent_shape, intents, setup_intents
from etude.payments.sandbox.objects.confirmation import CONFIRMABLE
from etude.payments.sandbox.objects.session_request import read_session
from etude.payments.sandbox.objects.session_shape import KIND, describe_payer


def create(call: Call) -> Json:
    """POST /v1/checkout/sessions in mode `payment` or `setup`, for the hosted page."""
    session = read_session(call)
    return call.store.add(session, due=session["expires_at"])


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
    if intent["object"] == intent_shape.KIND:
        intents.undo(call, intent, "expired")
    else:
        setup_intents.undo(call, intent, "abandoned")


def complete(call: Call, session: Json, intent: Json) -> Json:
    """The payer has paid, authorised or saved the card: close the session, and tell.

    An authorisation leaves `payment_status` at `unpaid` until it is captured (https://docs.stripe.com/api/checkout/sessions/object).
    """
    email = session["_email"]
    session.update(
        status="complete",
        url=None,
        customer=intent["customer"],
        customer_details=describe_payer(email, session["_name"]),
    )
    if session["mode"] == "payment":
        session["payment_status"] = "paid" if intent["status"] == "succeeded" else "unpaid"
    call.store.schedule(session["id"], None)
    call.store.save(session)
    emit(call, "checkout.session.completed", session)
    return session
