"""Daniel books an hour of piano with Ada and pays; money is set aside first and taken when she has agreed."""

import asyncio
from datetime import UTC, datetime

import pytest

from etude.core import events
from etude.core.lessons import booking
from etude.core.lessons.model import Status
from etude.core.people.store import load_person
from etude.payments.checkout import pay_path, start_payment
from etude.payments.model import PaymentStatus
from etude.payments.tables import payments, provider_customers

DECLINED = "4000 0000 0000 0002"
FRIDAY_LATER = datetime(2026, 11, 6, 19, 0, tzinfo=UTC)


async def test_an_instant_tutor_is_booked_and_the_money_taken(house):
    lesson = await house.hold()
    page = await house.pay(lesson)
    assert "Thank you!" in page.text
    assert "Fri 6 Nov, 18:00" in page.text
    await house.settle_down()

    assert (await house.lesson(lesson)).status is Status.CONFIRMED
    payment = await house.payment(lesson)
    assert (payment.status, payment.captured.amount) == (PaymentStatus.CAPTURED, 4000)
    assert await house.balance("provider:stripe") == 4000
    assert await house.balance(f"held:{lesson.id}") == -4000
    assert house.heard(events.LessonEvent, events.PaymentAuthorised) == [
        "LessonHeld",
        "PaymentAuthorised",
        "LessonConfirmed",
    ]


async def test_a_tutor_who_wants_to_be_asked_gets_the_money_only_when_she_agrees(house):
    await house.tutor_is(instant=False)
    lesson = await house.hold()
    card_page = await house.browser.get(await house.open_link(lesson))
    assert "£40 is only reserved, and taken if Ada says yes. If not, or without an answer by" in card_page.text
    assert "Your time is kept until 10:15." in card_page.text
    page = await house.pay(lesson)
    assert "taken only if Ada says yes. If not, or without an answer by" in page.text
    await house.settle_down()
    assert (await house.lesson(lesson)).status is Status.REQUESTED
    assert (await house.payment(lesson)).status is PaymentStatus.AUTHORISED
    assert await house.balance("provider:stripe") == 0

    await house.transactions.run(lambda tx: booking.confirm(tx, lesson.id, house.ada))
    await house.settle_down()
    assert (await house.payment(lesson)).status is PaymentStatus.CAPTURED
    assert await house.balance("provider:stripe") == 4000


async def test_after_the_lesson_the_tutor_is_owed_the_price_less_our_fee(house):
    lesson = await house.hold()
    await house.pay(lesson)
    await house.settle_down()
    await house.later(days=5)
    await house.later(hours=72)
    await house.settle_down()
    assert (await house.lesson(lesson)).status is Status.SETTLED
    assert await house.balance(f"tutor:{house.ada}") == -3400
    assert await house.balance("platform:fees") == -600
    assert await house.balance(f"held:{lesson.id}") == 0


async def test_the_payer_is_remembered_and_known_again(house):
    first = await house.hold()
    await house.pay(first)
    await house.settle_down()
    person = await house.database.read(lambda conn: load_person(conn, house.daniel))
    assert person.email == "daniel@example.org"
    paid = await house.payment(first)
    assert paid.payer_email == "daniel@example.org"

    second = await house.hold(FRIDAY_LATER)
    await house.pay(second)
    await house.settle_down()
    assert (await house.payment(second)).customer == paid.customer is not None


async def test_a_name_that_the_bank_does_not_know_is_no_reason_not_to_pay(house):
    first = await house.hold()
    await house.pay(first)
    await house.settle_down()
    gone = provider_customers.update().values(customer_id="cus_of_another_bank")
    await house.database.write(lambda conn: conn.execute(gone))

    second = await house.hold(FRIDAY_LATER)
    await house.pay(second)
    await house.settle_down()
    assert (await house.payment(second)).status is PaymentStatus.CAPTURED


async def test_a_page_of_another_account_is_made_again_at_this_one(house):
    lesson = await house.hold()
    await house.open_link(lesson)
    elsewhere = payments.update().values(session_id="cs_of_another_account")
    await house.database.write(lambda conn: conn.execute(elsewhere))
    await house.pay(lesson)
    await house.settle_down()
    assert (await house.payment(lesson)).status is PaymentStatus.CAPTURED


async def test_the_link_leads_to_one_page_however_often_it_is_followed(house):
    lesson = await house.hold()
    link = await house.link(lesson)
    answers = await asyncio.gather(*(house.browser.get(link) for _ in range(3)))
    again = await house.browser.get(link)
    assert {answer.status_code for answer in (*answers, again)} == {303}
    assert len({answer.headers["location"] for answer in (*answers, again)}) == 1
    assert (await house.payment(lesson)).attempts == 1


async def test_asking_for_a_payment_twice_finds_the_same_one_and_the_same_link(house):
    lesson = await house.hold()
    first = await house.payment(lesson)
    again = await house.transactions.run(lambda tx: start_payment(tx, lesson))
    assert again.id == first.id
    assert house.url + pay_path(again, "a secret of this house") == await house.link(lesson)


async def test_a_page_that_was_left_says_how_long_the_time_is_kept(house):
    lesson = await house.hold()
    await house.open_link(lesson)
    back = (await house.link(lesson)).replace("/pay/", "/paid/")
    page = await house.browser.get(back)
    assert "Not paid yet" in page.text
    assert "10:15" in page.text  # a quarter of an hour, on Berlin's clock
    assert await house.link(lesson) == house.url + page.text.split('class="first" href="')[1].split('"')[0]


async def test_a_paid_link_leads_to_no_second_payment(house):
    lesson = await house.hold()
    await house.type_card(await house.open_link(lesson))
    page = await house.browser.get(await house.link(lesson))
    assert (page.status_code, "Thank you!" in page.text) == (200, True)
    await house.settle_down()
    assert await house.balance("provider:stripe") == 4000


@pytest.mark.parametrize("twist", ["pay_zzzz-aaaa", "", "-", "nonsense", "käse-1"])
async def test_a_link_that_we_did_not_make_opens_nothing(house, twist):
    answer = await house.browser.get(f"{house.url}/pay/{twist}")
    assert answer.status_code == 404


async def test_a_link_with_another_token_opens_nothing(house):
    lesson = await house.hold()
    link = await house.link(lesson)
    for forged in (link[:-1] + ("a" if link[-1] != "a" else "b"), link[:-8], link.replace("/pay/", "/paid/") + "a"):
        page = await house.browser.get(forged)
        assert page.status_code == 404
        assert "This link doesn&#39;t work" in page.text or "doesn't work" in page.text
        assert f"{house.url}/chat" in page.text


async def test_a_declined_card_is_told_once_and_another_one_works(house):
    lesson = await house.hold()
    page = await house.open_link(lesson)
    assert (await house.type_card(page, DECLINED)).status_code == 402
    await house.faults(hold=True, duplicate=True)
    await house.deliver()
    await house.deliver()
    assert house.heard(events.PaymentFailed) == ["PaymentFailed"]
    assert (await house.lesson(lesson)).status is Status.HELD

    assert (await house.type_card(page)).status_code == 303
    await house.settle_down()
    assert (await house.lesson(lesson)).status is Status.CONFIRMED
    assert house.heard(events.PaymentFailed) == ["PaymentFailed"]
