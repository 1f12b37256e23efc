"""What is kept of Carla: all of it is in her file, and once it is erased only other people's chats name her."""

import json

from sqlalchemy import Connection, select

from etude.conversations import own_data
from etude.conversations.store import Address, Newcomer, link_address, person_named
from etude.conversations.tables import conversations
from etude.core.database import metadata
from etude.core.ids import PersonId
from etude.core.people.store import learners_of
from etude.core.transaction import Tx
from etude.matching.shown import has_been_shown
from etude.testing.transcripts.players import DirectPlayer
from etude.testing.world import World

CARLA = Address("terminal", "Carla Moss")


async def carla_tries(world: World) -> tuple[PersonId, DirectPlayer]:
    """She books, stops before she pays, saves a tutor and asks for a person."""

    def find(tx: Tx) -> PersonId:
        carla = person_named(tx.conn, "Carla Moss")
        assert carla is not None
        link_address(tx.conn, tx.now, CARLA, carla)
        return carla

    carla = await world.etude.transactions.run(find)
    player = DirectPlayer(world, CARLA, Newcomer(None, "en", "Europe/London"))
    await player.say("jazz piano for Ben near Camden, weekday evenings")
    await player.tap("Choose Ada")
    await player.say("cancel")
    for words in ("save Tom Okafor", "remember that I like online lessons", "talk to a person"):
        await player.say(words)
    return carla, player


async def test_the_file_holds_what_was_said_and_chosen(world: World) -> None:
    carla, _player = await carla_tries(world)
    now = world.clock.now()
    held = json.loads(await world.etude.transactions.read(lambda conn: own_data.gather(conn, now, carla)))
    assert held["account"]["name"] == "Carla Moss"
    assert [each["name"] for each in held["learners"]] == ["Ben"]
    assert held["favourites"] == ["Tom Okafor"]
    assert held["wishes"]["online"] is True
    assert "save Tom Okafor" in [each["words"] for each in held["messages"]]


async def test_nothing_names_her_afterwards(world: World) -> None:
    carla, player = await carla_tries(world)
    assert await world.etude.transactions.run(lambda tx: own_data.erase(tx, carla))
    left = await world.etude.transactions.read(lambda conn: traces(conn, carla))
    assert left == []
    await player.say("my preferences")
    await world.settle()
    assert "Carla" not in (await player.heard())[-1].text
    assert not await world.etude.transactions.read(lambda conn: has_been_shown(conn, carla))
    assert not await world.etude.transactions.read(lambda conn: learners_of(conn, carla))


async def test_a_lesson_that_is_ahead_keeps_everything(world: World) -> None:
    carla, player = await carla_tries(world)
    await player.say("jazz piano for Ben near Camden, Friday evening")
    for label in ("Choose Ada", "Fri 27 Nov, 17:00", "Agree"):
        await player.tap(label)
    assert not await world.etude.transactions.run(lambda tx: own_data.erase(tx, carla))
    assert await world.etude.transactions.read(lambda conn: person_named(conn, "Carla Moss")) == carla


def traces(conn: Connection, person: PersonId) -> list[str]:
    """Rows that still hold her name, or what she said; what tutors were told is theirs."""
    mine = conn.execute(select(conversations.c.id).where(conversations.c.person_id == person)).scalar_one()
    found = []
    for table in metadata.sorted_tables:
        for row in conn.execute(select(table)):
            others = table.name in ("messages", "inbox") and row.conversation_id != mine
            if not others and any(word in str(tuple(row)) for word in ("Carla Moss", "'Ben'", "piano for Ben")):
                found.append(f"{table.name}: {row}")
    return found
