"""A street that somebody names is looked up on the map, where there is one; nobody waits for it and nobody is named."""

from collections.abc import AsyncIterator
from itertools import count

import pytest

from etude.conversations.messages import TextIn
from etude.conversations.store import Address, Newcomer, messages_after
from etude.conversations.turns import Delivery
from etude.core.text import Voice
from etude.testing.map_server import StreetMap, running_street_map
from etude.testing.world import World

CARLA = Address("terminal", "carla")


@pytest.fixture
async def streets(world: World) -> AsyncIterator[StreetMap]:
    async with running_street_map() as running:
        world.settings.geocoder_url = running.url
        await world.restart()
        yield running


class Carla:
    def __init__(self, world: World) -> None:
        self._world = world
        self._numbers = count()
        self._heard = 0

    async def says(self, words: str) -> str:
        etude = self._world.etude
        delivery = Delivery(CARLA, f"carla {next(self._numbers)}", TextIn(words), Newcomer(zone="Europe/London"))
        conversation = await etude.turns.receive(delivery)
        await etude.settle()
        said = await etude.transactions.read(lambda conn: messages_after(conn, conversation, self._heard))
        self._heard = said[-1].seq
        return "\n".join(each.reply.text.render(Voice("en", "Europe/London")) for each in said if each.reply)


@pytest.fixture
def carla(world: World) -> Carla:
    return Carla(world)


async def test_a_street_is_found_and_its_source_named(streets: StreetMap, carla: Carla) -> None:
    shown = await carla.says("my name is Carla, piano near 221b Abbey Lane on Mondays, carla@etude.example")
    assert "Abbey Lane: found with OpenStreetMap. © OpenStreetMap contributors" in shown
    assert "Piano, near Abbey Lane" in shown
    assert [asked.words for asked in streets.asked] == ["Abbey Lane"]
    assert streets.asked[0].agent.startswith("etude/")


async def test_a_street_asked_about_again_is_known(streets: StreetMap, carla: Carla) -> None:
    await carla.says("piano near Abbey Lane")
    await carla.says("cancel")
    assert "Abbey Lane: found with OpenStreetMap" in await carla.says("guitar near Abbey Lane")
    assert len(streets.asked) == 1


async def test_what_etude_knows_the_map_is_not_asked(streets: StreetMap, carla: Carla) -> None:
    for words in ("piano near Camden", "in Basingstoke", "online", "under £40", "what does it cost?"):
        await carla.says(words)
    assert streets.asked == []


@pytest.mark.parametrize("trouble", ["down", "nonsense", "unknown"])
async def test_without_the_map_the_likeliest_town_is_offered(streets: StreetMap, carla: Carla, trouble: str) -> None:
    if trouble == "down":
        streets.status = 503
    elif trouble == "nonsense":
        streets.page = "<h1>Welcome</h1>"
    assert "I don't know Manchstr. Did you mean this?" in await carla.says("piano near Manchstr")
    assert "I don't know Xyzzy Road yet." in await carla.says("piano near Xyzzy Road")
