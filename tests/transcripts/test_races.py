"""Forty students want one time at the same moment: one gets it, thirty-nine are offered other times."""

import asyncio

from sqlalchemy import func, select

from etude.conversations.store import Address, Newcomer
from etude.core.tables import blocks, lessons
from etude.testing.transcripts.players import DirectPlayer
from etude.testing.world import World

STUDENTS = 40
FIRST_TIME = "Wed 25 Nov, 17:00"


async def test_forty_students_at_once(world: World) -> None:
    students = [
        DirectPlayer(world, Address("terminal", f"student {n}"), Newcomer(None, "en", "Europe/London"))
        for n in range(STUDENTS)
    ]
    for student in students:
        await student.say("jazz piano for my 9 year old near Camden, weekday evenings, under £40")
        await student.tap("Choose Ada")
        await student.tap(FIRST_TIME)
        await student.say("Mia")
    await asyncio.gather(*(student.tap("Agree") for student in students))

    last = [(await student.heard())[-1] for student in students]
    asked_to_pay = [message for message in last if any("/pay/" in link for link in message.links)]
    offered_others = [message for message in last if "The nearest free times:" in message.text]
    assert len(asked_to_pay) == 1
    assert len(offered_others) == STUDENTS - 1
    assert not any(FIRST_TIME in message.labels for message in offered_others)
    assert await _count(world, lessons) == 1
    assert await _count(world, blocks) == 2


async def _count(world: World, table: object) -> int:
    return await world.etude.transactions.read(
        lambda conn: conn.execute(select(func.count()).select_from(table)).scalar_one()
    )
