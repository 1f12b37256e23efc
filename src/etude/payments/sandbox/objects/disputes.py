"""Disputes (https://docs.stripe.com/api/disputes)."""

from etude.payments.sandbox.call import Call
from etude.payments.sandbox.cards import Card
from etude.payments.sandbox.errors import Json, StripeError
from etude.payments.sandbox.events import emit
from etude.payments.sandbox.ids import mint
from etude.payments.sandbox.lists import answer_list
from etude.payments.sandbox.metadata import merge_metadata
from etude.payments.sandbox.objects import balances

KIND = "dispute"

_FEE = 2000
_DAYS_TO_ANSWER = 9
_EVIDENCE = ("uncategorized_text", "product_description", "customer_name", "customer_email_address", "service_date")


def open_if_due(call: Call, charge: Json, card: Card) -> None:
    """Dispute a charge whose card does so: money and a fee leave the balance (https://docs.stripe.com/testing#disputes)."""
    if card.dispute is None:
        return
    dispute = _draw(call, charge, card.dispute)
    booked = balances.book(
        call,
        "adjustment",
        dispute["id"],
        -dispute["amount"],
        charge["currency"],
        fee=_FEE,
        category="dispute",
    )
    dispute["balance_transactions"].append(booked)
    charge["disputed"] = True
    call.store.save(charge)
    call.store.add(dispute)
    emit(call, "charge.dispute.created", dispute)
    emit(call, "charge.dispute.funds_withdrawn", dispute)


def _draw(call: Call, charge: Json, reason: str) -> Json:
    return {
        "id": mint("du"),
        "object": KIND,
        "amount": charge["amount_captured"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": call.now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": dict.fromkeys(_EVIDENCE),
        "evidence_details": {
            "due_by": call.now + _DAYS_TO_ANSWER * 24 * 3600,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {
            "card": {"brand": charge["payment_method_details"]["card"]["brand"], "case_type": "chargeback"},
            "type": "card",
        },
        "reason": reason,
        "status": "needs_response",
    }


def retrieve(call: Call) -> Json:
    """GET /v1/disputes/{id}."""
    return call.load(KIND)


def list_all(call: Call) -> Json:
    """GET /v1/disputes, by `charge` and `payment_intent`."""
    return answer_list(call, KIND, "/v1/disputes", "charge", "payment_intent")


def change(call: Call) -> Json:
    """POST /v1/disputes/{id} with evidence; `winning_evidence` and `losing_evidence` decide at once (https://docs.stripe.com/testing#disputes)."""
    dispute, params = _load_open(call), call.params
    sent = params.pairs("evidence")
    submit = params.flag("submit") or not params.has("submit")
    dispute["evidence"].update(sent)
    dispute["evidence_details"]["has_evidence"] = True
    merge_metadata(dispute, params)
    if sent and submit:
        dispute["evidence_details"]["submission_count"] += 1
        dispute["status"] = "under_review"
    call.store.save(dispute)
    emit(call, "charge.dispute.updated", dispute)
    verdicts = {"winning_evidence": "won", "losing_evidence": "lost"}
    verdict = verdicts.get(sent.get("uncategorized_text", ""))
    if submit and verdict:
        _decide(call, dispute, verdict)
    return dispute


def close(call: Call) -> Json:
    """POST /v1/disputes/{id}/close: the dispute is accepted, and lost."""
    dispute = _load_open(call)
    _decide(call, dispute, "lost")
    return dispute


def _load_open(call: Call) -> Json:
    dispute = call.load(KIND)
    if dispute["status"] in ("won", "lost"):
        raise StripeError("This dispute is already closed.")
    return dispute


def _decide(call: Call, dispute: Json, verdict: str) -> None:
    dispute["status"] = verdict
    if verdict == "won":
        booked = balances.book(
            call, "adjustment", dispute["id"], dispute["amount"], dispute["currency"], category="dispute_reversal"
        )
        dispute["balance_transactions"].append(booked)
    call.store.save(dispute)
    emit(call, "charge.dispute.closed", dispute)
    if verdict == "won":
        emit(call, "charge.dispute.funds_reinstated", dispute)
