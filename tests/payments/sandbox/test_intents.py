"""Payment intents: states, test cards, capture and release."""

import pytest
import stripe


def make(till, method="pm_card_visa", **changes):
    params = {
        "amount": 3000,
        "currency": "gbp",
        "payment_method": method,
        "payment_method_types": ["card"],
        "confirm": True,
        **changes,
    }
    return till.v1.payment_intents.create_async({k: v for k, v in params.items() if v is not None})


async def save_card(till, card):
    """Carla's card, saved through a setup intent that her bank agreed to."""
    carla = await till.v1.customers.create_async({"email": "carla@example.com"})
    setup = await till.v1.setup_intents.create_async({"customer": carla.id, "payment_method": card, "confirm": True})
    if setup.status == "requires_action":
        await till.browser.post(setup.next_action.redirect_to_url.url, data={"outcome": "complete"})
        setup = await till.v1.setup_intents.retrieve_async(setup.id)
    return carla.id, setup.payment_method


@pytest.mark.parametrize(
    "method", ["pm_card_visa", "pm_card_visa_debit", "pm_card_mastercard", "pm_card_amex", "pm_card_discover"]
)
async def test_good_cards_pay(till, method):
    intent = await make(till, method)
    assert (intent.status, intent.amount_received) == ("succeeded", 3000)


@pytest.mark.parametrize(
    ("method", "code", "decline_code"),
    [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card"),
        ("pm_card_visa_chargeDeclinedStolenCard", "card_declined", "stolen_card"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc"),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", "processing_error"),
        ("pm_card_chargeCustomerFail", "card_declined", "generic_decline"),
        ("pm_card_radarBlock", "card_declined", "fraudulent"),
    ],
)
async def test_bad_cards_are_declined_by_code_and_recorded(till, refusal, method, code, decline_code):
    error = await refusal(make(till, method))
    assert (type(error), error.http_status, error.code) == (stripe.CardError, 402, code)
    assert error.json_body["error"]["decline_code"] == decline_code
    intent = await till.v1.payment_intents.retrieve_async(
        error.json_body["error"]["payment_intent"]["id"], {"expand": ["latest_charge"]}
    )
    assert (intent.status, intent.payment_method) == ("requires_payment_method", None)
    assert intent.last_payment_error.decline_code == decline_code
    assert (intent.latest_charge.status, intent.latest_charge.failure_code) == ("failed", code)
    await till.flush()
    assert till.inbox.types == ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]


async def test_a_declined_intent_is_paid_with_another_card(till, refusal):
    error = await refusal(make(till, "pm_card_chargeDeclined"))
    name = error.json_body["error"]["payment_intent"]["id"]
    intent = await till.v1.payment_intents.confirm_async(name, {"payment_method": "pm_card_visa"})
    assert (intent.status, intent.last_payment_error) == ("succeeded", None)


async def test_an_intent_waits_for_a_card_then_for_confirmation(till, refusal):
    intent = await make(till, None, confirm=None)
    assert intent.status == "requires_payment_method"
    error = await refusal(till.v1.payment_intents.confirm_async(intent.id))
    assert error.code == "payment_intent_unexpected_state"
    intent = await till.v1.payment_intents.update_async(intent.id, {"payment_method": "pm_card_visa", "amount": 3500})
    assert intent.status == "requires_confirmation"
    intent = await till.v1.payment_intents.confirm_async(intent.id)
    assert (intent.status, intent.amount_received) == ("succeeded", 3500)
    error = await refusal(till.v1.payment_intents.confirm_async(intent.id))
    assert error.code == "payment_intent_unexpected_state"


@pytest.mark.parametrize(("asked", "taken", "released"), [(None, 3000, 0), (1200, 1200, 1800)])
async def test_an_authorisation_is_captured_whole_or_in_part(till, asked, taken, released):
    intent = await make(till, capture_method="manual")
    assert (intent.status, intent.amount_capturable, intent.amount_received) == ("requires_capture", 3000, 0)
    intent = await till.v1.payment_intents.capture_async(
        intent.id, {"expand": ["latest_charge"], **({"amount_to_capture": asked} if asked else {})}
    )
    assert (intent.status, intent.amount_received, intent.amount_capturable) == ("succeeded", taken, 0)
    charge = intent.latest_charge
    assert (charge.amount_captured, charge.amount_refunded, charge.refunded) == (taken, released, False)
    transactions = await till.v1.balance_transactions.list_async()
    assert [transaction.amount for transaction in transactions.data] == [taken]
    await till.flush()
    assert till.inbox.types == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.amount_capturable_updated",
        "charge.captured",
        "payment_intent.succeeded",
    ]


async def test_more_than_was_authorised_cannot_be_captured_nor_anything_twice(till, refusal):
    intent = await make(till, capture_method="manual")
    error = await refusal(till.v1.payment_intents.capture_async(intent.id, {"amount_to_capture": 3001}))
    assert error.param == "amount_to_capture"
    await till.v1.payment_intents.capture_async(intent.id)
    error = await refusal(till.v1.payment_intents.capture_async(intent.id))
    assert error.code == "payment_intent_unexpected_state"


