"""Transfers to connected accounts (https://docs.stripe.com/connect/separate-charges-and-transfers)."""

from etude.payments.sandbox.amounts import read_currency, spell
from etude.payments.sandbox.call import Call
from etude.payments.sandbox.errors import Json, StripeError, missing_reference
from etude.payments.sandbox.events import emit
from etude.payments.sandbox.ids import mint
from etude.payments.sandbox.lists import answer_list, as_list
from etude.payments.sandbox.metadata import merge_metadata, read_metadata
from etude.payments.sandbox.objects import balances

KIND = "transfer"


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
    _move(call, transfer, available_on(call, charge))
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


def available_on(call: Call, charge: Json | None) -> int | None:
    """When the money of a charge becomes available; nothing without a charge."""
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


def _move(call: Call, transfer: Json, ripe_on: int | None) -> None:
    amount, currency = transfer["amount"], transfer["currency"]
    there = call.within(transfer["destination"])
    payment = _draw_payment(there, transfer)
    credit = balances.book(there, "payment", payment["id"], amount, currency, available_on=ripe_on)
    there.store.add(payment | {"balance_transaction": credit["id"]})
    debit = balances.book(call, "transfer", transfer["id"], -amount, currency, available_on=ripe_on)
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
