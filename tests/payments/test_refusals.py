"""A provider that refuses, stumbles or cannot be reached: nothing is taken twice, and nothing fails in silence."""

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from etude.core import events
from etude.core.lessons.model import Status
from etude.core.money import Money
from etude.core.tables import blocks, lessons
from etude.payments.model import PaymentStatus
from etude.payments.page import PayDesk
from etude.payments.provider import NotSentError, RejectedError
from etude.payments.routes import router
from etude.payments.stripe.amounts import from_stripe, to_stripe
from etude.payments.stripe.provider import StripeProvider


async def paid(house):
    lesson = await house.hold()
    await house.pay(lesson)
    return lesson


async def test_a_capture_that_is_refused_calls_the_lesson_off_and_the_money_is_let_go(house):
    lesson = await paid(house)
    dearer = lessons.update().values(price=9900)
    await house.database.write(lambda conn: conn.execute(dearer))
    await house.settle_down()
    payment = await house.payment(lesson)
    assert (payment.status, payment.captured.amount) == (PaymentStatus.FAILED, 0)
    stands = await house.lesson(lesson)
    assert (stands.status, stands.refund) == (Status.CANCELLED, None)
    assert house.heard(events.LessonUnpaid, events.RefundMade, events.PaymentFailed) == ["LessonUnpaid"]
    assert await house.database.read(lambda conn: conn.execute(select(blocks)).all()) == []
    assert await house.balance("provider:stripe") == 0
    assert (await house.at_bank(f"payment_intents/{payment.intent}"))["status"] == "canceled"
    assert "payment.release" not in await house.open_jobs()


@pytest.mark.parametrize("status", [500, 503, 429, 401, 403, 409])
async def test_a_capture_meets_a_provider_in_trouble(house, status):
    lesson = await paid(house)
    house.bank.stumbles = [("/capture", status)]
    await house.work()
    assert (await house.payment(lesson)).status is PaymentStatus.AUTHORISED
    assert house.heard(events.PaymentFailed) == []
    if status == 409:
        house.bank.failed.clear()  # the other request with this key has ended
    await house.later(seconds=2)
    await house.settle_down()
    assert (await house.payment(lesson)).status is PaymentStatus.CAPTURED
    assert await house.balance("provider:stripe") == 4000


@pytest.mark.parametrize(("status", "attempts"), [(500, 2), (429, 1)])
async def test_a_page_is_made_by_a_provider_in_trouble(house, status, attempts):
    lesson = await house.hold()
    house.bank.stumbles = [("/sessions", status)]
    answer = await house.browser.get(await house.link(lesson))
    if status == 429:
        assert answer.status_code == 503
    await house.pay(lesson)
    await house.settle_down()
    payment = await house.payment(lesson)
    assert (payment.status, payment.attempts) == (PaymentStatus.CAPTURED, attempts)


async def test_a_provider_that_cannot_be_reached_is_said_kindly(house):
    lesson = await house.hold()
    nobody = StripeProvider("sk_test_x", "whsec_x", "http://127.0.0.1:9")
    app = FastAPI()
    desk = PayDesk(house.transactions, nobody, house.url, "a secret of this house")
    app.include_router(router(desk, lambda conn, person: "/chat"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=house.url) as browser:
        page = await browser.get(await house.link(lesson))
    assert (page.status_code, "can&#39;t be reached" in page.text) == (503, True)
    with pytest.raises(NotSentError):
        await nobody.look_up("pi_1")
    await nobody.close()
    await house.pay(lesson)  # and later it goes on


@pytest.mark.parametrize(
    ("money", "stripe"),
    [
        (Money(4000, "GBP"), 4000),
        (Money(500, "JPY"), 500),
        (Money(900, "ISK"), 90000),
        (Money(12340, "KWD"), 12340),
    ],
)
def test_amounts_are_counted_as_stripe_counts_them(money, stripe):
    assert to_stripe(money) == stripe
    assert from_stripe(stripe, money.currency.lower()) == money


def test_an_amount_that_stripe_cannot_say_is_refused():
    with pytest.raises(RejectedError):
        to_stripe(Money(12345, "KWD"))
