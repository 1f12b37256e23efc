"""How the API is spoken to: keys, nested forms, errors, idempotency, lists, expansion."""

import asyncio

import httpx
import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from etude.payments.sandbox.params import parse_form

names = st.text(st.characters(exclude_characters="[]", exclude_categories=["Cs"]), min_size=1, max_size=8)
nested = st.recursive(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    lambda below: st.dictionaries(names, below, min_size=1, max_size=3),
    max_leaves=8,
)


def write_form(values, prefix=""):
    for key, value in values.items():
        name = f"{prefix}[{key}]" if prefix else key
        if isinstance(value, dict):
            yield from write_form(value, name)
        else:
            yield name, value


@given(st.dictionaries(names, nested, min_size=1, max_size=3))
def test_any_nested_form_is_read_as_it_was_written(values):
    encoded = str(httpx.QueryParams(list(write_form(values))))
    assert parse_form(encoded) == values


def test_a_list_without_positions_counts_for_itself():
    assert parse_form("expand[]=a&expand[]=b&items[0][price]=3") == {
        "expand": {"0": "a", "1": "b"},
        "items": {"0": {"price": "3"}},
    }


async def test_only_the_secret_key_opens_the_door(till, refusal):
    stranger = stripe.StripeClient(
        "sk_test_stranger",
        base_addresses={"api": till.url},
        http_client=stripe.HTTPXClient(verify_ssl_certs=False),
        max_network_retries=0,
    )
    error = await refusal(stranger.v1.customers.list_async())
    assert (type(error), error.http_status) == (stripe.AuthenticationError, 401)
    nobody = await till.browser.get(f"{till.url}/v1/customers")
    assert nobody.json()["error"]["type"] == "invalid_request_error"
    basic = await till.browser.get(f"{till.url}/v1/customers", auth=("sk_test_etude", ""))
    assert basic.status_code == 200
    await stranger._requestor._client._client_async.aclose()


async def test_every_answer_names_its_request_and_its_version(till):
    customer = await till.v1.customers.create_async({"email": "daniel@example.com"})
    headers = customer.last_response.headers
    assert headers["request-id"].startswith("req_")
    assert headers["stripe-version"] == stripe.api_version


async def test_what_does_not_exist_is_missing(till, refusal):
    error = await refusal(till.v1.customers.retrieve_async("cus_nobody"))
    assert (error.http_status, error.code, error.user_message) == (
        404,
        "resource_missing",
        "No such customer: 'cus_nobody'",
    )
    nowhere = await till.browser.get(f"{till.url}/v1/nowhere", auth=("sk_test_etude", ""))
    assert (nowhere.status_code, nowhere.json()["error"]["message"]) == (
        404,
        "Unrecognized request URL (GET: /v1/nowhere).",
    )


async def test_an_unknown_parameter_is_refused_and_nothing_is_kept(till, refusal):
    error = await refusal(till.v1.customers.create_async({"email": "daniel@example.com", "shoe_size": "44"}))
    assert (error.code, error.param) == ("parameter_unknown", "shoe_size")
    assert (await till.v1.customers.list_async()).data == []
    assert (await till.v1.events.list_async()).data == []


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ({f"key{number}": "x" for number in range(51)}, "50 metadata keys"),
        ({"k" * 41: "x"}, "40 characters"),
        ({"key": "x" * 501}, "500 characters"),
    ],
)
async def test_metadata_has_its_limits(till, refusal, metadata, said):
    error = await refusal(till.v1.customers.create_async({"metadata": metadata}))
    assert said in error.user_message


async def test_metadata_is_merged_and_an_empty_value_removes(till):
    customer = await till.v1.customers.create_async({"metadata": {"city": "Berlin", "plays": "piano"}})
    customer = await till.v1.customers.update_async(customer.id, {"metadata": {"city": "", "level": "2"}})
    assert customer.metadata.to_dict() == {"plays": "piano", "level": "2"}


async def test_the_same_key_and_parameters_give_the_same_answer_once(till):
    key = {"idempotency_key": "book-1"}
    first = await till.v1.customers.create_async({"email": "daniel@example.com"}, key)
    again = await till.v1.customers.create_async({"email": "daniel@example.com"}, key)
    assert again.id == first.id
    assert again.last_response.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.last_response.headers
    assert len((await till.v1.customers.list_async()).data) == 1


async def test_the_same_key_with_other_parameters_is_an_error(till, refusal):
    key = {"idempotency_key": "book-1"}
    await till.v1.customers.create_async({"email": "daniel@example.com"}, key)
    error = await refusal(till.v1.customers.create_async({"email": "carla@example.com"}, key))
    assert (type(error), error.http_status) == (stripe.IdempotencyError, 400)
    assert (await till.v1.customers.create_async({"email": "carla@example.com"})).id


