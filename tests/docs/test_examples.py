"""The example bots of the documentation are started as they stand, and do what they say."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from etude.testing.telegram_server import TelegramServer
from etude.testing.telegram_server import serve as serve_telegram

EXAMPLES = Path(__file__).parents[2] / "docs/examples"


@asynccontextmanager
async def started(example: str, folder: Path, telegram: str, token: str) -> AsyncIterator[None]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("ETUDE_")}
    mine |= {"ETUDE_DATA": str(folder), "ETUDE_PORT": "0", "ETUDE_TELEGRAM_API": telegram, "SHOP_TOKEN": token}
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(EXAMPLES / f"{example}.py"), cwd=folder, env=mine
    )
    try:
        yield
    finally:
        process.kill()
        await process.wait()


@pytest.mark.parametrize("example", ["aiogram_shop", "ptb_shop"])
async def test_an_example_keeps_its_command_and_finds_tutors(example: str, tmp_path: Path) -> None:
    telegram = TelegramServer()
    async with serve_telegram(telegram) as running, started(example, tmp_path, running.url, telegram.token):
        assert await telegram.polled(60)
        daniel = telegram.person(1001, "Daniel")
        await daniel.start()
        (welcome,) = await daniel.wait_for(1, 30)
        assert "find you a tutor" in welcome.text
        await daniel.send("/strings")
        assert await daniel.wait_for(lambda message: message.text == "Strings, £9. Ask at the counter.", 30)


def test_every_example_is_run() -> None:
    assert {file.stem for file in EXAMPLES.glob("*.py")} == {"aiogram_shop", "ptb_shop"}
