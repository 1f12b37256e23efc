"""Money back, what it costs, and what is left in the balance."""

import pytest


async def pay(till, method="pm_card_visa", amount=3000):
    return await till.v1.payment_intents.create_async(
        {
            "amount": amount,
            "currency": "gbp",
            "payment_method": method,
            "payment_method_types": ["card"],
            "confirm": True,
            "expand": ["latest_charge"],
        }
    )


async def test_a_refund_in_parts_until_nothing_is_left(till, refusal):
    intent = await pay(till)
    first = await till.v1.refunds.create_async(
        {"payment_intent": intent.id, "amount": 1000, "metadata": {"why": "late"}}
    )
    assert (first.amount, first.status, first.charge, first.metadata["why"]) == (
        1000,
        "succeeded",
        intent.latest_charge.id,
        "late",
    )
    error = await refusal(till.v1.refunds.create_async({"charge": first.charge, "amount": 2001}))
    assert error.param == "amount"
    assert error.user_message == "Refund amount (£20.01) is greater than unrefunded amount on charge (£20.00)"
    await till.v1.refunds.create_async({"charge": first.charge, "reason": "requested_by_customer"})
    charge = await till.v1.charges.retrieve_async(first.charge, {"expand": ["refunds"]})
    assert (charge.refunded, charge.amount_refunded) == (True, 3000)
    assert [refund.amount for refund in charge.refunds.data] == [2000, 1000]
    error = await refusal(till.v1.refunds.create_async({"charge": first.charge}))
    assert error.code == "charge_already_refunded"
    assert len((await till.v1.refunds.list_async({"payment_intent": intent.id})).data) == 2


async def test_after_a_partial_capture_only_what_was_taken_can_be_given_back(till, refusal):
    session = await till.checkout(payment_intent_data={"capture_method": "manual"})
    await till.pay(session)
    session = await till.v1.checkout.sessions.retrieve_async(session.id)
    await till.v1.payment_intents.capture_async(session.payment_intent, {"amount_to_capture": 1200})
    assert (
        await refusal(till.v1.refunds.create_async({"payment_intent": session.payment_intent, "amount": 1201}))
    ).param
    assert (await till.v1.refunds.create_async({"payment_intent": session.payment_intent})).amount == 1200


async def test_what_was_only_authorised_is_released_not_refunded(till, refusal):
    session = await till.checkout(payment_intent_data={"capture_method": "manual"})
    await till.pay(session)
    session = await till.v1.checkout.sessions.retrieve_async(session.id, {"expand": ["payment_intent"]})
    error = await refusal(till.v1.refunds.create_async({"payment_intent": session.payment_intent.id}))
    assert "does not have a successful charge" in error.user_message
    error = await refusal(till.v1.refunds.create_async({"charge": session.payment_intent.latest_charge}))
    assert error.code == "charge_not_refundable"


async def test_fees_and_pending_days_show_in_the_balance(till):
    intent = await pay(till)
    balance = await till.v1.balance.retrieve_async()
    assert (balance.pending[0].amount, balance.available[0].amount) == (2935, 0)
    till.clock.later(days=2)
    balance = await till.v1.balance.retrieve_async()
    assert (balance.pending[0].amount, balance.available[0].amount) == (0, 2935)
    await till.v1.refunds.create_async({"payment_intent": intent.id})
    assert (await till.v1.balance.retrieve_async()).available[0].amount == -65
    transactions = await till.v1.balance_transactions.list_async()
    assert [(one.type, one.amount, one.fee, one.net) for one in transactions.data] == [
        ("refund", -3000, 0, -3000),
        ("charge", 3000, 65, 2935),
    ]


async def test_fees_are_a_setting(start):
    async with start(fee_percent=2.9, fee_fixed=30) as till:
        intent = await pay(till)
        transaction = await till.v1.balance_transactions.retrieve_async(intent.latest_charge.balance_transaction)
        assert (transaction.fee, transaction.fee_details[0].type) == (117, "stripe_fee")


async def test_one_card_pays_into_the_balance_at_once(till):
    await pay(till, "pm_card_bypassPending")
    assert (await till.v1.balance.retrieve_async()).available[0].amount == 2935


@pytest.mark.parametrize(
    ("method", "first", "last", "left"),
    [("pm_card_pendingRefund", "pending", "succeeded", 3000), ("pm_card_refundFail", "succeeded", "failed", 0)],
)
async def test_some_refunds_end_later(till, method, first, last, left):
    intent = await pay(till, method)
    refund = await till.v1.refunds.create_async({"payment_intent": intent.id})
    assert refund.status == first
    till.clock.later(minutes=5)
    assert (await till.v1.refunds.retrieve_async(refund.id)).status == last
    assert (await till.v1.charges.retrieve_async(refund.charge)).amount_refunded == left
    await till.flush()
    assert till.inbox.types[-1] == "refund.updated"


async def test_a_refund_is_told(till):
    intent = await pay(till)
    await till.v1.refunds.create_async({"payment_intent": intent.id})
    await till.flush()
    assert till.inbox.types[-2:] == ["charge.refunded", "refund.created"]
