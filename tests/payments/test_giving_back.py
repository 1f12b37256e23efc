"""Lessons that do not take place: what was only set aside is let go, what was taken is given back as was agreed."""

from datetime import timedelta

import pytest

from etude.core import events
from etude.core.lessons import booking, moving
from etude.core.lessons.model import Status
from etude.payments.model import PaymentStatus

PENDING_THEN_FAILED = "4000 0000 0000 5126"


async def ask_ada(house):
    await house.tutor_is(instant=False)
    lesson = await house.hold()
    await house.pay(lesson)
    await house.settle_down()
    return lesson


async def assert_let_go(house, lesson, status):
    payment = await house.payment(lesson)
    assert (await house.lesson(lesson)).status is status
    assert payment.status is PaymentStatus.RELEASED
    assert (await house.at_bank(f"payment_intents/{payment.intent}"))["status"] == "canceled"
    assert await house.balance("provider:stripe") == 0
    assert house.heard(events.RefundMade) == ["RefundMade"]


async def test_a_declined_request_takes_nothing(house):
    lesson = await ask_ada(house)
    await house.transactions.run(lambda tx: booking.decline(tx, lesson.id, house.ada, "I am away."))
    await house.settle_down()
    await assert_let_go(house, lesson, Status.DECLINED)


async def test_a_withdrawn_request_takes_nothing(house):
    lesson = await ask_ada(house)
    await house.transactions.run(lambda tx: booking.withdraw(tx, lesson.id, house.daniel))
    await house.settle_down()
    await assert_let_go(house, lesson, Status.WITHDRAWN)


async def test_a_request_that_nobody_answers_takes_nothing(house):
    lesson = await ask_ada(house)
    await house.later(hours=24)
    await house.settle_down()
    await assert_let_go(house, lesson, Status.EXPIRED)


async def test_another_time_is_paid_by_the_same_authorisation(house):
    lesson = await ask_ada(house)
    later = lesson.start + timedelta(hours=2)
    await house.transactions.run(lambda tx: moving.propose(tx, lesson.id, house.ada, [later]))
    await house.transactions.run(lambda tx: moving.accept_proposed(tx, lesson.id, house.daniel, later))
    await house.settle_down()
    assert (await house.payment(lesson)).status is PaymentStatus.CAPTURED
    assert await house.balance(f"held:{lesson.id}") == -4000


async def booked(house, card="4242 4242 4242 4242"):
    lesson = await house.hold()
    await house.pay(lesson, card)
    await house.settle_down()
    return lesson


async def cancel(house, lesson, person):
    await house.transactions.run(lambda tx: booking.cancel(tx, lesson.id, person))
    await house.settle_down()


async def test_cancelling_in_time_gives_everything_back(house):
    lesson = await booked(house)
    await cancel(house, lesson, house.daniel)
    payment = await house.payment(lesson)
    assert (payment.status, payment.refunded.amount) == (PaymentStatus.REFUNDED, 4000)
    for account in ("provider:stripe", f"held:{lesson.id}", f"tutor:{house.ada}", "platform:fees"):
        assert await house.balance(account) == 0
    assert house.heard(events.RefundMade) == ["RefundMade"]


async def test_cancelling_late_gives_back_what_was_agreed_and_the_rest_is_shared(house):
    lesson = await booked(house)
    await house.later(days=4)
    await cancel(house, lesson, house.daniel)
    assert (await house.payment(lesson)).refunded.amount == 2000
    assert await house.balance("provider:stripe") == 2000
    assert await house.balance(f"tutor:{house.ada}") == -1700
    assert await house.balance("platform:fees") == -300
    assert await house.balance(f"student:{house.daniel}") == 0


async def test_a_tutor_who_cancels_late_gives_everything_back(house):
    lesson = await booked(house)
    await house.later(days=4)
    await cancel(house, lesson, house.ada)
    assert (await house.payment(lesson)).refunded.amount == 4000
    assert await house.balance("provider:stripe") == 0


async def test_a_lesson_cancelled_before_its_money_was_taken_is_let_go_instead(house):
    lesson = await house.hold()
    await house.pay(lesson)  # confirmed, but nothing has been captured yet
    await cancel(house, lesson, house.daniel)
    payment = await house.payment(lesson)
    assert (payment.status, payment.captured.amount) == (PaymentStatus.RELEASED, 0)
    assert house.heard(events.RefundMade) == ["RefundMade"]


async def test_a_lesson_cancelled_late_before_its_money_was_taken_costs_only_what_is_kept(house):
    lesson = await house.hold()
    await house.transactions.run(lambda tx: None)
    house.clock.skip(timedelta(minutes=1))
    await house.pay(lesson)
    house.clock.skip(timedelta(days=4))
    await house.transactions.run(lambda tx: booking.cancel(tx, lesson.id, house.daniel))
    await house.settle_down()
    payment = await house.payment(lesson)
    assert (payment.captured.amount, payment.refunded.amount) == (2000, 0)
    assert await house.balance(f"tutor:{house.ada}") == -1700


async def test_a_refund_that_comes_back_is_still_owed(house):
    lesson = await booked(house, PENDING_THEN_FAILED)
    await cancel(house, lesson, house.daniel)
    await house.later(days=3)
    await house.deliver()
    await house.settle_down()
    payment = await house.payment(lesson)
    assert (payment.status, payment.refunded.amount) == (PaymentStatus.CAPTURED, 0)
    assert await house.balance(f"student:{house.daniel}") == -4000
    assert await house.balance("provider:stripe") == 4000


@pytest.mark.parametrize("confirms", [True, False])
async def test_money_that_the_bank_has_let_go_calls_off_what_it_was_for(house, confirms):
    lesson = await ask_ada(house)
    intent = (await house.payment(lesson)).intent
    await house.at_bank(f"payment_intents/{intent}/cancel", cancellation_reason="abandoned")
    if confirms:
        await house.transactions.run(lambda tx: booking.confirm(tx, lesson.id, house.ada))
    await house.settle_down()
    assert (await house.payment(lesson)).status is PaymentStatus.FAILED
    assert (await house.lesson(lesson)).status is Status.CANCELLED
    assert house.heard(events.LessonUnpaid, events.RefundMade, events.PaymentFailed) == ["LessonUnpaid"]
    assert await house.balance("provider:stripe") == 0
