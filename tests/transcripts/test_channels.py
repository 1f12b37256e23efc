"""Every transcript on the widget's socket and in Telegram: what is said, offered and done is the same there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from aiogram.client.session.aiohttp import AiohttpSession

from etude.testing.transcripts import play, read_script
from etude.testing.transcripts.channels import Doors, open_doors
from etude.testing.transcripts.players import Player
from etude.testing.world import World

SCRIPTS = sorted(Path(__file__).parent.glob("*.chat"))
Recorded = Callable[[str, str, str], None]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """SQLite alone unless everything is asked for: the terminal's run has each transcript on both stores already."""
    if "store" in metafunc.fixturenames and not metafunc.config.getoption("--all-transcripts"):
        metafunc.parametrize("store", ["sqlite"])


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
@pytest.mark.parametrize("channel", ["widget", "telegram"])
async def test_on_a_channel(
    channel: str, path: Path, world: World, store: str, record_transcript: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = read_script(path)
    if not script.plays_on(channel):
        pytest.skip(f"{script.name} is for {', '.join(script.only)} alone: {script.because}")
    monkeypatch.setattr(AiohttpSession, "close", _close_at_once)
    record_transcript(script.name, channel, store)
    async with open_doors(world) as doors:
        await play(script, world, _entering(doors, channel), doors)


def _entering(doors: Doors, channel: str) -> Callable[[str, str | None, bool], "object"]:
    async def enter(role: str, name: str | None, twice: bool) -> Player:
        return await doors.enter(channel, role, name, twice)

    return enter


async def _close_at_once(session: AiohttpSession) -> None:
    """Without the quarter of a second that aiogram waits for TLS to say goodbye."""
    if session._session is not None:
        await session._session.close()
