"""Every transcript, on every channel: the terminal on each store, the widget's socket and Telegram on SQLite."""

from collections.abc import Callable
from pathlib import Path

import pytest

from etude.conversations.store import Address, Newcomer, link_address, person_named
from etude.testing.transcripts import play, read_script
from etude.testing.transcripts.players import DirectPlayer, Player
from etude.testing.world import World

SCRIPTS = sorted(Path(__file__).parent.glob("*.chat"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
async def test_on_the_terminal(
    path: Path, world: World, store: str, record_transcript: Callable[[str, str, str], None]
) -> None:
    record_transcript(path.stem, "terminal", store)

    async def enter(role: str, name: str | None, twice: bool) -> Player:
        address = Address("terminal", f"{role}:{name}")
        if name is not None:
            await world.etude.transactions.run(
                lambda tx: link_address(tx.conn, tx.now, address, person_named(tx.conn, name))
            )
        return DirectPlayer(world, address, Newcomer(None, "en", "Europe/London"), twice=twice)

    await play(read_script(path), world, enter)
