"""A new address for the calendar feed: from then on the old one opens nothing."""

import re

from sqlalchemy import Connection

from etude.conversations.store import Address, Newcomer, link_address, person_named
from etude.core.transaction import Tx
from etude.testing.transcripts.players import DirectPlayer
from etude.testing.world import World

FEED = re.compile(r"http\S+\.ics")


async def test_the_old_address_opens_nothing_once_there_is_a_new_one(world: World) -> None:
    address = Address("terminal", "carla")

    def link(tx: Tx) -> None:
        link_address(tx.conn, tx.now, address, _carla(tx.conn))

    await world.etude.transactions.run(link)
    carla = DirectPlayer(world, address, Newcomer(None, "en", "Europe/London"))

    async def say(words: str) -> None:
        await carla.say(words)
        await world.settle()

    async def feeds() -> list[str]:
        return [found[0] for each in await carla.heard() if (found := FEED.search(each.text))]

    await say("my calendar")
    (old,) = await feeds()
    assert (await world.browser.get(old)).status_code == 200
    await say("new address")
    assert (await world.browser.get(old)).status_code == 200
    await say("yes")
    old, new = await feeds()
    assert [(await world.browser.get(each)).status_code for each in (old, new)] == [404, 200]


def _carla(conn: Connection) -> str:
    person = person_named(conn, "Carla Moss")
    assert person is not None
    return person
