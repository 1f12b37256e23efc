"""What the sandbox tells, and how deliveries go wrong on purpose."""

import asyncio
import hashlib
import hmac
import time
from datetime import timedelta

import pytest
import stripe

from etude.payments.sandbox.deliveries import sign


async def eventually(holds):
    """Waits for the deliverer, which nobody awaits; gives up when the test run does."""
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - nothing tells when a delivery arrived
            await asyncio.sleep(0.01)


def test_the_signature_is_the_published_scheme():
    expected = hmac.new(b"whsec_1", b'1700000000.{"a": 1}', hashlib.sha256).hexdigest()
    assert sign("whsec_1", '{"a": 1}', 1700000000) == f"t=1700000000,v1={expected}"


def test_a_wrong_secret_or_an_old_signature_is_refused_by_the_client_library():
    body, now = '{"id": "evt_1", "object": "event"}', int(time.time())
    for secret, at in (("whsec_other", now), ("whsec_1", now - 301)):
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(body, sign(secret, body, at), "whsec_1")


async def test_events_arrive_by_themselves_signed_and_with_the_object_as_it_was(till):
    await till.pay(await till.checkout(payment_intent_data={"capture_method": "manual"}))
    await eventually(lambda: len(till.inbox.events) == 4)
    event = till.inbox.events[2]
    assert event.type == "payment_intent.amount_capturable_updated"
    assert (event.data.object.status, event.api_version) == ("requires_capture", stripe.api_version)
    await till.v1.payment_intents.capture_async(event.data.object.id)
    kept = await till.v1.events.retrieve_async(event.id)
    assert (kept.data.object.status, kept.created) == ("requires_capture", int(till.clock().timestamp()))


async def test_events_can_be_listed_by_type_and_name_their_request(till):
    await till.v1.customers.create_async({"name": "Daniel"}, {"idempotency_key": "c-1"})
    await till.v1.customers.create_async({"name": "Carla"})
    found = await till.v1.events.list_async({"type": "customer.created"})
    assert [event.data.object.name for event in found.data] == ["Carla", "Daniel"]
    assert found.data[1].request.idempotency_key == "c-1"
    assert (await till.v1.events.list_async({"type": "payout.paid"})).data == []


async def test_a_receiver_that_fails_is_tried_again_until_it_does_not(till):
    till.inbox.status = 500
    await till.v1.customers.create_async({"name": "Daniel"})
    await eventually(lambda: till.inbox.attempts >= 3)
    till.inbox.status = 200
    await eventually(lambda: till.inbox.types == ["customer.created"])


async def test_a_receiver_that_never_recovers_is_given_up(start):
    async with start(retry_attempts=2, retry_first=timedelta(0)) as till:
        till.inbox.status = 500
        await till.v1.customers.create_async({"name": "Daniel"})
        await eventually(lambda: till.inbox.attempts == 2)
        assert await till.flush() == {"delivered": 0, "pending": 0, "failed": 1}
        assert till.inbox.attempts == 2


async def test_every_delivery_can_come_twice(till):
    await till.set_faults(duplicate=True)
    await till.v1.customers.create_async({"name": "Daniel"})
    await till.flush()
    assert till.inbox.types == ["customer.created"] * 2
    assert len({event.id for event in till.inbox.events}) == 1


async def test_deliveries_can_be_held_until_a_flush(till):
    await till.set_faults(hold=True)
    await till.v1.customers.create_async({"name": "Daniel"})
    await till.v1.customers.create_async({"name": "Carla"})
    assert till.inbox.attempts == 0
    assert await till.flush() == {"delivered": 2, "pending": 0, "failed": 0}
    assert [event.data.object.name for event in till.inbox.events] == ["Daniel", "Carla"]


async def test_deliveries_can_come_in_any_order(till):
    await till.set_faults(hold=True, shuffle=True)
    names = [f"Pupil {number}" for number in range(12)]
    for name in names:
        await till.v1.customers.create_async({"name": name})
    await till.flush()
    arrived = [event.data.object.name for event in till.inbox.events]
    assert arrived != names
    assert sorted(arrived) == sorted(names)


async def test_a_dropped_delivery_is_tried_again(till):
    await till.set_faults(drop=1, hold=True)
    await till.v1.customers.create_async({"name": "Daniel"})
    assert (await till.flush())["pending"] == 1
    assert till.inbox.attempts == 0
    await till.set_faults()
    await eventually(lambda: till.inbox.types == ["customer.created"])


async def test_a_delayed_delivery_waits_and_a_flush_does_not(till):
    await till.set_faults(delay=3600)
    await till.v1.customers.create_async({"name": "Daniel"})
    assert till.inbox.attempts == 0
    assert (await till.flush())["delivered"] == 1


async def test_what_was_not_delivered_outlives_a_restart(start):
    async with start() as till:
        await till.set_faults(hold=True)
        await till.v1.customers.create_async({"name": "Daniel"})
    async with start() as till:
        await eventually(lambda: till.inbox.types == ["customer.created"])


async def test_faults_that_make_no_sense_are_refused(till):
    for body in ({"drop": 2}, {"delay": -1}, {"gremlins": True}):
        assert (await till.browser.post(f"{till.url}/sandbox/faults", json=body)).status_code == 422
    assert (await till.browser.get(f"{till.url}/sandbox/faults")).json()["drop"] == 0


async def test_an_endpoint_made_over_the_api_hears_only_what_it_asked_for(start):
    async with start(webhook_url=None) as till:
        endpoint = await till.v1.webhook_endpoints.create_async(
            {"url": till.inbox.url, "enabled_events": ["customer.created"]}
        )
        till.inbox.secret = endpoint.secret
        daniel = await till.v1.customers.create_async({"name": "Daniel"})
        await till.v1.customers.update_async(daniel.id, {"name": "Dan"})
        await till.flush()
        assert till.inbox.types == ["customer.created"]
        assert (await till.v1.webhook_endpoints.retrieve_async(endpoint.id)).to_dict().get("secret") is None
        await till.v1.webhook_endpoints.update_async(endpoint.id, {"disabled": True})
        await till.v1.customers.create_async({"name": "Carla"})
        await till.flush()
        assert till.inbox.types == ["customer.created"]
        await till.v1.webhook_endpoints.delete_async(endpoint.id)
        assert (await till.v1.webhook_endpoints.list_async()).data == []


async def test_a_receiver_may_call_the_sandbox_back_before_it_answers(till):
    seen = []

    async def look_up(event):
        seen.append(await till.v1.events.retrieve_async(event.id))

    till.inbox.on_event = look_up
    await till.v1.customers.create_async({"name": "Daniel"})
    await till.flush()
    assert [event.type for event in seen] == ["customer.created"]
