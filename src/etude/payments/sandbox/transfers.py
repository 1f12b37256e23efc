"""Transfers to connected accounts, and their reversals (https://docs.stripe.com/connect/separate-charges-and-transfers)."""

from etude.payments.sandbox import balances
from etude.payments.sandbox.amounts import read_currency, spell
from etude.payments.sandbox.call import Call
from etude.payments.sandbox.errors import Json, StripeError, missing, missing_reference
from etude.payments.sandbox.events import emit
from etude.payments.sandbox.ids import mint
from etude.payments.sandbox.lists import answer_list, as_list
from etude.payments.sandbox.metadata import merge_metadata, read_metadata

KIND = "transfer"
REVERSAL = "transfer_reversal"


def create(call: Call) -> Json:
    """POST /v1/transfers: from the available balance, or by `source_transaction` from a charge not yet available."""
    params = call.params
    params.skip("source_type")
    amount, currency = params.need_whole("amount", least=1), read_currency(params)
    account = _find_destination(call, params.need("destination"))
    source = params.text("source_transaction")
    charge = _check_source(call, source, amount, currency) if source else None
    if charge is None and balances.available(call, currency) < amount:
        raise insufficient()
    transfer = _draw(call, amount, currency) | {
        "description": params.text("description"),
        "destination": account["id"],
        "metadata": read_metadata(params),
        "source_transaction": source,
        "transfer_group": params.text("transfer_group") or _group_of(charge),
    }
    _move(call, transfer, _available_on(call, charge))
    call.store.add(transfer)
    emit(call, "transfer.created", transfer)
    return transfer


def insufficient() -> StripeError:
    """The refusal for want of money (https://docs.stripe.com/error-codes#balance-insufficient)."""
    return StripeError(
        "You have insufficient available funds in your Stripe account. Try adding funds directly to your available "
        "balance by creating Charges using the 4000000000000077 test card.",
        code="balance_insufficient",
    )


def _find_destination(call: Call, name: str) -> Json:
    account = call.store.find("account", name)
    if account is None:
        raise missing_reference("destination", name, "destination")
    if account["capabilities"].get("transfers") != "active":
        raise StripeError(
            "Your destination account needs to have at least one of the following capabilities enabled: transfers, "
            "crypto_transfers, legacy_payments",
            code="insufficient_capabilities_for_transfer",
        )
    return account


def _check_source(call: Call, source: str, amount: int, currency: str) -> Json:
    """The charge a transfer is bound to; all transfers of one charge together cannot exceed what was captured."""
    charge = call.refer("charge", source, "source_transaction")
    if charge["status"] != "succeeded" or not charge["captured"]:
        raise StripeError(f"Charge {source} has not been captured.", param="source_transaction")
    if charge["currency"] != currency:
        raise StripeError(
            f"Cannot create a transfer in {currency}: its source_transaction is in {charge['currency']}.",
            param="currency",
        )
    siblings = call.store.all(KIND, {"source_transaction": source})
    left = charge["amount_captured"] - sum(sibling["amount"] - sibling["amount_reversed"] for sibling in siblings)
    if amount > left:
        raise StripeError(
            f"The transfer amount ({spell(amount, currency)}) is greater than what is left of its source_transaction "
            f"({spell(left, currency)}).",
            param="amount",
        )
    return charge


def _group_of(charge: Json | None) -> str | None:
    if charge is None:
        return None
    return charge["transfer_group"] or f"group_{charge['id'].removeprefix('ch_')}"


def _available_on(call: Call, charge: Json | None) -> int | None:
    if charge is None:
        return None
    return int(call.refer("balance_transaction", charge["balance_transaction"], "source_transaction")["available_on"])


def _draw(call: Call, amount: int, currency: str) -> Json:
    name = mint("tr")
    return {
        "id": name,
        "object": KIND,
        "amount": amount,
        "amount_reversed": 0,
        "balance_transaction": None,
        "created": call.now,
        "currency": currency,
        "destination_payment": None,
        "livemode": False,
        "reversals": as_list([], f"/v1/transfers/{name}/reversals"),
        "reversed": False,
        "source_type": "card",
    }


def _move(call: Call, transfer: Json, available_on: int | None) -> None:
    amount, currency = transfer["amount"], transfer["currency"]
    there = call.within(transfer["destination"])
    payment = _draw_payment(there, transfer)
    credit = balances.book(there, "payment", payment["id"], amount, currency, available_on=available_on)
    there.store.add(payment | {"balance_transaction": credit["id"]})
    debit = balances.book(call, "transfer", transfer["id"], -amount, currency, available_on=available_on)
    transfer.update(balance_transaction=debit["id"], destination_payment=payment["id"])


def _draw_payment(call: Call, transfer: Json) -> Json:
    """The charge that a transfer is seen as by the account that gets it."""
    return {
        "id": mint("py"),
        "object": "charge",
        "amount": transfer["amount"],
        "amount_captured": transfer["amount"],
        "amount_refunded": 0,
        "captured": True,
        "created": call.now,
        "currency": transfer["currency"],
        "customer": None,
        "description": transfer["description"],
        "disputed": False,
        "livemode": False,
        "metadata": {},
        "paid": True,
        "payment_intent": None,
        "payment_method": None,
        "refunded": False,
        "source_transfer": transfer["id"],
        "status": "succeeded",
        "transfer_group": transfer["transfer_group"],
    }


def retrieve(call: Call) -> Json:
    """GET /v1/transfers/{id}."""
    return call.load(KIND)


def change(call: Call) -> Json:
    """POST /v1/transfers/{id}: description and metadata."""
    transfer, params = call.load(KIND), call.params
    transfer["description"] = params.text("description") or transfer["description"]
    merge_metadata(transfer, params)
    call.store.save(transfer)
    emit(call, "transfer.updated", transfer)
    return transfer


def list_all(call: Call) -> Json:
    """GET /v1/transfers, by `destination` and `transfer_group`."""
    return answer_list(call, KIND, "/v1/transfers", "destination", "transfer_group")


def reverse(call: Call) -> Json:
    """POST /v1/transfers/{id}/reversals, whole or in part, as far as the connected account has the money (https://docs.stripe.com/api/transfer_reversals)."""
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
    available_on = _available_on(call, _source_of(call, transfer))
    booked = balances.book(call, "transfer_refund", reversal["id"], amount, currency, available_on=available_on)
    reversal["balance_transaction"] = booked["id"]
    balances.book(
        there, "payment_refund", reversal["destination_payment_refund"], -amount, currency, available_on=available_on
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


def list_reversals(call: Call) -> Json:
    """GET /v1/transfers/{id}/reversals."""
    transfer = call.load(KIND)
    mine: dict[str, object] = {"transfer": transfer["id"]}
    return answer_list(call, REVERSAL, f"/v1/transfers/{transfer['id']}/reversals", extra=mine)


def retrieve_reversal(call: Call) -> Json:
    """GET /v1/transfers/{id}/reversals/{reversal}."""
    found = call.store.find(REVERSAL, call.path["reversal"])
    if found is None or found["transfer"] != call.path["id"]:
        raise missing("transfer reversal", call.path["reversal"])
    return found
