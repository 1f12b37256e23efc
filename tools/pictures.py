"""Makes the pictures in docs/pictures/ in a real browser, from the demo as it is: `python tools/pictures.py`."""

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Frame, Page

from etude.core.settings import Settings
from etude.testing.browser import running_browser
from etude.testing.demo.server import Served, serving_demo

FOLDER = Path(__file__).parents[1] / "docs/pictures"
SENTENCE = "jazz piano for my 9 year old near Camden, weekday evenings, under £40"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
LARGEST = 150_000
A_MOMENT = 600


@dataclass
class Student:
    """Somebody with a phone, at the chat on the school's page."""

    page: Page
    frame: Frame

    async def say(self, words: str) -> None:
        await self.frame.locator("[data-test=composer]").fill(words)
        await self.frame.locator("[data-test=composer]").press("Enter")

    async def hear(self, words: str) -> None:
        await self.frame.locator("[data-from=etude]", has_text=words).last.wait_for()

    async def tap(self, label: str) -> None:
        await self.frame.get_by_role("button", name=label, exact=True).last.click()

    async def choose(self) -> None:
        """Up to the tutors."""
        await self.say(SENTENCE)
        await self.hear("here is who fits best")

    async def pay(self, context: BrowserContext) -> None:
        async with context.expect_page() as opened:
            await self.frame.locator("[data-test=pay-link]").last.click()
        card = await opened.value
        written = {"email": "carla@mail.example", "card": "4242 4242 4242 4242", "expiry": "12 / 34", "cvc": "123"}
        for name, value in written.items():
            await card.locator(f"#{name}").fill(value)
        await card.locator("form .button").first.click()
        await card.get_by_role("heading", name="Thank you!").wait_for()
        await card.close()


async def main() -> None:
    """Every picture anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), port=0)
        async with serving_demo(settings, lambda words: None) as served, running_browser() as browser:
            await show_booking(browser, served)
            await show_dark(browser, served)
            await show_profile(browser, served)


async def show_booking(browser: Browser, served: Served) -> None:
    """The main job on a phone, and how the demo's page looks afterwards."""
    context = await arrive(browser)
    carla = await visit(context, served)
    await carla.choose()
    await take(carla.page, "phone-tutors")
    await carla.tap("Choose Ada")
    await carla.hear("When suits you?")
    await take(carla.page, "phone-times")
    await carla.frame.locator("[data-test=time]").first.click()
    await carla.hear("first name?")
    await carla.say("Mia")
    await carla.hear("Cancel up to")
    await carla.tap("Agree")
    await carla.hear("Last step")
    await take(carla.page, "phone-pay")
    await carla.pay(context)
    await carla.hear("Requested!")
    desk = await (await arrive(browser, scale=0.75)).new_page()
    await desk.set_viewport_size(DESK)  # type: ignore[arg-type]
    await desk.goto(served.site)
    tutor = await frame_of(desk, "as=tutor")
    await tutor.get_by_role("button", name="Confirm").wait_for()
    school = Student(desk, await frame_of(desk, "/widget/frame?"))
    await school.choose()
    await take(desk, "demo")
    await tutor.get_by_role("button", name="Confirm").click()
    await carla.hear("For your calendar")
    await carla.frame.locator("[data-test=document]").last.scroll_into_view_if_needed()
    await take(carla.page, "phone-confirmed")


async def show_dark(browser: Browser, served: Served) -> None:
    context = await arrive(browser, colours="dark")
    daniel = await visit(context, served)
    await daniel.choose()
    await daniel.tap("Choose Ada")
    await daniel.hear("When suits you?")
    await take(daniel.page, "phone-dark")


async def show_profile(browser: Browser, served: Served) -> None:
    page = await (await arrive(browser, scale=1.25)).new_page()
    await page.goto(f"{served.site}/tutors/ada-byrne")
    await take(page, "phone-profile")


async def arrive(browser: Browser, colours: str = "light", scale: float = 1.5) -> BrowserContext:
    """A browser in London, with a phone's screen."""
    return await browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        device_scale_factor=scale,
        color_scheme=colours,  # type: ignore[arg-type]
        locale="en-GB",
        timezone_id="Europe/London",
    )


async def visit(context: BrowserContext, served: Served) -> Student:
    """Open the chat on the school's page."""
    page = await context.new_page()
    await page.goto(served.addresses.school)
    await page.locator("[data-test=launcher]").click()
    student = Student(page, await frame_of(page, "/widget/frame?"))
    await student.hear("What would you like to learn?")
    return student


async def frame_of(page: Page, address: str) -> Frame:
    """The frame at this address, which a closed shadow root hides from selectors."""
    while True:
        for frame in page.frames:
            if address in frame.url:
                return frame
        await page.wait_for_timeout(50)


async def take(page: Page, name: str) -> None:
    """A picture, once everything has come to rest."""
    await page.wait_for_timeout(A_MOMENT)
    path = FOLDER / f"{name}.png"
    await page.screenshot(path=path)
    if path.stat().st_size > LARGEST:
        raise SystemExit(f"{path} has {path.stat().st_size} bytes, more than {LARGEST}.")


if __name__ == "__main__":
    asyncio.run(main())
