"""Talking in the widget: what is drawn, what a tap does, and what a screen reader hears."""

from urllib.parse import quote

import pytest
from playwright.async_api import Frame, expect

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def say(frame: Frame, words: str) -> None:
    await frame.locator("[data-test=composer]").fill(words)
    await frame.locator("[data-test=composer]").press("Enter")


async def test_daniel_books_by_tapping_alone(visit):
    daniel = await visit()
    frame = await daniel.open()
    await frame.get_by_role("button", name="Find a tutor").click()
    ada = frame.locator("[data-test=card]", has_text="Ada Byrne")
    for words in ("Jazz piano", "£38", "4.9", "ID checked", "1.2 km from Camden", "Thu 26 Nov, 17:00"):
        await expect(ada).to_contain_text(words)
    await ada.get_by_role("button", name="See times").click()
    await frame.get_by_role("button", name="27 Nov").click()
    await expect(frame.get_by_text("London time · 18:00 for your tutor")).to_be_visible()
    await frame.get_by_role("group", name="Fri 27 Nov, evening").get_by_role("button", name="17:00").click()
    await frame.get_by_role("button", name="Yes, ask Ada").click()
    pay = frame.locator("[data-test=pay]")
    await expect(pay).to_contain_text("15 min left")
    async with daniel.page.context.expect_page() as opened:
        await pay.get_by_role("link", name="Pay £38.00").click()
    here = quote(daniel.standin.school, safe="")
    assert (await opened.value).url == f"{daniel.standin.home}/pay/abc?from={here}"
    await daniel.page.bring_to_front()
    await say(frame, "paid")
    await expect(frame.locator("[data-test=lesson]")).to_contain_text("Confirmed")
    await expect(pay).to_contain_text("Paid, and the lesson is booked.")
    await expect(pay.get_by_role("link")).to_have_count(0)
    spoken = await frame.locator("[data-from=you] [data-test=text]").all_inner_texts()
    assert spoken == ["Find a tutor", "See times", "Fri 27 Nov, 17:00", "Yes, ask Ada", "paid"]


async def test_what_was_tapped_can_be_changed(visit):
    daniel = await visit()
    frame = await daniel.open()
    greeting = frame.locator("[data-seq='1']")
    await greeting.get_by_role("button", name="Pay", exact=True).click()
    await expect(frame.locator("[data-test=pay]")).to_be_visible()
    await expect(greeting.get_by_role("button")).to_have_count(0)
    await frame.locator("[data-seq='2']").get_by_role("button", name="Change this answer").click()
    await expect(greeting.get_by_role("button", name="Find a tutor")).to_be_focused()
    await greeting.get_by_role("button", name="My lesson").click()
    await expect(frame.locator("[data-test=lesson]")).to_contain_text("Waiting for the tutor")
    assert [frame["button"] for frame in await daniel.standin.sent("tap")] == [2, 3]


async def test_every_kind_is_drawn(visit):
    daniel = await visit()
    frame = await daniel.open()
    await say(frame, "everything")
    kinds = ("cards", "times", "pay", "lesson", "media", "document", "location", "file")
    for kind in kinds:
        await expect(frame.locator(f"[data-from=etude][data-kind={kind}]").first).to_be_visible()
    await expect(frame.get_by_role("link", name="lesson.ics")).to_have_attribute("download", "lesson.ics")
    await expect(frame.locator("audio")).to_have_js_property("duration", 2)
    await expect(frame.get_by_text("Files cannot be sent")).to_be_visible()


async def test_where_someone_is_is_told_only_roughly(visit, context):
    await context.grant_permissions(["geolocation"])
    await context.set_geolocation({"latitude": 51.5390123, "longitude": -0.1425987})
    daniel = await visit()
    frame = await daniel.open()
    await say(frame, "location")
    await frame.get_by_role("button", name="Share my location").click()
    await expect(frame.get_by_text("Near 51.539, -0.143.")).to_be_visible()


async def test_someone_who_keeps_their_place_to_themselves_may_type_it(visit):
    daniel = await visit()
    frame = await daniel.open()
    await say(frame, "location")
    await frame.get_by_role("button", name="Share my location").click()
    await expect(frame.get_by_text("Please type a place or postcode.")).to_be_visible()