async def test_the_same_key_at_the_same_time_conflicts(till):
    await till.set_faults(latency=0.3)
    request = {"headers": {"Idempotency-Key": "book-1"}, "auth": ("sk_test_etude", ""), "data": {"name": "Daniel"}}
    first = asyncio.create_task(till.browser.post(f"{till.url}/v1/customers", **request))
    second = asyncio.create_task(till.browser.post(f"{till.url}/v1/customers", **request))
    answers = sorted([await first, await second], key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in answers] == [200, 409]
    assert answers[1].json()["error"]["code"] == "idempotency_key_in_use"
    await till.set_faults()
    assert len((await till.v1.customers.list_async()).data) == 1


async def test_a_decline_is_remembered_under_its_key_a_typing_error_is_not(till, refusal):
    bad = {
        "amount": 3000,
        "currency": "gbp",
        "payment_method": "pm_card_chargeDeclined",
        "payment_method_types": ["card"],
        "confirm": True,
    }
    key = {"idempotency_key": "pay-1"}
    first = await refusal(till.v1.payment_intents.create_async(bad, key))
    again = await refusal(till.v1.payment_intents.create_async(bad, key))
    assert again.json_body["error"]["charge"] == first.json_body["error"]["charge"]
    assert again.headers["idempotent-replayed"] == "true"
    assert len((await till.v1.charges.list_async()).data) == 1
    await refusal(till.v1.customers.create_async({"shoe_size": "44"}, {"idempotency_key": "c-1"}))
    assert (await till.v1.customers.create_async({"name": "Daniel"}, {"idempotency_key": "c-1"})).id


async def test_a_key_is_forgotten_after_a_day(till):
    key = {"idempotency_key": "book-1"}
    first = await till.v1.customers.create_async({"name": "Daniel"}, key)
    till.clock.later(hours=25)
    assert (await till.v1.customers.create_async({"name": "Daniel"}, key)).id != first.id


async def test_a_key_outlives_a_restart(start):
    key = {"idempotency_key": "book-1"}
    async with start() as till:
        first = await till.v1.customers.create_async({"name": "Daniel"}, key)
    async with start() as till:
        assert (await till.v1.customers.create_async({"name": "Daniel"}, key)).id == first.id


async def test_a_lost_answer_was_carried_out_and_the_retry_learns_it(till, refusal):
    await till.set_faults(lose_answers=1)
    key = {"idempotency_key": "book-1"}
    error = await refusal(till.v1.customers.create_async({"name": "Daniel"}, key))
    assert isinstance(error, stripe.APIConnectionError)
    again = await till.v1.customers.create_async({"name": "Daniel"}, key)
    assert again.last_response.headers["idempotent-replayed"] == "true"
    assert len((await till.v1.customers.list_async()).data) == 1


async def test_lists_turn_pages_both_ways_newest_first(till, refusal):
    made = [(await till.v1.customers.create_async({"name": f"Pupil {number}"})).id for number in range(5)]
    first = await till.v1.customers.list_async({"limit": 2})
    assert ([customer.id for customer in first.data], first.has_more) == ([made[4], made[3]], True)
    last = await till.v1.customers.list_async({"limit": 3, "starting_after": made[3]})
    assert ([customer.id for customer in last.data], last.has_more) == ([made[2], made[1], made[0]], False)
    back = await till.v1.customers.list_async({"limit": 2, "ending_before": made[1]})
    assert ([customer.id for customer in back.data], back.has_more) == ([made[3], made[2]], True)
    assert [
        customer.id async for customer in (await till.v1.customers.list_async({"limit": 2})).auto_paging_iter()
    ] == made[::-1]
    assert (await refusal(till.v1.customers.list_async({"limit": 101}))).param == "limit"


async def test_lists_are_cut_by_time_of_creation(till):
    early = await till.v1.customers.create_async({"name": "Early"})
    till.clock.later(hours=1)
    late = await till.v1.customers.create_async({"name": "Late"})
    found = await till.v1.customers.list_async({"created": {"gte": late.created}})
    assert [customer.id for customer in found.data] == [late.id]
    found = await till.v1.customers.list_async({"created": {"lt": late.created}})
    assert [customer.id for customer in found.data] == [early.id]


async def test_a_property_is_expanded_in_an_object_and_in_a_list(till, refusal):
    await till.pay(await till.checkout())
    found = await till.v1.charges.list_async({"expand": ["data.payment_intent.payment_method", "data.refunds"]})
    assert found.data[0].payment_intent.payment_method.card.last4 == "4242"
    assert found.data[0].refunds.data == []
    error = await refusal(till.v1.charges.list_async({"expand": ["data.shoe"]}))
    assert "cannot be expanded" in error.user_message


async def test_a_customer_is_changed_found_by_address_and_removed(till, refusal):
    daniel = await till.v1.customers.create_async({"email": "daniel@example.com"})
    await till.v1.customers.create_async({"email": "carla@example.com"})
    await till.v1.customers.update_async(daniel.id, {"name": "Daniel"})
    found = await till.v1.customers.list_async({"email": "daniel@example.com"})
    assert [customer.name for customer in found.data] == ["Daniel"]
    assert (await till.v1.customers.delete_async(daniel.id)).deleted
    assert (await till.v1.customers.retrieve_async(daniel.id)).deleted
