"""Daniel pays for a piano lesson on the hosted card page."""


async def test_daniel_pays_and_the_session_completes(till):
    session = await till.checkout(metadata={"hold": "h_1"}, client_reference_id="daniel")
    assert session.id.startswith("cs_test_")
    assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 3000)

    done = await till.pay(session)

    assert done.status_code == 303
    assert done.headers["location"] == f"https://etude.example/done?session={session.id}"
    session = await till.v1.checkout.sessions.retrieve_async(
        session.id, {"expand": ["payment_intent.latest_charge.balance_transaction", "line_items"]}
    )
    assert (session.status, session.payment_status, session.url) == ("complete", "paid", None)
    assert session.customer_details.email == "daniel@example.com"
    assert session.metadata["hold"] == "h_1"
    charge = session.payment_intent.latest_charge
    assert (charge.amount_captured, charge.balance_transaction.fee) == (3000, 65)
    assert session.line_items.data[0].description == "Piano with Ada"
    await till.flush()
    assert till.inbox.types == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]
