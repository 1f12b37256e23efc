"""Transfer reversals: taking back what a connected account was paid (https://docs.stripe.com/api/transfer_reversals)."""

from etude.payments.sandbox.amounts import spell
from etude.payments.sandbox.call import Call
from etude.payments.sandbox.errors import Json, StripeError, missing
from etude.payments.sandbox.events import emit
from etude.payments.sandbox.ids import mint
from etude.payments.sandbox.lists import answer_list
from etude.payments.sandbox.metadata import read_metadata
from etude.payments.sandbox.objects import balances
from etude.payments.sandbox.objects.transfers import KIND, available_on, insufficient

REVERSAL = "transfer_reversal"


def create(call: Call) -> Json:
    """POST /v1/transfers/{id}/reversals, whole or in part, as far as the connected account has the money."""
    transfer, params = call.load(KIND), call.params
    left = transfer["amount"] - transfer["amount_reversed"]
    amount = params.whole("amount", least=1) or left
    description, metadata = params.text("description"), read_metadata(params)
    if left == 0:
        raise StripeError(f"Transfer {transfer['id']} is already fully reversed.")
    if amount > left:
        currency = transfer["currency"]
        raise StripeError(
            f"Reversal amount ({spell(amount, currency)}) is greater than unreversed amount on transfer "
            f"({spell(left, currency)})",
            param="amount",
        )
    if balances.total(call.within(transfer["destination"]), transfer["currency"]) < amount:
        raise insufficient()
    return _take_back(call, transfer, amount, {"description": description, "metadata": metadata})


def _take_back(call: Call, transfer: Json, amount: int, words: Json) -> Json:
    there, currency = call.within(transfer["destination"]), transfer["currency"]
    reversal: Json = {
        "id": mint("trr"),
        "object": REVERSAL,
        "amount": amount,
        "created": call.now,
        "currency": currency,
        "destination_payment_refund": mint("pyr"),
        "metadata": words["metadata"],
        "source_refund": None,
        "transfer": transfer["id"],
    }
    # What was bound to a charge that is still pending is as pending on its way back.
    ripe_on = available_on(call, _source_of(call, transfer))
    booked = balances.book(call, "transfer_refund", reversal["id"], amount, currency, available_on=ripe_on)
    reversal["balance_transaction"] = booked["id"]
    balances.book(
        there, "payment_refund", reversal["destination_payment_refund"], -amount, currency, available_on=ripe_on
    )
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    transfer["reversals"]["data"].insert(0, reversal)
    call.store.save(transfer)
    call.store.add(reversal)
    emit(call, "transfer.reversed", transfer)
    return reversal


def _source_of(call: Call, transfer: Json) -> Json | None:
    source = transfer["source_transaction"]
    return call.refer("charge", source, "source_transaction") if source else None


def list_all(call: Call) -> Json:
    """GET /v1/transfers/{id}/reversals."""
    transfer = call.load(KIND)
    mine: dict[str, object] = {"transfer": transfer["id"]}
    return answer_list(call, REVERSAL, f"/v1/transfers/{transfer['id']}/reversals", extra=mine)


def retrieve(call: Call) -> Json:
    """GET /v1/transfers/{id}/reversals/{reversal}."""
    found = call.store.find(REVERSAL, call.path["reversal"])
    if found is None or found["transfer"] != call.path["id"]:
        raise missing("transfer reversal", call.path["reversal"])
    return found
