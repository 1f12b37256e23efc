"""Every transcript with a deploy after each step: the next version of each flow has renamed all its answers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from etude.conversations.flows import FLOWS
from etude.conversations.messages import Incoming
from etude.conversations.store import Address, Newcomer, link_address, person_named
from etude.testing.transcripts import play, read_script
from etude.testing.transcripts.players import DirectPlayer, Player
from etude.testing.world import World

# Links and answers to questions look these up in a booking under way, whoever renames them changes those as well.
SPOKEN_OF = ("Booking.wishes", "Booking.tutor", "Booking.cleared")
# A question whose buttons have other names is another question: it is shown in full, where else a line would do.
SHOWN_IN_FULL = ("questions_about_etude", "questions_while_choosing", "questions_in_ones_own_words")
LONDONER = Newcomer(None, "en", "Europe/London")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What a flow keeps is the same on both stores."""
    if "store" in metafunc.fixturenames:
        metafunc.parametrize("store", ["sqlite"])


class Deploys:
    """The next version of every flow, as often as it is asked for."""

    def __init__(self) -> None:
        flows = FLOWS.values()
        answers = {id(each): each for flow in flows for each in flow.answers}
        answers = {key: each for key, each in answers.items() if f"{each.form}.{each.name}" not in SPOKEN_OF}
        self._before = [(each, each.name, each.former) for each in answers.values()]
        self.count = 0

    def deploy(self) -> None:
        self.count += 1
        for each, name, _former in self._before:
            each.former = (each.name, *each.former)
            each.name = f"{name}_{self.count}"

    def undo(self) -> None:
        for each, name, former in self._before:
            each.name, each.former = name, former


class DeployedPlayer(DirectPlayer):
    """Whatever they do is answered by a version that has come since."""

    deploy: Callable[[], None]

    async def _deliver(self, incoming: Incoming) -> None:
        self.deploy()
        await super()._deliver(incoming)


SCRIPTS = sorted(path for path in Path(__file__).parent.glob("*.chat") if path.stem not in SHOWN_IN_FULL)


@pytest.fixture
def deploys() -> Iterator[Deploys]:
    made = Deploys()
    yield made
    made.undo()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
async def test_a_deploy_after_every_step(path: Path, world: World, deploys: Deploys) -> None:
    async def enter(role: str, name: str | None, twice: bool) -> Player:
        address = Address("terminal", f"{role}:{name}")
        if name is not None:
            owner = await world.etude.transactions.read(lambda conn: person_named(conn, name))
            assert owner is not None, f"nobody is called {name}"
            await world.etude.transactions.run(lambda tx: link_address(tx.conn, tx.now, address, owner))
        player = DeployedPlayer(world, address, LONDONER, twice=twice)
        player.deploy = deploys.deploy
        return player

    await play(read_script(path), world, enter)
    assert deploys.count or not any(script_speaks(path))


def script_speaks(path: Path) -> Iterator[bool]:
    return (line[:3] in ("S> ", "T> ") for line in path.read_text("utf-8").splitlines())
