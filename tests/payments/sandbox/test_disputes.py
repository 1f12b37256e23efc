"""A payer goes to their bank: the money leaves, and comes back if the evidence wins."""

import pytest


async def open_dispute(till):
    session = await till.checkout()
    await till.pay(session, "4000000000000259")
    return (await till.v1.disputes.list_async()).data[0]


async def test_a_dispute_takes_the_money_and_a_fee(till, refusal):
    dispute = await open_dispute(till)
    assert (dispute.amount, dispute.reason, dispute.status) == (3000, "fraudulent", "needs_response")
    charge = await till.v1.charges.retrieve_async(dispute.charge)
    assert charge.disputed
    assert (await till.v1.balance.retrieve_async()).available[0].amount == -5000
    assert (await refusal(till.v1.refunds.create_async({"charge": charge.id}))).code == "charge_disputed"
    await till.flush()
    assert "charge.dispute.created" in till.inbox.types


@pytest.mark.parametrize(
    ("evidence", "status", "balance"), [("winning_evidence", "won", -2000), ("losing_evidence", "lost", -5000)]
)
async def test_evidence_decides(till, evidence, status, balance):
    dispute = await open_dispute(till)
    dispute = await till.v1.disputes.update_async(
        dispute.id, {"evidence": {"uncategorized_text": evidence}, "submit": True}
    )
    assert dispute.status == status
    assert (await till.v1.balance.retrieve_async()).available[0].amount == balance
    await till.flush()
    closed = next(event for event in till.inbox.events if event.type == "charge.dispute.closed")
    assert closed.data.object.status == status


async def test_evidence_may_be_kept_back_and_a_dispute_accepted(till, refusal):
    dispute = await open_dispute(till)
    dispute = await till.v1.disputes.update_async(
        dispute.id, {"evidence": {"uncategorized_text": "winning_evidence"}, "submit": False}
    )
    assert (dispute.status, dispute.evidence_details.has_evidence) == ("needs_response", True)
    assert (await till.v1.disputes.close_async(dispute.id)).status == "lost"
    assert "already closed" in (await refusal(till.v1.disputes.close_async(dispute.id))).user_message
