"""Events, and the deliveries that carry them to webhook endpoints (https://docs.stripe.com/api/events)."""

import json
import time

from etude.payments.sandbox.call import Call
from etude.payments.sandbox.errors import Json
from etude.payments.sandbox.ids import mint
from etude.payments.sandbox.lists import answer_list
from etude.payments.sandbox.settings import API_VERSION
from etude.payments.sandbox.shapes import conceal


def emit(call: Call, kind: str, thing: Json, previous: Json | None = None) -> None:
    """Record that something happened, with the object as it is now, and queue it for every endpoint that wants it.

    Events of a connected account carry its id and go to Connect endpoints (https://docs.stripe.com/connect/webhooks).
    """
    data: Json = {"object": conceal(thing)}
    if previous is not None:
        data["previous_attributes"] = previous
    listeners = _listeners(call, kind)
    event: Json = {
        "id": mint("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": call.now,
        "data": data,
        "livemode": False,
        "pending_webhooks": len(listeners),
        "request": {"id": call.request_id, "idempotency_key": call.idempotency_key},
        "type": kind,
        **({"account": call.account} if call.account else {}),
    }
    call.store.add(event)
    payload = json.dumps(event, indent=2)
    for url, secret in listeners:
        call.store.queue(event["id"], url, secret, payload, time.time() + call.delay)


def _listeners(call: Call, kind: str) -> list[tuple[str, str]]:
    found = [
        (endpoint["url"], endpoint["_secret"])
        for endpoint in call.on_platform().store.all("webhook_endpoint")
        if endpoint["status"] == "enabled"
        and endpoint["_connect"] == bool(call.account)
        and not {"*", kind}.isdisjoint(endpoint["enabled_events"])
    ]
    if call.settings.webhook_url:
        found.append((call.settings.webhook_url, call.settings.webhook_secret or ""))
    return found


def retrieve(call: Call) -> Json:
    """GET /v1/events/{id} (https://docs.stripe.com/api/events/retrieve)."""
    return call.load("event")


def list_all(call: Call) -> Json:
    """GET /v1/events, by `type` (https://docs.stripe.com/api/events/list)."""
    return answer_list(call, "event", "/v1/events", "type")
