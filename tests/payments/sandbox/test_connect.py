"""Ada, who teaches piano in Camden, is onboarded and paid."""

import pytest


async def open_account(till, *, onboarded=True):
    account = await till.v1.accounts.create_async(
        {
            "type": "express",
            "country": "GB",
            "email": "ada@example.com",
            "capabilities": {"transfers": {"requested": True}},
            "metadata": {"tutor": "ada"},
        }
    )
    if onboarded:
        link = await make_link(till, account)
        await till.browser.post(link.url, data={"outcome": "finish"})
    return await till.v1.accounts.retrieve_async(account.id)


def make_link(till, account):
    return till.v1.account_links.create_async(
        {
            "account": account.id,
            "type": "account_onboarding",
            "return_url": "https://etude.example/payouts",
            "refresh_url": "https://etude.example/again",
        }
    )


async def charge_lesson(till, method="pm_card_visa"):
    intent = await till.v1.payment_intents.create_async(
        {
            "amount": 3000,
            "currency": "gbp",
            "payment_method": method,
            "payment_method_types": ["card"],
            "confirm": True,
            "transfer_group": "lesson_1",
        }
    )
    return intent.latest_charge


def transfer(till, account, amount=2400, **changes):
    return till.v1.transfers.create_async({"amount": amount, "currency": "gbp", "destination": account.id, **changes})


async def test_ada_is_onboarded_on_a_hosted_page(till, read_text):
    account = await open_account(till, onboarded=False)
    assert (account.charges_enabled, account.payouts_enabled, account.details_submitted) == (False, False, False)
    assert account.requirements.currently_due
    link = await make_link(till, account)
    page = await till.browser.get(link.url)
    assert "Set up your payouts" in read_text(page)
    assert "No money moves here" in read_text(page)

    done = await till.browser.post(link.url, data={"outcome": "finish"})

    assert (done.status_code, done.headers["location"]) == (303, "https://etude.example/payouts")
    account = await till.v1.accounts.retrieve_async(account.id)
    assert (account.charges_enabled, account.payouts_enabled, account.details_submitted) == (True, True, True)
    assert (account.capabilities.transfers, account.requirements.currently_due) == ("active", [])
    await till.flush()
    event = till.inbox.events[-1]
    assert (event.type, event.account, event.data.object.payouts_enabled) == ("account.updated", account.id, True)


async def test_whoever_leaves_onboarding_early_comes_back_with_a_new_link(till):
    account = await open_account(till, onboarded=False)
    link = await make_link(till, account)
    await till.browser.post(link.url, data={"outcome": "later"})
    assert not (await till.v1.accounts.retrieve_async(account.id)).details_submitted
    assert (await till.browser.get(link.url)).headers["location"] == "https://etude.example/again"
    second = await make_link(till, account)
    await till.browser.post(second.url, data={"outcome": "finish"})
    assert (await till.v1.accounts.retrieve_async(account.id)).details_submitted


async def test_an_onboarding_link_opens_once_and_not_for_long(till):
    account = await open_account(till, onboarded=False)
    link = await make_link(till, account)
    assert (await till.browser.get(link.url)).status_code == 200
    assert (await till.browser.get(link.url)).headers["location"] == "https://etude.example/again"
    late = await make_link(till, account)
    till.clock.later(minutes=5)
    assert (await till.browser.get(late.url)).headers["location"] == "https://etude.example/again"
    assert (await till.browser.get(f"{till.url}/connect/onboarding/link_nobody")).status_code == 404


async def test_ada_is_paid_from_the_charge_before_it_is_available(till):
    account, charge = await open_account(till), await charge_lesson(till)
    sent = await transfer(till, account, source_transaction=charge)
    assert (sent.transfer_group, sent.source_transaction, sent.amount_reversed) == ("lesson_1", charge, 0)
    theirs = {"stripe_account": account.id}
    assert (await till.v1.balance.retrieve_async({}, theirs)).pending[0].amount == 2400
    payment = await till.v1.charges.retrieve_async(sent.destination_payment, {}, theirs)
    assert (payment.amount, payment.source_transfer) == (2400, sent.id)
    till.clock.later(days=2)
    assert (await till.v1.balance.retrieve_async({}, theirs)).available[0].amount == 2400
    assert (await till.v1.balance.retrieve_async()).available[0].amount == 3000 - 65 - 2400
    found = await till.v1.transfers.list_async({"transfer_group": "lesson_1"})
    assert [one.id for one in found.data] == [sent.id]


async def test_a_charge_is_not_transferred_twice(till, refusal):
    account, charge = await open_account(till), await charge_lesson(till)
    await transfer(till, account, 2400, source_transaction=charge)
    assert (await refusal(transfer(till, account, 601, source_transaction=charge))).param == "amount"
    assert (await transfer(till, account, 600, source_transaction=charge)).amount == 600


async def test_without_a_charge_the_money_has_to_be_there(till, refusal):
    account = await open_account(till)
    await charge_lesson(till)
    error = await refusal(transfer(till, account))
    assert (error.http_status, error.code) == (400, "balance_insufficient")
    await charge_lesson(till, "pm_card_bypassPending")
    assert (await transfer(till, account)).amount == 2400