async def test_news_waits_below_what_is_being_read_behind_a_button_that_says_so(visit, standin):
    daniel = await visit()
    frame = await daniel.open()
    await say(frame, "everything")
    await expect(frame.locator("[data-kind=file]")).to_be_attached()
    await expect(frame.get_by_role("button", name="Newest messages")).to_be_visible()
    await standin.order("say", text="Ada said yes.")
    await expect(frame.get_by_text("Ada said yes.")).not_to_be_in_viewport()
    await frame.get_by_role("button", name="New message").click()
    await expect(frame.get_by_text("Ada said yes.")).to_be_in_viewport()
    await expect(frame.get_by_role("button", name="New message")).to_have_count(0)
    await standin.order("say", text="See you on Thursday.")
    await expect(frame.get_by_text("See you on Thursday.")).to_be_in_viewport()


async def test_progress_is_gone_with_the_next_reply(visit):
    daniel = await visit()
    frame = await daniel.open()
    await say(frame, "progress")
    await expect(frame.get_by_text("Looking for tutors")).to_be_visible()
    await daniel.standin.order("say", text="Here they are.")
    await expect(frame.get_by_text("Here they are.")).to_be_visible()
    await expect(frame.get_by_text("Looking for tutors")).to_have_count(0)


async def test_lines_are_kept_and_markup_is_only_words(visit):
    daniel = await visit()
    frame = await daniel.open()
    area = frame.locator("[data-test=composer]")
    await area.fill("<b>Hello</b>")
    await area.press("Shift+Enter")
    await area.type("and again")
    await area.press("Enter")
    own = frame.locator("[data-from=you] [data-test=text]")
    await expect(own).to_have_text("<b>Hello</b>\nand again", use_inner_text=True)


async def test_a_long_story_is_refused_kindly_before_it_is_sent(visit):
    daniel = await visit()
    frame = await daniel.open()
    area, send = frame.locator("[data-test=composer]"), frame.locator("[data-test=send]")
    await area.fill("🎹" * 4000)
    await expect(send).to_be_enabled()
    await area.fill("🎹" * 4001)
    await expect(frame.get_by_text("4001 of 4000 characters")).to_be_visible()
    await expect(send).to_be_disabled()
    await area.press("Enter")
    assert await daniel.standin.sent("text") == []


async def test_new_words_are_read_out_and_old_ones_are_not(visit):
    """A live region reads what is added to it; history is there before it becomes one, and buttons stay silent."""
    daniel = await visit()
    frame = await daniel.open()
    log = frame.get_by_role("log", name="Messages")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log.locator(".choices").first).to_have_attribute("aria-live", "off")
    await daniel.page.add_init_script(
        """addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
            const log = document.querySelector('[role=log]')
            if (log?.ariaLive === 'polite') window.liveWith ??= log.querySelectorAll('[data-seq]').length
        }).observe(document, { subtree: true, childList: true, attributes: true }))"""
    )
    await say(frame, "hello")
    await expect(frame.locator("[data-seq]")).to_have_count(3)
    await daniel.page.reload()
    frame = await daniel.open()
    await daniel.until("window.liveWith", frame)
    assert await frame.evaluate("window.liveWith") == 3


async def test_tutors_can_be_looked_through_with_the_keyboard(visit):
    daniel = await visit()
    frame = await daniel.open()
    await say(frame, "cards")
    shelf = frame.get_by_role("list", name="Tutors")
    await shelf.focus()
    await shelf.press("ArrowRight")
    await expect(frame.get_by_role("button", name="Previous")).to_have_attribute("aria-disabled", "false")
    await frame.locator("[data-test=card]").nth(2).get_by_role("button", name="See times").focus()
    await expect(frame.locator("[data-test=card]").nth(2)).to_be_in_viewport()


async def test_the_words_around_the_talk_come_from_the_server(visit, standin):
    await standin.order("words", locale="ar", send="إرسال", write="اكتب رسالة")
    daniel = await visit()
    frame = await daniel.open()
    await expect(frame.get_by_role("button", name="إرسال")).to_be_visible()
    await expect(frame.get_by_role("textbox", name="اكتب رسالة")).to_be_visible()
    assert await frame.evaluate("[document.documentElement.lang, document.dir]") == ["ar", "rtl"]
    send, area = frame.locator("[data-test=send]"), frame.locator("[data-test=composer]")
    assert (await send.bounding_box())["x"] < (await area.bounding_box())["x"]
