"""Every transcript on the terminal and on each store, and what holds for everything that is said in any of them."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from etude.conversations.chat import Scene
from etude.conversations.messages import Button, OpenLink, PayLink, Reply, Say
from etude.conversations.record import Record
from etude.conversations.state import State
from etude.conversations.store import Address, Newcomer, link_address, person_named
from etude.core.ids import PersonId
from etude.core.money import Money
from etude.core.text import Voice, _, verbatim
from etude.testing.transcripts import play, read_script
from etude.testing.transcripts.manners import faults_of_reply, faults_of_turn
from etude.testing.transcripts.players import DirectPlayer, Player
from etude.testing.world import World

LONDONER = Newcomer(None, "en", "Europe/London")
SCRIPTS = sorted(Path(__file__).parent.glob("*.chat"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
async def test_on_the_terminal(
    path: Path,
    world: World,
    store: str,
    faults: list[str],
    record_transcript: Callable[[str, str, str], None],
) -> None:
    record_transcript(path.stem, "terminal", store)

    async def enter(role: str, name: str | None, twice: bool) -> Player:
        address = Address("terminal", f"{role}:{name}")
        if name is not None:
            await world.etude.transactions.run(
                lambda tx: link_address(tx.conn, tx.now, address, _seeded(tx.conn, name))
            )
        # Every delivery comes twice on one of the stores, and nothing of it shows.
        return DirectPlayer(world, address, LONDONER, twice=twice or store == "postgresql")

    await play(read_script(path), world, enter)
    assert not faults


def _seeded(conn: Connection, name: str) -> PersonId:
    person = person_named(conn, name)
    assert person is not None, f"nobody is called {name}"
    return person


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Gathers what is wrong with the manners of every turn, whoever it is with."""
    found: list[str] = []
    close = Record.close

    def watch(record: Record, scene: Scene | None, state: State, trouble: str | None = None) -> None:
        if scene is None:
            found.append(f"a turn failed: {trouble}")
        else:
            asked = state.current is not None and state.current.asked is not None
            found.extend(faults_of_turn(scene.out, scene.person.voice, asked=asked))
        close(record, scene, state, trouble)

    monkeypatch.setattr(Record, "close", watch)
    return found


LEADS_ON = (Button(_("Go on"), OpenLink("http://localhost/")),)


@pytest.mark.parametrize(
    ("replies", "fault"),
    [
        ([Say(_("Your slot is held."), LEADS_ON)], "jargon"),
        ([Say(_("That's it."))], "no way on"),
        ([Say(verbatim("la " * 90), LEADS_ON)], "270 characters"),
        ([Say(_("Choose."), LEADS_ON * 7)], "7 buttons"),
        ([Say(_("Choose."), (Button(_("More than twenty characters"), OpenLink("")),))], "on a button"),
        ([Say(verbatim(str(number)), LEADS_ON) for number in range(5)], "5 messages"),
        ([Say(_("Hello."), LEADS_ON), Say(_("Hello."), LEADS_ON)], "said twice"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_manners_are_noticed(replies: list[Reply], fault: str) -> None:
    assert any(fault in each for each in faults_of_turn(replies, Voice(), asked=False))


def test_good_manners_are_left_alone() -> None:
    until = datetime(2026, 11, 24, 10, 15, tzinfo=UTC)
    pay = PayLink(_("Last step."), Money(3800, "GBP"), "http://localhost/pay/x", until, _("Pay"))
    theirs = Say(_("Ada answers: “{words}”", words="Hold the slot!"))
    assert not list(faults_of_turn([pay], Voice(), asked=False))
    assert not list(faults_of_turn([theirs], Voice(), asked=True))
    assert not list(faults_of_reply(theirs, Voice()))
