"""Daniel, an adult student in Berlin, pays for a piano lesson with Ada on the hosted card page."""

from urllib.parse import parse_qs, urlsplit

import pytest


async def reload(till, session, *expand):
    return await till.v1.checkout.sessions.retrieve_async(session.id, {"expand": list(expand)} if expand else {})


async def test_daniel_pays_and_the_session_completes(till):
    session = await till.checkout(metadata={"hold": "h_1"}, client_reference_id="daniel")
    assert session.id.startswith("cs_test_")
    assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 3000)
    assert session.payment_intent is None

    done = await till.pay(session)

    assert done.status_code == 303
    assert done.headers["location"] == f"https://etude.example/done?session={session.id}"
    session = await reload(till, session, "payment_intent.latest_charge.balance_transaction", "line_items")
    assert (session.status, session.payment_status, session.url) == ("complete", "paid", None)
    assert session.customer_details.email == "daniel@example.com"
    assert (session.metadata["hold"], session.client_reference_id) == ("h_1", "daniel")
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


async def test_a_request_first_lesson_is_only_authorised_until_ada_says_yes(till):
    session = await till.checkout(payment_intent_data={"capture_method": "manual", "transfer_group": "lesson_1"})
    page = await till.browser.get(session.url)
    assert "Reserve £30.00" in page.text

    await till.pay(session)

    session = await reload(till, session, "payment_intent")
    assert (session.status, session.payment_status) == ("complete", "unpaid")
    assert (session.payment_intent.status, session.payment_intent.amount_capturable) == ("requires_capture", 3000)
    assert session.payment_intent.transfer_group == "lesson_1"
    await till.v1.payment_intents.capture_async(session.payment_intent.id)
    assert (await reload(till, session)).payment_status == "paid"


async def test_a_saved_card_pays_the_next_lesson_while_daniel_is_away(till):
    session = await till.checkout(customer_creation="always", payment_intent_data={"setup_future_usage": "off_session"})
    await till.pay(session)
    session = await reload(till, session, "customer", "payment_intent")
    assert session.customer.email == "daniel@example.com"
    cards = await till.v1.customers.payment_methods.list_async(session.customer.id)
    assert [card.card.last4 for card in cards.data] == ["4242"]

    paid = await till.v1.payment_intents.create_async(
        {
            "amount": 3000,
            "currency": "gbp",
            "customer": session.customer.id,
            "payment_method": cards.data[0].id,
            "payment_method_types": ["card"],
            "off_session": True,
            "confirm": True,
        }
    )

    assert paid.status == "succeeded"


async def test_a_guest_stays_a_guest(till):
    session = await till.checkout()
    await till.pay(session)
    assert (await reload(till, session)).customer is None


async def test_a_known_customer_is_kept_and_their_address_prefilled(till):
    carla = await till.v1.customers.create_async({"email": "carla@example.com", "name": "Carla"})
    session = await till.checkout(customer=carla.id)
    assert 'value="carla@example.com"' in (await till.browser.get(session.url)).text
    await till.pay(session, email="")
    session = await reload(till, session)
    assert (session.customer, session.customer_details.email) == (carla.id, "carla@example.com")


@pytest.mark.parametrize(
    ("card", "changes", "sentence"),
    [
        ("4000 0000 0000 0002", {}, "Your card was declined."),
        ("4000000000009995", {}, "Your card has insufficient funds."),
        ("4000000000000069", {}, "Your card has expired."),
        ("4000000000000127", {}, "Your card's security code is incorrect."),
        ("4242424242424241", {}, "Your card number is incorrect."),
        ("4111111111111111", {}, "used a non test card"),
        ("", {}, "Please type the card number."),
        ("4242424242424242", {"expiry": "13/34"}, "expiration month is invalid"),
        ("4242424242424242", {"expiry": "02/27"}, "expiration year is invalid"),
        ("4242424242424242", {"expiry": "soon"}, "as month and year"),
        ("4242424242424242", {"cvc": "12"}, "security code is invalid"),
        ("4242424242424242", {"email": "nobody"}, "e-mail address"),
    ],
)
async def test_what_cannot_be_paid_says_why_and_can_be_tried_again(till, read_text, card, changes, sentence):
    session = await till.checkout()

    page = await till.pay(session, card, **changes)

    assert page.status_code == 402
    assert sentence in read_text(page).replace("&#39;", "'")
    assert (await reload(till, session)).status == "open"
    assert (await till.pay(session)).status_code == 303
    session = await reload(till, session, "payment_intent")
    assert (session.status, session.payment_intent.amount_received) == ("complete", 3000)


