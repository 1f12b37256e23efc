"""Whoever comes to two doors at the same moment is one person."""

import asyncio

from sqlalchemy import func, select

from etude.conversations.messages import TextIn
from etude.conversations.store import Address, Newcomer
from etude.conversations.turns import Delivery
from etude.core.tables import people
from etude.testing.world import World

TIMES = 5


async def test_many_first_words_at_once_are_of_one_person(world: World) -> None:
    before = await _count(world)
    deliveries = [
        Delivery(Address("terminal", "tim"), f"tim {n}", TextIn("hello"), Newcomer(zone="Europe/London"))
        for n in range(TIMES)
    ]
    conversations = await asyncio.gather(*(world.etude.turns.receive(each) for each in deliveries))
    assert len(set(conversations)) == 1
    assert await _count(world) == before + 1


async def _count(world: World) -> int:
    return await world.etude.transactions.read(
        lambda conn: conn.execute(select(func.count()).select_from(people)).scalar_one()
    )
