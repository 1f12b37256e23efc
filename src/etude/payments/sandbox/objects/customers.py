"""Customers (https://docs.stripe.com/api/customers)."""

from etude.payments.sandbox.call import Call
from etude.payments.sandbox.errors import Json
from etude.payments.sandbox.events import emit
from etude.payments.sandbox.ids import mint
from etude.payments.sandbox.lists import answer_list
from etude.payments.sandbox.metadata import merge_metadata, read_metadata
from etude.payments.sandbox.objects.payment_methods import attach_to, resolve

KIND = "customer"

_PLAIN = ("email", "name", "phone", "description")
_WITHOUT_EFFECT = ("address", "shipping", "preferred_locales", "tax_exempt", "invoice_settings", "tax")


def create(call: Call) -> Json:
    """POST /v1/customers."""
    params = call.params
    params.skip(*_WITHOUT_EFFECT)
    known = {field: params.text(field) for field in _PLAIN}
    customer = make(call, known, read_metadata(params))
    method = params.text("payment_method")
    if method:
        attach_to(call, resolve(call, method), customer["id"])
    return customer


def make(call: Call, known: dict[str, str | None], metadata: dict[str, str]) -> Json:
    """Keep a new customer, and tell."""
    customer: Json = {
        "id": mint("cus"),
        "object": KIND,
        "address": None,
        "balance": 0,
        "created": call.now,
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "discount": None,
        "invoice_prefix": None,
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": metadata,
        "next_invoice_sequence": 1,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
        **{field: known.get(field) for field in _PLAIN},
    }
    call.store.add(customer)
    emit(call, "customer.created", customer)
    return customer


def retrieve(call: Call) -> Json:
    """GET /v1/customers/{id}; of a deleted one only its id is left."""
    return call.load(KIND)


def change(call: Call) -> Json:
    """POST /v1/customers/{id}: what is not named stays."""
    customer, params = call.load(KIND), call.params
    params.skip(*_WITHOUT_EFFECT)
    before = dict(customer)
    for field in _PLAIN:
        if params.has(field):
            customer[field] = params.text(field)
    merge_metadata(customer, params)
    changed = {field: before[field] for field in before if before[field] != customer[field]}
    call.store.save(customer)
    if changed:
        emit(call, "customer.updated", customer, changed)
    return customer


def remove(call: Call) -> Json:
    """DELETE /v1/customers/{id}; its cards go with it."""
    customer = call.load(KIND)
    emit(call, "customer.deleted", customer)
    for method in call.store.all("payment_method", {"customer": customer["id"]}):
        method["customer"] = None
        call.store.save(method)
    gone = {"id": customer["id"], "object": KIND, "deleted": True}
    call.store.save(gone)
    return gone


def list_all(call: Call) -> Json:
    """GET /v1/customers, by `email`."""
    return answer_list(call, KIND, "/v1/customers", "email")
