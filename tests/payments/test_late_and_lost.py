"""Holds that end, payments that come too late, news that is lost, doubled or out of order, answers that never come."""

import asyncio
from datetime import timedelta

from sqlalchemy import func, select

from etude.core import events
from etude.core.lessons import booking, timers
from etude.core.lessons.model import Status
from etude.core.people.store import add_person
from etude.payments.model import PaymentStatus
from etude.payments.sandbox.deliveries import sign
from etude.payments.tables import provider_events

QUARTER = timedelta(minutes=15)


async def test_the_page_is_shut_when_the_hold_ends(house):
    lesson = await house.hold()
    page = await house.open_link(lesson)
    await house.later(minutes=15)
    await house.settle_down()
    payment = await house.payment(lesson)
    assert payment.status is PaymentStatus.EXPIRED
    assert (await house.at_bank(f"checkout/sessions/{payment.session}"))["status"] == "expired"
    assert (await house.browser.get(page)).status_code == 410
    ours = await house.browser.get(await house.link(lesson))
    assert (ours.status_code, "no longer kept" in ours.text) == (410, True)


async def test_a_link_that_nobody_followed_ends_with_the_hold(house):
    lesson = await house.hold()
    await house.later(minutes=15)
    assert (await house.payment(lesson)).status is PaymentStatus.EXPIRED
    assert (await house.browser.get(await house.link(lesson))).status_code == 410


async def expire_while_paying(house):
    """The hold ends, and Daniel pays before the page could be shut."""
    lesson = await house.hold()
    page = await house.open_link(lesson)
    house.clock.skip(QUARTER)
    await house.transactions.run(lambda tx: timers.run_timer(tx, lesson.id))
    assert (await house.payment(lesson)).status is PaymentStatus.EXPIRED
    assert (await house.type_card(page)).status_code == 303
    return lesson


async def test_a_payment_that_comes_late_books_the_time_again(house):
    lesson = await expire_while_paying(house)
    await house.settle_down()
    assert (await house.lesson(lesson)).status is Status.CONFIRMED
    assert (await house.payment(lesson)).status is PaymentStatus.CAPTURED
    assert house.heard(events.PaymentTooLate) == []


async def test_a_payment_that_comes_too_late_goes_back(house):
    lesson = await expire_while_paying(house)
    carla = await house.database.write(lambda conn: add_person(conn, house.clock.now(), name="Carla").id)
    await house.hold(student=carla)
    await house.settle_down()
    assert (await house.lesson(lesson)).status is Status.EXPIRED
    assert (await house.payment(lesson)).status is PaymentStatus.RELEASED
    assert house.heard(events.PaymentTooLate, events.RefundMade) == ["PaymentTooLate", "RefundMade"]
    page = await house.browser.get((await house.link(lesson)).replace("/pay/", "/paid/"))
    assert "on its way back" in page.text


async def test_a_time_may_be_let_go_while_the_page_is_being_made(house):
    lesson = await house.hold()
    await house.faults(hold=True, latency=0.5)
    opening = asyncio.create_task(house.browser.get(await house.link(lesson)))
    while not (await house.payment(lesson)).attempts:  # noqa: ASYNC110 - nobody says that a request is under way
        await asyncio.sleep(0.01)
    await house.transactions.run(lambda tx: booking.release(tx, lesson.id))
    assert (await opening).status_code == 410
    await house.settle_down()
    session = (await house.payment(lesson)).session
    assert (await house.at_bank(f"checkout/sessions/{session}"))["status"] == "expired"


async def test_news_may_come_twice_and_in_any_order(house):
    await house.tutor_is(instant=False)
    await house.faults(hold=True, duplicate=True, shuffle=True)
    lesson = await house.hold()
    await house.type_card(await house.open_link(lesson))
    await house.deliver()
    await house.deliver()
    await house.transactions.run(lambda tx: booking.confirm(tx, lesson.id, house.ada))
    await house.settle_down()
    await house.transactions.run(lambda tx: booking.cancel(tx, lesson.id, house.daniel))
    await house.settle_down()
    assert (await house.payment(lesson)).status is PaymentStatus.REFUNDED
    said = house.heard(events.PaymentAuthorised, events.LessonRequested, events.LessonConfirmed, events.RefundMade)
    assert said == ["PaymentAuthorised", "LessonRequested", "LessonConfirmed", "RefundMade"]
    stored = select(func.count(), func.count(provider_events.c.event_id.distinct()), func.count("applied_at"))
    all_of_them, distinct, applied = await house.database.read(lambda conn: conn.execute(stored).one())
    assert all_of_them == distinct == applied > 0


