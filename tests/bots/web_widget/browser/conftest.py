"""The built widget on a hostile school's page, with a stand-in for Etude behind it (`widget/dev/server.py`)."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Frame, Locator, Page, async_playwright

from etude.testing.browser import QUIET

# Playwright switches off that a frame's storage belongs to the site around it, and then a frame has none at all;
# of two such switches Chromium heeds the last.
AS_PEOPLE_HAVE_IT = ("--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,MediaRouter,OptimizationHints",)
SERVER = Path(__file__).parents[4] / "widget/dev/server.py"
Visiting = Callable[..., Awaitable["Visit"]]


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    """Playwright's own waiting evaluates strings in the page, which a strict policy forbids."""
    async with asyncio.timeout(30):
        while not await true():  # noqa: ASYNC110  there is no event to wait for
            await asyncio.sleep(0.02)


@dataclass
class Standin:
    """The stand-in server, steered from outside: see the head of `widget/dev/server.py`."""

    home: str
    school: str

    async def order(self, name: str, **asked: str) -> list[dict[str, Any]]:
        """Every frame that came in so far."""
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(f"{self.home}/dev/{name}", params=asked)
        return list(answer.json())

    async def sent(self, kind: str) -> list[dict[str, Any]]:
        return [frame for frame in await self.order("log") if frame["type"] == kind]

    async def until_sent(self, kind: str, count: int = 1) -> list[dict[str, Any]]:
        """Waits until so many frames of a kind have come in."""

        async def enough() -> bool:
            return len(await self.sent(kind)) >= count

        await until(enough)
        return await self.sent(kind)


@dataclass
class Visit:
    """Someone on the school's page."""

    page: Page
    standin: Standin
    complaints: list[str] = field(default_factory=list)

    @property
    def launcher(self) -> Locator:
        return self.page.locator("[data-test=launcher]")

    async def open(self) -> Frame:
        await self.launcher.click()
        return await self.frame()

    async def frame(self) -> Frame:
        """The frame, once a first message is on show."""
        await self.until_frame()
        await self.frames[0].wait_for_selector("[data-test=message]")
        return self.frames[0]

    @property
    def frames(self) -> list[Frame]:
        return [frame for frame in self.page.frames if "/widget/frame" in frame.url]

    async def until_frame(self) -> None:
        async def there() -> bool:
            return bool(self.frames)

        await until(there)

    async def until(self, script: str, where: Frame | None = None) -> None:
        """Waits until a script is true on the page, or in a frame of it."""

        async def true() -> bool:
            return bool(await (where or self.page).evaluate(script))

        await until(true)

    async def closed(self) -> None:
        """Waits until the chat is closed and its button has the focus."""
        await self.until("document.activeElement.localName === 'etude-widget'")

    async def is_open(self) -> bool:
        """Whether the panel stands where it should, seen as a person sees it: by what a click there would hit."""
        size = self.page.viewport_size or {"width": 0, "height": 0}
        at = [size["width"] - 200, size["height"] - 300]
        return bool(
            await self.page.evaluate("([x, y]) => document.elementFromPoint(x, y)?.localName === 'etude-widget'", at)
        )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def server() -> AsyncIterator[Standin]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, SERVER, "--port", "0", "--school-port", "0", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    home, school = (await process.stdout.readline()).decode().split()
    yield Standin(home, school)
    process.terminate()
    await process.wait()


@pytest_asyncio.fixture(loop_scope="session")
async def standin(server: Standin) -> Standin:
    await server.order("forget")
    return server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium, args=[*QUIET, *AS_PEOPLE_HAVE_IT])
        yield running
        await running.close()


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A visitor's browser at a desk, in English, in London."""
    made = await browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-GB", timezone_id="Europe/London"
    )
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(context: BrowserContext, standin: Standin) -> AsyncIterator[Visiting]:
    """Called as `await visit(width=…, **{"data-open": ""})`; at the end the page must not have complained."""
    visits: list[Visit] = []

    async def go(width: int = 1280, height: int = 800, **attributes: str) -> Visit:
        page = await context.new_page()
        someone = Visit(page, standin)
        page.on("pageerror", lambda error: someone.complaints.append(str(error)))
        page.on("console", lambda line: someone.complaints.append(line.text) if "Security" in line.text else None)
        visits.append(someone)
        await page.set_viewport_size({"width": width, "height": height})
        query = httpx.QueryParams({"data-site": "school", **attributes})
        await page.goto(f"{standin.school}/?{query}")
        await someone.until("window.Etude")
        return someone

    yield go
    assert [line for someone in visits for line in someone.complaints] == []
