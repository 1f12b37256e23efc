"""A real browser for tests and pictures: Chromium, installed or Playwright's own, driven by Playwright."""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, async_playwright

# A page under test speaks to loopback only; the browser itself should not speak to anyone either.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ON_A_MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_ASK_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright\nwith sync_playwright() as it: print(it.chromium.executable_path)"
)


class BrowserMissingError(Exception):
    """There is no Chromium; `sudo apt-get install chromium` or `.venv/bin/playwright install chromium` brings one."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def find_chromium() -> Path:
    """Chromium's program: `ETUDE_CHROMIUM`, one that is installed, or Playwright's; raises BrowserMissingError."""
    installed = [os.environ.get("ETUDE_CHROMIUM"), *map(shutil.which, _NAMES), *_ON_A_MAC]
    for program in installed:
        if program and Path(program).exists():
            return Path(program)
    own = _playwrights_own()
    if own.exists():
        return own
    raise BrowserMissingError


@asynccontextmanager
async def running_browser(program: Path | None = None, *, headless: bool = True) -> AsyncIterator[Browser]:
    """A running Chromium; every context made in it is a person's own browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program or find_chromium(), headless=headless, args=list(QUIET)
        )
        try:
            yield browser
        finally:
            await browser.close()


def _playwrights_own() -> Path:
    """In a process of its own, because this one may be inside an event loop, where Playwright's sync half refuses."""
    asked = [sys.executable, "-c", _ASK_PLAYWRIGHT]
    return Path(subprocess.run(asked, check=True, text=True, stdout=subprocess.PIPE).stdout.strip())  # noqa: S603
