"""The demo as it is shipped, and one real browser: a school's page on an origin of its own, a card page, a mailbox."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Frame, Locator, Page, expect
from pydantic import SecretStr

from etude.core.settings import Settings
from etude.testing.browser import running_browser
from etude.testing.demo.server import Served, serving_demo
from etude.testing.telegram_server import RunningServer, TelegramServer, serve
from etude.testing.time_travel import travel

PATIENCE = 30_000
A_PANEL_FITS = 600
SENTENCE = "jazz piano for my 9 year old near Camden, weekday evenings, under £40"
Arriving = Callable[..., Awaitable["Visitor"]]


@dataclass
class Visitor:
    """Somebody with a browser, who counts what they had to do; `complaints` are what the browser complained about."""

    context: BrowserContext
    served: Served
    actions: int = 0
    complaints: list[str] = field(default_factory=list)

    async def on_the_schools_page(self, width: int = 1280, height: int = 900) -> "Chat":
        page = await self.new_page(self.served.addresses.school, width, height)
        if width < A_PANEL_FITS:
            await page.locator("[data-test=launcher]").click()
        return await self._chatting(page, "/widget/frame?")

    async def new_page(self, address: str, width: int = 1280, height: int = 900) -> Page:
        page = await self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console", lambda line: self.complaints.append(line.text) if line.type in ("error", "warning") else None
        )
        await page.set_viewport_size({"width": width, "height": height})
        await page.goto(address)
        return page

    async def chat_alone(self, path: str = "/chat") -> "Chat":
        return await self._chatting(await self.new_page(self.served.site + path), "/widget/frame")

    async def as_tutor(self) -> "Chat":
        """The tutor who was booked last, in a page of their own."""
        return await self._chatting(await self.new_page(self.served.site), "as=tutor")

    async def _chatting(self, page: Page, address: str) -> "Chat":
        chat = Chat(self, page, address)
        await eventually(chat.is_there)
        await chat.messages.first.wait_for()
        return chat


@dataclass
class Chat:
    """A chat on a page: the frame with `address` in its own, which a closed shadow root hides from selectors."""

    visitor: Visitor
    page: Page
    address: str

    def is_there(self) -> bool:
        return any(self.address in frame.url for frame in self.page.frames)

    @property
    def frame(self) -> Frame:
        return next(frame for frame in self.page.frames if self.address in frame.url)

    async def reload(self) -> None:
        await self.page.reload()
        await eventually(self.is_there)

    @property
    def messages(self) -> Locator:
        return self.frame.locator("[data-test=message]")

    def message(self, words: str) -> Locator:
        return self.frame.locator("[data-test=message][data-from=etude]", has_text=words)

    async def say(self, words: str) -> None:
        self.visitor.actions += 1
        composer = self.frame.locator("[data-test=composer]")
        await composer.fill(words)
        await composer.press("Enter")

    async def tap(self, label: str) -> None:
        self.visitor.actions += 1
        await self.frame.get_by_role("button", name=label, exact=True).last.click()

    async def pick_first_time(self) -> None:
        self.visitor.actions += 1
        await self.frame.locator("[data-test=time]").first.click()

    async def hears(self, words: str) -> Locator:
        """The newest message that says this; waits for it."""
        found = self.message(words).last
        await expect(found).to_be_visible(timeout=PATIENCE)
        return found

    async def numbers(self) -> list[int]:
        """The messages on show, by their numbers."""
        return list(await self.messages.evaluate_all("all => all.map(each => Number(each.dataset.seq))"))

    async def until_asked_to_pay(self, child: str = "Mia") -> None:
        """The main job up to the pay link."""
        await self.say(SENTENCE)
        await self.hears("here is who fits best")
        await self.tap("Choose Ada")
        await self.hears("When suits you?")
        await self.pick_first_time()
        await self.hears("first name?")
        await self.say(child)
        await self.hears("Cancel up to")
        await self.tap("Agree")
        await self.hears("Last step")

    async def pay(self, email: str, card: str = "4242 4242 4242 4242") -> Page:
        """By the pay link, on the card page, as one action each: the link, the form."""
        self.visitor.actions += 2
        async with self.visitor.context.expect_page() as opened:
            await self.frame.locator("[data-test=pay-link]").last.click()
        page = await opened.value
        for name, value in {"email": email, "card": card, "expiry": "12 / 34", "cvc": "123"}.items():
            await page.locator(f"#{name}").fill(value)
        await page.locator("form .button").first.click()
        await expect(page.get_by_role("heading", name="Thank you!")).to_be_visible(timeout=PATIENCE)
        return page


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def telegram() -> AsyncIterator[RunningServer]:
    async with serve(TelegramServer()) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def served(tmp_path_factory: pytest.TempPathFactory, telegram: RunningServer) -> AsyncIterator[Served]:
    token = SecretStr(telegram.server.token)
    settings = Settings(data=tmp_path_factory.mktemp("demo"), port=0, telegram_token=token, telegram_api=telegram.url)
    async with serving_demo(settings, lambda words: None) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: Path) -> AsyncIterator[Browser]:
    async with running_browser(chromium) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def arrive(browser: Browser, served: Served) -> AsyncIterator[Arriving]:
    """Called as `await arrive()`: somebody new, in English, in London; at the end no page may have complained."""
    everyone: list[Visitor] = []

    async def come(**options: object) -> Visitor:
        context = await browser.new_context(locale="en-GB", timezone_id="Europe/London", **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        everyone.append(Visitor(context, served))
        return everyone[-1]

    yield come
    for someone in everyone:
        await someone.context.close()
    assert [line for someone in everyone for line in someone.complaints] == []


@pytest_asyncio.fixture(loop_scope="session")
async def time_passes(served: Served) -> Callable[[timedelta], Awaitable[None]]:
    """Moves the demo's clock, stopping at whatever is due on the way."""

    async def skip(step: timedelta) -> None:
        await travel(served.demo.etude, served.demo.clock, step, served.demo.etude.rest)

    return skip


async def eventually(true: Callable[[], bool]) -> None:
    """Waits for what happens in this process."""
    async with asyncio.timeout(PATIENCE / 1000):
        while not true():  # noqa: ASYNC110  there is no event to wait for
            await asyncio.sleep(0.02)