async def test_nobody_is_paid_before_onboarding(till, refusal):
    account, charge = await open_account(till, onboarded=False), await charge_lesson(till)
    error = await refusal(transfer(till, account, source_transaction=charge))
    assert error.code == "insufficient_capabilities_for_transfer"
    account.id = "acct_nobody"
    error = await refusal(transfer(till, account, source_transaction=charge))
    assert (error.code, error.param) == ("resource_missing", "destination")


async def test_a_transfer_is_taken_back_in_parts(till, refusal):
    account, charge = await open_account(till), await charge_lesson(till)
    sent = await transfer(till, account, source_transaction=charge)
    part = await till.v1.transfers.reversals.create_async(sent.id, {"amount": 400, "metadata": {"refund": "re_1"}})
    assert (part.amount, part.transfer) == (400, sent.id)
    assert (await refusal(till.v1.transfers.reversals.create_async(sent.id, {"amount": 2001}))).param == "amount"
    await till.v1.transfers.reversals.create_async(sent.id)
    sent = await till.v1.transfers.retrieve_async(sent.id)
    assert (sent.reversed, sent.amount_reversed, [one.amount for one in sent.reversals.data]) == (
        True,
        2400,
        [2000, 400],
    )
    assert await refusal(till.v1.transfers.reversals.create_async(sent.id))
    assert (await till.v1.balance.retrieve_async({}, {"stripe_account": account.id})).pending[0].amount == 0
    till.clock.later(days=2)
    assert (await till.v1.balance.retrieve_async()).available[0].amount == 2935
    await till.flush()
    assert till.inbox.types.count("transfer.reversed") == 2


async def test_what_was_paid_out_cannot_be_taken_back(till, refusal):
    account = await open_account(till)
    await charge_lesson(till, "pm_card_bypassPending")
    sent = await transfer(till, account)
    theirs = {"stripe_account": account.id}
    await till.v1.payouts.create_async({"amount": 2400, "currency": "gbp"}, theirs)
    error = await refusal(till.v1.transfers.reversals.create_async(sent.id))
    assert error.code == "balance_insufficient"


async def test_ada_gets_her_money_on_her_bank_account(till, refusal):
    account = await open_account(till)
    await charge_lesson(till, "pm_card_bypassPending")
    await transfer(till, account)
    theirs = {"stripe_account": account.id}
    payout = await till.v1.payouts.create_async({"amount": 2400, "currency": "gbp"}, theirs)
    assert payout.status == "pending"
    error = await refusal(till.v1.payouts.create_async({"amount": 1, "currency": "gbp"}, theirs))
    assert error.code == "balance_insufficient"
    till.clock.later(days=1)
    assert (await till.v1.payouts.retrieve_async(payout.id, {}, theirs)).status == "paid"
    await till.flush()
    told = [(event.type, event.account) for event in till.inbox.events if event.type.startswith("payout")]
    assert told == [("payout.created", account.id), ("payout.paid", account.id)]


async def test_a_payout_is_stopped_before_it_arrives(till):
    account = await open_account(till)
    await charge_lesson(till, "pm_card_bypassPending")
    await transfer(till, account)
    theirs = {"stripe_account": account.id}
    payout = await till.v1.payouts.create_async({"amount": 2400, "currency": "gbp"}, theirs)
    assert (await till.v1.payouts.cancel_async(payout.id, {}, theirs)).status == "canceled"
    assert (await till.v1.balance.retrieve_async({}, theirs)).available[0].amount == 2400


async def test_accounts_do_not_see_each_other(till, refusal):
    account, charge = await open_account(till), await charge_lesson(till)
    error = await refusal(till.v1.charges.retrieve_async(charge, {}, {"stripe_account": account.id}))
    assert error.http_status == 404
    error = await refusal(till.v1.balance.retrieve_async({}, {"stripe_account": "acct_nobody"}))
    assert (error.http_status, error.json_body["error"]["code"]) == (403, "account_invalid")


async def test_ada_looks_at_her_earnings(till, refusal, read_text):
    waiting = await open_account(till, onboarded=False)
    assert await refusal(till.v1.accounts.login_links.create_async(waiting.id))
    account = await open_account(till)
    await charge_lesson(till, "pm_card_bypassPending")
    await transfer(till, account)
    link = await till.v1.accounts.login_links.create_async(account.id)
    assert "Available: £24.00" in read_text(await till.browser.get(link.url))


@pytest.mark.parametrize("connect", [True, False])
async def test_connect_endpoints_hear_connected_accounts_and_only_those(start, connect):
    async with start(webhook_url=None) as till:
        endpoint = await till.v1.webhook_endpoints.create_async(
            {"url": till.inbox.url, "enabled_events": ["*"], "connect": connect}
        )
        till.inbox.secret = endpoint.secret
        await open_account(till)
        await till.v1.customers.create_async({"name": "Daniel"})
        await till.flush()
        assert till.inbox.types == (["account.updated"] if connect else ["customer.created"])