async def test_a_cancelled_authorisation_is_released(till, refusal):
    intent = await make(till, capture_method="manual")
    intent = await till.v1.payment_intents.cancel_async(
        intent.id, {"cancellation_reason": "requested_by_customer", "expand": ["latest_charge"]}
    )
    assert (intent.status, intent.latest_charge.refunded, intent.latest_charge.captured) == ("canceled", True, False)
    assert (await till.v1.balance_transactions.list_async()).data == []
    error = await refusal(till.v1.payment_intents.capture_async(intent.id))
    assert error.code == "payment_intent_unexpected_state"


async def test_what_was_taken_cannot_be_cancelled(till, refusal):
    intent = await make(till)
    assert (await refusal(till.v1.payment_intents.cancel_async(intent.id))).code == "payment_intent_unexpected_state"


async def test_an_authorisation_lapses_after_seven_days(till):
    intent = await make(till, capture_method="manual")
    till.clock.later(days=6, hours=23)
    assert (await till.v1.payment_intents.retrieve_async(intent.id)).status == "requires_capture"
    till.clock.later(hours=1)
    intent = await till.v1.payment_intents.retrieve_async(intent.id)
    assert (intent.status, intent.cancellation_reason) == ("canceled", "automatic")
    await till.flush()
    assert till.inbox.types[-2:] == ["charge.expired", "payment_intent.canceled"]


async def test_a_payer_who_is_away_cannot_answer_three_d_secure(till, refusal):
    customer, card = await save_card(till, "pm_card_authenticationRequired")
    error = await refusal(make(till, card, customer=customer, off_session=True))
    assert (error.http_status, error.code) == (402, "authentication_required")


async def test_a_card_set_up_with_three_d_secure_pays_while_its_owner_is_away(till):
    customer, card = await save_card(till, "pm_card_authenticationRequiredOnSetup")
    assert (await make(till, card, customer=customer, off_session=True)).status == "succeeded"


async def test_a_card_can_be_saved_and_decline_later(till, refusal):
    customer, card = await save_card(till, "pm_card_chargeCustomerFail")
    error = await refusal(make(till, card, customer=customer, off_session=True))
    assert error.json_body["error"]["decline_code"] == "generic_decline"


async def test_a_card_that_declines_is_not_saved(till, refusal):
    carla = await till.v1.customers.create_async({})
    error = await refusal(till.v1.payment_methods.attach_async("pm_card_chargeDeclined", {"customer": carla.id}))
    assert isinstance(error, stripe.CardError)


async def test_a_card_belongs_to_its_customer_until_it_is_detached(till, refusal):
    carla = await till.v1.customers.create_async({})
    card = await till.v1.payment_methods.attach_async("pm_card_visa", {"customer": carla.id})
    assert (await refusal(make(till, card.id))).param == "payment_method"
    assert (await make(till, card.id, customer=carla.id)).status == "succeeded"
    await till.v1.payment_methods.detach_async(card.id)
    assert (await till.v1.customers.payment_methods.list_async(carla.id)).data == []
    assert (await refusal(make(till, card.id))).code == "payment_method_unexpected_state"


async def test_a_card_used_without_a_customer_is_used_up(till, refusal):
    card = await till.v1.payment_methods.create_async(
        {"type": "card", "card": {"number": "4242424242424242", "exp_month": 12, "exp_year": 2034, "cvc": "123"}}
    )
    assert (await make(till, card.id)).status == "succeeded"
    assert (await refusal(make(till, card.id))).code == "payment_method_unexpected_state"


async def test_methods_that_may_redirect_need_somewhere_to_return_to(till, refusal):
    error = await refusal(make(till, payment_method_types=None))
    assert error.param == "return_url"
    never = {"enabled": True, "allow_redirects": "never"}
    assert (await make(till, payment_method_types=None, automatic_payment_methods=never)).status == "succeeded"


async def test_the_intent_of_an_open_session_is_ended_by_expiring_the_session(till, refusal):
    session = await till.checkout()
    await till.pay(session, "4000000000000002")
    session = await till.v1.checkout.sessions.retrieve_async(session.id)
    error = await refusal(till.v1.payment_intents.cancel_async(session.payment_intent))
    assert session.id in error.user_message


@pytest.mark.parametrize(
    ("changes", "param", "code"),
    [
        ({"amount": 10}, "amount", "amount_too_small"),
        ({"amount": 100_000_000}, "amount", "amount_too_large"),
        ({"amount": "thirty"}, "amount", "parameter_invalid_integer"),
        ({"currency": "xxx"}, "currency", None),
        ({"currency": None}, "currency", "parameter_missing"),
        ({"payment_method": "pm_nobody"}, "payment_method", "resource_missing"),
        ({"customer": "cus_nobody"}, "customer", "resource_missing"),
        ({"confirm": None, "off_session": True}, "off_session", None),
    ],
)
async def test_an_intent_that_makes_no_sense_is_refused_by_name(till, refusal, changes, param, code):
    error = await refusal(make(till, **{"method": changes.pop("payment_method", "pm_card_visa"), **changes}))
    assert (error.http_status, error.param, error.code) == (400, param, code)


async def test_a_failed_setup_says_why(till, refusal):
    error = await refusal(
        till.v1.setup_intents.create_async({"payment_method": "pm_card_chargeDeclined", "confirm": True})
    )
    setup = await till.v1.setup_intents.retrieve_async(error.json_body["error"]["setup_intent"]["id"])
    assert (setup.status, setup.last_setup_error.code) == ("requires_payment_method", "card_declined")
    assert (await till.v1.setup_intents.cancel_async(setup.id)).status == "canceled"
