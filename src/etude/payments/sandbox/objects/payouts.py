"""Payouts from a balance to a bank account (https://docs.stripe.com/api/payouts)."""

from etude.payments.sandbox.amounts import read_currency
from etude.payments.sandbox.call import Call
from etude.payments.sandbox.errors import Json, StripeError
from etude.payments.sandbox.events import emit
from etude.payments.sandbox.ids import mint
from etude.payments.sandbox.lists import answer_list
from etude.payments.sandbox.metadata import merge_metadata, read_metadata
from etude.payments.sandbox.objects import balances
from etude.payments.sandbox.objects.transfers import insufficient

KIND = "payout"

_SECONDS_TO_ARRIVE = 24 * 3600


def create(call: Call) -> Json:
    """POST /v1/payouts of available money, usually for the account named in Stripe-Account."""
    params = call.params
    params.skip("source_type", "destination")
    amount, currency = params.need_whole("amount", least=1), read_currency(params)
    bank = _find_bank(call)
    if balances.available(call, currency) < amount:
        raise insufficient()
    payout = _draw(call, amount, currency) | {
        "description": params.text("description"),
        "destination": bank,
        "metadata": read_metadata(params),
        "method": params.choice("method", "standard", "instant") or "standard",
        "statement_descriptor": params.text("statement_descriptor"),
    }
    payout["balance_transaction"] = balances.book(call, "payout", payout["id"], -amount, currency)["id"]
    call.store.add(payout, due=payout["arrival_date"])
    emit(call, "payout.created", payout)
    return payout


def _find_bank(call: Call) -> str:
    if not call.account:
        return "ba_sandboxplatform"
    account = call.on_platform().refer("account", call.account, "account")
    if not account["payouts_enabled"]:
        raise StripeError(
            "Cannot create payouts: payouts are not enabled for this account.", code="payouts_not_allowed"
        )
    return str(account["external_accounts"]["data"][0]["id"])


def _draw(call: Call, amount: int, currency: str) -> Json:
    return {
        "id": mint("po"),
        "object": KIND,
        "amount": amount,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": call.now + _SECONDS_TO_ARRIVE,
        "automatic": False,
        "created": call.now,
        "currency": currency,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "not_applicable",
        "reversed_by": None,
        "source_type": "card",
        "status": "pending",
        "trace_id": None,
        "type": "bank_account",
    }


def ripen(call: Call, payout: Json) -> None:
    """Time has come: the money arrives."""
    if payout["status"] != "pending":
        return
    payout["status"] = "paid"
    call.store.save(payout)
    emit(call, "payout.paid", payout)


def cancel(call: Call) -> Json:
    """POST /v1/payouts/{id}/cancel, before it has arrived."""
    payout = call.load(KIND)
    if payout["status"] != "pending":
        raise StripeError(f"Payouts with a status of {payout['status']} cannot be canceled.")
    balances.book(call, "payout_cancel", payout["id"], payout["amount"], payout["currency"])
    payout["status"] = "canceled"
    call.store.schedule(payout["id"], None)
    call.store.save(payout)
    emit(call, "payout.canceled", payout)
    return payout


def retrieve(call: Call) -> Json:
    """GET /v1/payouts/{id}."""
    return call.load(KIND)


def change(call: Call) -> Json:
    """POST /v1/payouts/{id}: metadata."""
    payout = call.load(KIND)
    merge_metadata(payout, call.params)
    return call.store.save(payout)


def list_all(call: Call) -> Json:
    """GET /v1/payouts, by `status` and `destination`."""
    return answer_list(call, KIND, "/v1/payouts", "status", "destination")
