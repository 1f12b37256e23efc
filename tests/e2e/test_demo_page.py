"""The demo's own page: both chats side by side, the clock, the mailbox and the calendars."""

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")
# A weekend may lie between now and the lesson.
MOST_DAYS = 5
PATIENCE = 20_000


async def test_time_is_skipped_until_a_reminder_comes_by_mail_and_both_calendars_are_a_click_away(arrive, served):
    carla, ada = await arrive(), await arrive()
    chat = await carla.on_the_schools_page()
    await chat.until_asked_to_pay("Zoe")
    page = await chat.pay("zoes.mother@mail.example")
    await chat.hears("Requested!")
    tutor = await ada.as_tutor()
    await tutor.tap("Confirm")
    await chat.hears("Ada said yes!")
    async with page.expect_event("close"):
        await page.get_by_role("link", name="Back to the chat").click()
    await chat.page.close()

    reminder = tutor.page.locator("#mails summary", has_text="zoes.mother@mail.example: In an hour: Piano with Ada")
    for _day in range(MOST_DAYS):
        before = await tutor.page.locator("#now").inner_text()
        await tutor.page.get_by_role("button", name="Skip 24 hours").click()
        await expect(tutor.page.locator("#now")).not_to_have_text(before, timeout=PATIENCE)
        await expect(tutor.page.locator("#status")).to_be_empty()
        await expect(tutor.page.locator("#count")).to_have_text(str(len(served.demo.mail.mails())))
        if await reminder.count():
            break
    await expect(reminder).to_have_count(1)

    for whose in ("The tutor's calendar", "The student's calendar"):
        link = tutor.page.get_by_role("link", name=whose)
        feed = await ada.context.request.get(await link.get_attribute("href"))
        assert feed.headers["content-type"].startswith("text/calendar")
        assert "Zoe" in await feed.text()


async def test_on_a_phone_the_students_chat_comes_first_and_the_rest_is_a_tab_away(arrive):
    carla = await arrive()
    page = await carla.new_page(carla.served.site, 390, 844)
    school = page.locator("#school iframe")
    await expect(school).to_be_in_viewport(ratio=1)
    assert (await school.bounding_box())["height"] > 600
    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    for tab, shown in (("Tutor", "#tutors"), ("Mail", "#mail"), ("Calendars", "#calendars"), ("Cards", "#cards")):
        link = page.get_by_role("navigation").get_by_role("link", name=tab)
        await link.click()
        await expect(link).to_have_attribute("aria-current", "true")
        await expect(page.locator(shown)).to_be_in_viewport()
        await expect(school).to_be_hidden()
        if tab == "Tutor" and await page.locator("#chat").is_visible():
            composer = page.frame_locator("#chat").locator("[data-test=composer]")
            await expect(composer).to_have_css("height", "44px")
    await page.get_by_role("link", name="Student").click()
    await expect(school).to_be_in_viewport(ratio=1)


async def test_at_a_desk_the_schools_chat_is_open_already(arrive):
    carla = await arrive()
    page = await carla.new_page(carla.served.site)
    async with page.expect_event("framenavigated", lambda frame: "/widget/frame?" in frame.url, timeout=PATIENCE):
        await page.reload()
