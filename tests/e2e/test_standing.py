"""Messages that are done say so: a pay button, a card that a newer one replaced, an answer that can be changed."""

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_pay_card_and_lesson_cards_follow_the_payment_and_the_tutor(arrive):
    carla, ada = await arrive(), await arrive()
    chat = await carla.on_the_schools_page()
    await chat.until_asked_to_pay("Ines")
    pay = chat.frame.locator("[data-test=pay]")
    await expect(pay).to_have_attribute("data-status", "open")
    await (await chat.pay("ines@mail.example")).close()

    await chat.hears("Requested!")
    await expect(pay).to_contain_text("Card accepted. Waiting for the tutor.")
    await expect(pay.get_by_role("link")).to_have_count(0)
    await expect(chat.frame.get_by_role("button", name="Take it back")).to_be_visible()

    tutor = await ada.as_tutor()
    await tutor.hears("New request: Piano for Ines")
    await tutor.tap("Confirm")
    await chat.hears("Ada said yes!")
    await _all_settled(chat)
    await chat.reload()
    await chat.hears("Ada said yes!")
    await _all_settled(chat)
    request = tutor.frame.locator("[data-kind=lesson]", has_text="New request: Piano for Ines")
    await expect(request.locator("[data-test=lesson]")).to_have_attribute("data-status", "replaced")
    await expect(request.get_by_role("button")).to_have_count(0)


async def _all_settled(chat):
    pay = chat.frame.locator("[data-test=pay]")
    await expect(pay).to_contain_text("Paid, and the lesson is booked.")
    await expect(pay.get_by_role("link")).to_have_count(0)
    cards = chat.frame.locator("[data-test=lesson]")
    await expect(cards.last).to_contain_text("Confirmed")
    await expect(chat.frame.get_by_role("button", name="Take it back")).to_have_count(0)
    await expect(chat.frame.get_by_role("button", name="Cancel it")).to_have_count(1)


async def test_a_time_that_is_let_go_takes_its_pay_button_along(arrive):
    carla = await arrive()
    chat = await carla.on_the_schools_page()
    await chat.until_asked_to_pay("Jon")
    await chat.say("cancel")
    pay = chat.frame.locator("[data-test=pay]")
    await expect(pay).to_contain_text("This was not booked.")
    await expect(pay.get_by_role("link")).to_have_count(0)


async def test_only_answers_of_what_is_under_way_can_be_changed(arrive):
    carla = await arrive()
    chat = await carla.on_the_schools_page()
    change = chat.frame.get_by_role("button", name="Change", exact=True)
    await chat.say("jazz piano for my 9 year old near Camden, weekday evenings, under £40")
    await chat.hears("here is who fits best")
    await chat.tap("Choose Ada")
    await chat.hears("When suits you?")
    await chat.pick_first_time()
    await chat.hears("first name?")
    spoken = chat.frame.locator("[data-from=you][data-seq]")
    tutor, time = (spoken.nth(number).get_by_role("button", name="Change") for number in (1, 2))
    await expect(tutor).to_have_css("opacity", "0")
    await expect(time).to_have_css("opacity", "1")
    await spoken.nth(1).hover()
    await expect(tutor).to_have_css("opacity", "1")
    await chat.say("cancel")
    await chat.hears("no new booking")
    await expect(change).to_have_count(0)
