"""Daniel books an hour of piano with Ada and pays; money is set aside first and taken when she has agreed."""

from etude.core import events
from etude.core.lessons import booking
from etude.core.lessons.model import Status
from etude.core.people.store import load_person
from etude.payments.model import PaymentStatus


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
    page = await house.pay(lesson)
    assert "Nothing is taken before it is accepted" in page.text
    await house.settle_down()
    assert (await house.lesson(lesson)).status is Status.REQUESTED
    assert (await house.payment(lesson)).status is PaymentStatus.AUTHORISED
    assert await house.balance("provider:stripe") == 0

    await house.transactions.run(lambda tx: booking.confirm(tx, lesson.id, house.ada))
    await house.settle_down()
    assert (await house.payment(lesson)).status is PaymentStatus.CAPTURED
    assert await house.balance("provider:stripe") == 4000


async def test_the_payer_is_remembered(house):
    first = await house.hold()
    await house.pay(first)
    await house.settle_down()
    person = await house.database.read(lambda conn: load_person(conn, house.daniel))
    assert person.email == "daniel@example.org"
    assert (await house.payment(first)).payer_email == "daniel@example.org"