async def test_a_second_attempt_uses_the_same_payment_intent(till):
    session = await till.checkout()
    await till.pay(session, "4000000000000002")
    first = await reload(till, session, "payment_intent")
    assert first.payment_intent.status == "requires_payment_method"
    assert first.payment_intent.last_payment_error.decline_code == "generic_decline"
    await till.pay(session)
    second = await reload(till, session)
    assert second.payment_intent == first.payment_intent.id
    charges = await till.v1.charges.list_async({"payment_intent": second.payment_intent})
    assert [charge.status for charge in charges.data] == ["succeeded", "failed"]


@pytest.mark.parametrize(("outcome", "status"), [("complete", "complete"), ("fail", "open")])
async def test_three_d_secure_is_answered_on_a_page_of_its_own(till, outcome, status):
    session = await till.checkout()
    onward = await till.pay(session, "4000002760003184")
    challenge = onward.headers["location"]
    assert "Complete" in (await till.browser.get(challenge)).text

    answered = await till.browser.post(challenge, data={"outcome": outcome})

    expected = f"https://etude.example/done?session={session.id}" if outcome == "complete" else session.url
    assert answered.headers["location"] == expected
    assert (await reload(till, session)).status == status
    assert (await till.browser.get(challenge)).status_code == 404
    if outcome == "fail":
        assert "unable to authenticate" in (await till.browser.get(session.url)).text


async def test_the_page_says_test_on_every_screen(till):
    session = await till.checkout()
    gone = await till.checkout()
    await till.v1.checkout.sessions.expire_async(gone.id)
    challenge = (await till.pay(session, "4000002760003184")).headers["location"]
    for url in (session.url, gone.url, challenge, f"{till.url}/c/pay/cs_test_nobody"):
        assert "No money moves here" in (await till.browser.get(url)).text


async def test_choosing_a_test_card_fills_the_form_without_javascript(till):
    session = await till.checkout()
    page = await till.browser.post(session.url, data={"email": "daniel@example.com", "fill": "4000000000009995"})
    for value in ("daniel@example.com", "4000 0000 0000 9995", "12 / 34", "123"):
        assert f'value="{value}"' in page.text
    assert (await reload(till, session)).payment_intent is None


async def test_the_page_shows_what_is_paid_and_the_way_back(till, read_text):
    session = await till.checkout()
    page = await till.browser.get(session.url)
    assert "Piano with Ada £30.00" in read_text(page)
    assert 'href="https://etude.example/back"' in page.text


async def test_a_name_full_of_markup_stays_words(till):
    item = {"currency": "gbp", "unit_amount": 3000, "product_data": {"name": "<script>alert(1)</script>"}}
    session = await till.checkout(line_items=[{"price_data": item, "quantity": 1}])
    page = await till.browser.get(session.url)
    assert "&lt;script&gt;alert(1)" in page.text
    assert "<script>alert" not in page.text


async def test_nobody_pays_twice(till, read_text):
    session = await till.checkout()
    await till.pay(session)
    again = await till.pay(session)
    assert "already been paid" in read_text(again)
    assert len((await till.v1.charges.list_async()).data) == 1


async def test_an_expired_session_takes_no_money(till, read_text):
    session = await till.checkout(expires_at=int(till.clock().timestamp()) + 1800)
    till.clock.later(minutes=30)
    late = await till.pay(session)
    assert late.status_code == 410
    assert "has expired" in read_text(late)
    assert (await reload(till, session)).status == "expired"
    await till.flush()
    assert till.inbox.types == ["checkout.session.expired"]


async def test_time_alone_expires_a_session_and_tells(till):
    await till.checkout()
    till.clock.later(hours=24)
    await till.flush()
    assert till.inbox.types == ["checkout.session.expired"]


