"""Carla books jazz piano for her child in the chat on a school's page, and pays; Ada says yes."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")
MOST_ACTIONS = 8


async def test_a_lesson_is_booked_paid_and_confirmed(arrive):
    carla, ada = await arrive(), await arrive()
    chat = await carla.on_the_schools_page()
    await chat.until_asked_to_pay()
    thanks = await chat.pay("carla@mail.example")
    assert thanks.url.startswith(carla.served.site)
    assert carla.actions - 1 <= MOST_ACTIONS
    await chat.hears("Requested! Ada usually answers")

    tutor = await ada.as_tutor()
    await tutor.hears("New request: Piano for Mia")
    await tutor.tap("Confirm")
    await tutor.hears("Booked: Piano for Mia")

    await chat.hears("Ada said yes!")
    calendar = chat.frame.locator("[data-test=document]").last
    await expect(calendar).to_contain_text(".ics")
    file = await carla.context.request.get(carla.served.site + await calendar.get_attribute("href"))
    assert file.headers["content-type"].startswith("text/calendar")
    assert "SUMMARY:Mia: Piano with Ada" in await file.text()


async def test_who_has_closed_the_chat_is_told_by_mail_once(arrive, served, time_passes):
    carla, ada = await arrive(), await arrive()
    chat = await carla.on_the_schools_page()
    await chat.until_asked_to_pay("Leo")
    page = await chat.pay("carla.away@mail.example")
    await chat.hears("Requested!")
    await chat.page.close()
    await page.close()

    tutor = await ada.as_tutor()
    await tutor.hears("New request: Piano for Leo")
    await tutor.tap("Confirm")
    await tutor.hears("Booked: Piano for Leo")
    assert _mails(served, "carla.away@mail.example") == []
    await time_passes(timedelta(minutes=1))
    (mail,) = _mails(served, "carla.away@mail.example")
    assert "Ada said yes!" in mail.get_body(("plain",)).get_content()
    (calendar,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert "SUMMARY:Leo: Piano with Ada" in calendar.get_content()
    await time_passes(timedelta(minutes=10))
    assert len(_mails(served, "carla.away@mail.example")) == 1


async def test_from_search_to_the_pay_link_with_the_keyboard_alone(arrive):
    carla = await arrive()
    chat = await carla.on_the_schools_page()
    await chat.frame.locator("[data-test=composer]").focus()
    await chat.page.keyboard.type("jazz piano for my 9 year old near Camden, weekday evenings, under £40")
    await chat.page.keyboard.press("Enter")
    await chat.hears("here is who fits best")
    await _reach(chat, "Choose Ada")
    await chat.hears("When suits you?")
    await _reach(chat, ", ", test="time")
    await chat.hears("first name?")
    await _reach(chat, "", test="composer", press="")
    await chat.page.keyboard.type("Mia")
    await chat.page.keyboard.press("Enter")
    await chat.hears("Cancel up to")
    await _reach(chat, "Agree")
    await chat.hears("Last step")
    async with carla.context.expect_page() as opened:
        await _reach(chat, "Pay", test="pay-link")
    await expect((await opened.value).locator("#card")).to_be_visible()


async def _reach(chat, name, *, test="", press="Enter"):
    """Go there with the Tab key, backwards from wherever the focus is, and press Enter."""
    frame = chat.frame
    there = """([name, test]) => {
        const at = document.activeElement
        const words = at.getAttribute('aria-label') ?? at.innerText
        return test ? at.dataset.test === test : words === name
    }"""
    for _step in range(60):
        if await frame.evaluate(there, [name, test]):
            if press:
                await chat.page.keyboard.press(press)
            return
        await chat.page.keyboard.press("Shift+Tab")
    raise AssertionError(f"The Tab key does not lead to {name or test}.")


def _mails(served, to):
    return [mail for mail in served.demo.mail.mails() if mail["To"] == to]