async def test_news_that_never_comes_is_caught_up_with(house):
    lesson = await house.hold()
    await house.type_card(await house.open_link(lesson))  # and the browser is closed before it comes back
    await house.work()
    assert (await house.lesson(lesson)).status is Status.HELD
    await house.later(minutes=1)
    await house.later(minutes=1)
    assert (await house.lesson(lesson)).status is Status.CONFIRMED
    assert (await house.payment(lesson)).status is PaymentStatus.CAPTURED
    await house.later(minutes=1)
    assert "payment.catch_up" not in await house.open_jobs()


async def test_a_page_whose_answer_was_lost_is_found_again(house):
    lesson = await house.hold()
    await house.faults(hold=True, lose_answers=1)
    await house.open_link(lesson)
    assert (await house.payment(lesson)).attempts == 1
    sessions = await house.at_bank("checkout/sessions")
    assert len(sessions["data"]) == 1


async def test_a_capture_whose_answer_was_lost_is_looked_up_not_repeated(house):
    lesson = await house.hold()
    await house.pay(lesson)
    await house.faults(hold=True, lose_answers=1)
    await house.work()
    assert (await house.payment(lesson)).status is PaymentStatus.AUTHORISED
    assert "payment.capture" in await house.open_jobs()

    await house.later(seconds=2)
    await house.settle_down()
    assert (await house.payment(lesson)).status is PaymentStatus.CAPTURED
    assert await house.balance("provider:stripe") == 4000
    assert house.heard(events.PaymentFailed) == []
    assert len([path for path in house.bank.asked if path.endswith("/capture")]) == 1


async def test_a_refund_whose_answer_was_lost_is_made_once(house):
    lesson = await house.hold()
    await house.pay(lesson)
    await house.later(days=4)
    await house.faults(hold=True, lose_answers=1)
    await house.transactions.run(lambda tx: booking.cancel(tx, lesson.id, house.daniel))
    await house.work()
    assert (await house.payment(lesson)).refunded.amount == 0
    await house.later(seconds=2)
    await house.settle_down()
    payment = await house.payment(lesson)
    assert payment.refunded.amount == 2000
    refunds = await house.at_bank(f"refunds?payment_intent={payment.intent}")
    assert [refund["amount"] for refund in refunds["data"]] == [2000]
    assert house.bank.asked.count("/v1/refunds") == 2  # made once, and just now listed
    assert house.heard(events.RefundMade) == ["RefundMade"]


def event_about(intent: str) -> str:
    return (
        '{"id": "evt_unknown", "object": "event", "type": "payment_intent.succeeded", "api_version": "x", "data": '
        f'{{"object": {{"id": "{intent}", "object": "payment_intent", "metadata": {{"etude_payment": "pay_none"}}}}}}}}'
    )


async def post_event(house, body: str, signature: str):
    headers = {"Stripe-Signature": signature.encode()}
    return await house.browser.post(f"{house.url}/webhooks/stripe", content=body, headers=headers)


async def count_events(house) -> int:
    return await house.database.read(lambda conn: conn.execute(select(func.count(provider_events.c.id))).scalar())


async def test_news_about_nothing_of_ours_is_kept_and_harmless(house):
    body = event_about("pi_unknown")
    for _ in range(2):
        answer = await post_event(house, body, sign("whsec_of_this_house", body, house.real_now()))
        assert answer.status_code == 200
    await house.work()
    assert await count_events(house) == 1


async def test_news_that_the_provider_did_not_sign_is_refused(house):
    body = event_about("pi_unknown")
    fresh = house.real_now()
    forged = [
        sign("whsec_of_somebody_else", body, fresh),
        sign("whsec_of_this_house", body + " ", fresh),
        sign("whsec_of_this_house", body, fresh - 3600),
        "",
        f"t={fresh},v1=käse",
    ]
    for signature in forged:
        assert (await post_event(house, body, signature)).status_code == 400
    assert await count_events(house) == 0