async def test_a_session_is_expired_on_request_but_never_after_it_was_paid(till, refusal):
    session = await till.checkout()
    await till.pay(session, "4000000000000002")
    ended = await till.v1.checkout.sessions.expire_async(session.id, {"expand": ["payment_intent"]})
    assert (ended.status, ended.url, ended.payment_intent.status) == ("expired", None, "canceled")
    paid = await till.checkout()
    await till.pay(paid)
    error = await refusal(till.v1.checkout.sessions.expire_async(paid.id))
    assert "status of complete" in error.user_message


@pytest.mark.parametrize("minutes", [29, 24 * 60 + 1])
async def test_a_session_lives_between_thirty_minutes_and_a_day(till, refusal, minutes):
    error = await refusal(till.checkout(expires_at=int(till.clock().timestamp()) + minutes * 60))
    assert error.param == "expires_at"


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"line_items": None}, "line_items"),
        ({"success_url": None}, "success_url"),
        ({"customer": "cus_nobody"}, "customer"),
        ({"mode": "subscription"}, "mode"),
        ({"payment_intent_data": {"capture_method": "later"}}, "payment_intent_data[capture_method]"),
        ({"payment_intent_data": {"transfer_data": {"destination": "acct_1"}}}, "payment_intent_data[transfer_data]"),
    ],
)
async def test_a_session_that_makes_no_sense_is_refused_by_name(till, refusal, changes, param):
    error = await refusal(till.checkout(**changes))
    assert (error.http_status, error.param) == (400, param)


async def test_an_amount_too_small_to_charge_is_refused(till, refusal):
    item = {"currency": "gbp", "unit_amount": 29, "product_data": {"name": "A bar of music"}}
    error = await refusal(till.checkout(line_items=[{"price_data": item, "quantity": 1}]))
    assert error.code == "amount_too_small"


async def test_a_card_is_saved_without_a_charge(till):
    carla = await till.v1.customers.create_async({"email": "carla@example.com"})
    session = await till.checkout(mode="setup", line_items=None, currency="gbp", customer=carla.id)
    assert "Save card" in (await till.browser.get(session.url)).text
    await till.pay(session)
    session = await reload(till, session, "setup_intent.payment_method")
    assert (session.status, session.payment_status) == ("complete", "no_payment_required")
    assert session.setup_intent.status == "succeeded"
    assert session.setup_intent.payment_method.customer == carla.id
    assert (await till.v1.charges.list_async()).data == []


async def test_a_coupon_takes_its_share_off(till, read_text):
    await till.v1.coupons.create_async({"id": "FIRST", "percent_off": 20, "duration": "once"})
    session = await till.checkout(discounts=[{"coupon": "FIRST"}])
    assert (session.amount_subtotal, session.amount_total) == (3000, 2400)
    assert "Pay £24.00" in read_text(await till.browser.get(session.url))


async def test_sessions_are_found_by_their_payment(till):
    first, second = await till.checkout(), await till.checkout()
    await till.pay(first)
    intent = (await reload(till, first)).payment_intent
    found = await till.v1.checkout.sessions.list_async({"payment_intent": intent})
    assert [session.id for session in found.data] == [first.id]
    opened = await till.v1.checkout.sessions.list_async({"status": "open"})
    assert [session.id for session in opened.data] == [second.id]
    items = await till.v1.checkout.sessions.line_items.list_async(first.id)
    assert items.data[0].amount_total == 3000


async def test_three_d_secure_outside_checkout_returns_with_the_outcome(till):
    intent = await till.v1.payment_intents.create_async(
        {
            "amount": 3000,
            "currency": "eur",
            "payment_method": "pm_card_authenticationRequired",
            "confirm": True,
            "return_url": "https://etude.example/back?lesson=1",
        }
    )
    assert intent.status == "requires_action"
    done = await till.browser.post(intent.next_action.redirect_to_url.url, data={"outcome": "complete"})
    query = parse_qs(urlsplit(done.headers["location"]).query)
    assert (query["lesson"], query["redirect_status"], query["payment_intent"]) == (["1"], ["succeeded"], [intent.id])
    assert (await till.v1.payment_intents.retrieve_async(intent.id)).status == "succeeded"
