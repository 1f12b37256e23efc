"""Every page on a phone, a narrow one too, and at a desk, in light and dark; and a tutor's profile with its sound."""

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")
WIDER_THAN_THE_SCREEN = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TALLEST = 900
# What can be tapped in a card is hit by a tap in its middle, once the card has been scrolled to.
COVERED = """() => [...document.querySelectorAll('.card button, .card a')].filter(it => {
    it.closest('.card').scrollIntoView({ inline: 'start' })
    it.scrollIntoView({ block: 'center', inline: 'nearest' })
    const { left, right, top, bottom } = it.getBoundingClientRect()
    return !it.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2))
}).map(it => it.innerText)"""


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_nothing_is_wider_than_the_screen(arrive, served, width, colours):
    carla = await arrive(color_scheme=colours)
    for address in (served.site, f"{served.site}/tutors/ada-byrne", f"{served.site}/no-such-page"):
        page = await carla.new_page(address, width, TALLEST)
        assert await page.evaluate(WIDER_THAN_THE_SCREEN) <= 0, address
    chat = await carla.on_the_schools_page(width, TALLEST)
    await chat.say("jazz piano for my 9 year old near Camden, weekday evenings, under £40")
    await chat.hears("here is who fits best")
    assert await chat.frame.evaluate(COVERED) == []
    await chat.tap("Choose Ada")
    await chat.hears("When suits you?")
    assert await chat.page.evaluate(WIDER_THAN_THE_SCREEN) <= 0
    assert await chat.frame.evaluate(WIDER_THAN_THE_SCREEN) <= 0
    carla.complaints = [line for line in carla.complaints if "404" not in line]


async def test_a_profile_plays_its_sound_from_anywhere_in_it(arrive, served):
    carla = await arrive()
    page = await carla.new_page(f"{served.site}/tutors/ada-byrne")
    await expect(page.get_by_role("heading", name="Ada Byrne")).to_be_visible()
    sound = page.locator("audio").first
    async with page.expect_response("**/media/*") as answered:
        await sound.evaluate("sound => { sound.muted = true; return sound.play() }")
    assert (await answered.value).status == 206
    await sound.evaluate(
        """sound => new Promise((heard, failed) => {
            sound.onerror = () => failed(sound.error.message)
            sound.onseeked = heard
            sound.currentTime = sound.duration / 2
        })"""
    )
    assert await sound.evaluate("sound => sound.currentTime > 0 && sound.error === null")


async def test_a_profile_needs_no_javascript(arrive, served):
    carla = await arrive(java_script_enabled=False)
    page = await carla.new_page(f"{served.site}/tutors/ada-byrne", 390)
    await expect(page.get_by_role("heading", name="Ada Byrne")).to_be_visible()
    await expect(page.get_by_role("heading", name="Prices")).to_be_visible()
    photo = page.locator("header img")
    assert (await carla.context.request.get(served.site + await photo.get_attribute("src"))).ok
    await expect(page.get_by_role("link", name="Book Ada")).to_be_visible()


async def test_a_profiles_button_begins_with_that_tutor(arrive, served):
    carla = await arrive()
    page = await carla.new_page(f"{served.site}/tutors/ada-byrne")
    await page.get_by_role("link", name="Book Ada").click()
    await expect(page.locator("[data-test=message][data-from=etude]").first).to_contain_text("Improvisation")
