"""Webhook endpoints (https://docs.stripe.com/api/webhook_endpoints)."""

from etude.payments.sandbox.call import Call
from etude.payments.sandbox.errors import Json, ParameterError
from etude.payments.sandbox.ids import mint
from etude.payments.sandbox.lists import answer_list
from etude.payments.sandbox.metadata import merge_metadata, read_metadata

KIND = "webhook_endpoint"


def create(call: Call) -> Json:
    """POST /v1/webhook_endpoints; the signing secret is in this answer and in no later one."""
    params = call.params
    wanted = params.texts("enabled_events")
    if not wanted:
        raise ParameterError(
            "Missing required param: enabled_events.", code="parameter_missing", param="enabled_events"
        )
    params.skip("api_version")
    endpoint = {
        "id": mint("we"),
        "object": KIND,
        "api_version": None,
        "application": None,
        "created": call.now,
        "description": params.text("description"),
        "enabled_events": wanted,
        "livemode": False,
        "metadata": read_metadata(params),
        "status": "enabled",
        "url": params.need("url"),
        "_secret": mint("whsec"),
        "_connect": params.flag("connect"),
    }
    call.store.add(endpoint)
    return {**endpoint, "secret": endpoint["_secret"]}


def change(call: Call) -> Json:
    """POST /v1/webhook_endpoints/{id}: its address, events, and whether it is disabled."""
    endpoint, params = call.load(KIND), call.params
    endpoint["url"] = params.text("url") or endpoint["url"]
    endpoint["enabled_events"] = params.texts("enabled_events") or endpoint["enabled_events"]
    if params.has("disabled"):
        endpoint["status"] = "disabled" if params.flag("disabled") else "enabled"
    merge_metadata(endpoint, params)
    return call.store.save(endpoint)


def retrieve(call: Call) -> Json:
    """GET /v1/webhook_endpoints/{id}."""
    return call.load(KIND)


def remove(call: Call) -> Json:
    """DELETE /v1/webhook_endpoints/{id}."""
    endpoint = call.load(KIND)
    call.store.remove(endpoint["id"])
    return {"id": endpoint["id"], "object": KIND, "deleted": True}


def list_all(call: Call) -> Json:
    """GET /v1/webhook_endpoints."""
    return answer_list(call, KIND, "/v1/webhook_endpoints")
