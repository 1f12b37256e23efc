"""What no transcript can hold: far too many words, pictures where a time is asked, codes that are typed."""

import pytest

from etude.conversations.flows.switch_channel import link_code
from etude.conversations.messages import ContactIn, FileIn, Incoming
from etude.conversations.store import Address, Newcomer, person_at
from etude.conversations.turns import Delivery
from etude.testing.transcripts.players import DirectPlayer
from etude.testing.world import World

NEWCOMER = Newcomer(None, "en", "Europe/London")
DANIEL = Address("terminal", "daniel")
PHOTO = FileIn("photos/1.jpg", "image/jpeg", 120_000, "me.jpg")


@pytest.fixture
async def daniel(world: World) -> DirectPlayer:
    """Somebody who is being asked for a time."""
    player = DirectPlayer(world, DANIEL, NEWCOMER)
    await player.say("jazz piano near Camden")
    await player.tap("Choose Ada")
    return player


@pytest.mark.parametrize(
    "incoming",
    [PHOTO, ContactIn("Ada", "+44 20 7946 0958")],
    ids=["photo", "contact"],
)
async def test_something_else_than_a_time(world: World, daniel: DirectPlayer, incoming: Incoming) -> None:
    question = (await daniel.heard())[-1]
    await world.etude.turns.receive(Delivery(DANIEL, "a picture", incoming, NEWCOMER))
    *_before, kind, again = await daniel.heard()
    assert kind.text == "Thank you. I can't use that here, though."
    assert again == question


@pytest.mark.parametrize("words", ["la " * 3500, "🎹" * 10_000, "‮" * 5000])
async def test_ten_thousand_characters(daniel: DirectPlayer, words: str) -> None:
    question = (await daniel.heard())[-1]
    await daniel.say(words)
    *_before, kind, again = await daniel.heard()
    assert kind.text == "That is a lot at once. Could you say it in a few sentences?"
    assert again == question


async def test_a_code_may_be_typed_and_works_once(world: World, daniel: DirectPlayer) -> None:
    question = (await daniel.heard())[-1]
    person = await world.etude.transactions.read(lambda conn: person_at(conn, DANIEL))
    assert person is not None
    code = await world.etude.transactions.run(lambda tx: link_code(tx, person))
    phone = DirectPlayer(world, Address("terminal", "phone"), NEWCOMER)
    await phone.say(code.lower())
    await world.settle()
    assert (await phone.heard())[-1] == question
    stranger = DirectPlayer(world, Address("terminal", "stranger"), NEWCOMER)
    await stranger.say(code)
    await world.settle()
    assert question not in await stranger.heard()
