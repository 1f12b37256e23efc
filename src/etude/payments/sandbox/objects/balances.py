"""The balance and the transactions that move it (https://docs.stripe.com/api/balance_transactions, https://docs.stripe.com/api/balance)."""

from collections import defaultdict

from etude.payments.sandbox.call import Call
from etude.payments.sandbox.errors import Json, MissingError
from etude.payments.sandbox.events import emit
from etude.payments.sandbox.ids import mint
from etude.payments.sandbox.lists import answer_list

KIND = "balance_transaction"

_HOME_CURRENCY = "gbp"


def book(
    call: Call,
    kind: str,
    source: str,
    amount: int,
    currency: str,
    *,
    fee: int = 0,
    available_on: int | None = None,
    category: str | None = None,
) -> Json:
    """Move the balance by `amount` less `fee`, in minor units; pending until `available_on`, or available at once."""
    ripe = available_on is None or available_on <= call.now
    transaction = {
        "id": mint("txn"),
        "object": KIND,
        "amount": amount,
        "available_on": call.now if available_on is None else available_on,
        "balance_type": "payments",
        "created": call.now,
        "currency": currency,
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": _explain_fee(fee, currency),
        "net": amount - fee,
        "reporting_category": category or kind,
        "source": source,
        "status": "available" if ripe else "pending",
        "type": kind,
    }
    return call.store.add(transaction, due=None if ripe else available_on)


def _explain_fee(fee: int, currency: str) -> list[Json]:
    if not fee:
        return []
    what = "Stripe processing fees"
    return [{"amount": fee, "application": None, "currency": currency, "description": what, "type": "stripe_fee"}]


def price(call: Call, amount: int) -> int:
    """The fee on a charge: a share, rounded to the nearest minor unit, and a fixed part."""
    return round(amount * call.settings.fee_percent / 100) + call.settings.fee_fixed


def available(call: Call, currency: str) -> int:
    """What may be moved out now, in minor units."""
    return _sum(call)["available"][currency]


def total(call: Call, currency: str) -> int:
    """What is available and pending together, in minor units."""
    sums = _sum(call)
    return sums["available"][currency] + sums["pending"][currency]


def ripen_transaction(call: Call, transaction: Json) -> None:
    """Time has come: pending money becomes available (https://docs.stripe.com/payouts#payout-speed)."""
    transaction["status"] = "available"
    call.store.save(transaction)
    emit(call, "balance.available", retrieve(call))


def retrieve(call: Call) -> Json:
    """GET /v1/balance."""
    sums = _sum(call)
    shown = {
        status: [
            {"amount": amount, "currency": currency, "source_types": {"card": amount}}
            for currency, amount in sorted(sums[status].items())
        ]
        for status in ("available", "pending")
    }
    return {"object": "balance", "livemode": False, "refund_and_dispute_prefunding": None, **shown}


def _sum(call: Call) -> dict[str, dict[str, int]]:
    sums: dict[str, dict[str, int]] = {"available": defaultdict(int), "pending": defaultdict(int)}
    if not call.account:
        # A balance that nothing has moved yet is zero, not empty.
        sums["available"][_HOME_CURRENCY] = sums["pending"][_HOME_CURRENCY] = 0
    for transaction in call.store.all(KIND):
        for status in sums:
            sums[status][transaction["currency"]] += transaction["net"] if transaction["status"] == status else 0
    return sums


def retrieve_transaction(call: Call) -> Json:
    """GET /v1/balance_transactions/{id}."""
    found = call.store.find(KIND, call.path["id"])
    if found is None:
        raise MissingError(f"No such balance transaction: '{call.path['id']}'", code="resource_missing", param="id")
    return found


def list_all(call: Call) -> Json:
    """GET /v1/balance_transactions, by `type`, `source`, `currency`."""
    return answer_list(call, KIND, "/v1/balance_transactions", "type", "source", "currency")
