"""How far people came in a flow is counted: Daniel stops when he is asked for a time, Carla goes on to pay."""

from datetime import timedelta

import pytest

from etude.conversations.drop_off import FlowCounts, as_json, as_lines, count_flows
from etude.conversations.store import Address, Newcomer
from etude.testing.transcripts.players import DirectPlayer
from etude.testing.world import World


@pytest.fixture
async def counted(world: World) -> dict[str, FlowCounts]:
    london = Newcomer(None, "en", "Europe/London")
    daniel, carla = (DirectPlayer(world, Address("terminal", name), london) for name in ("Daniel", "Carla"))
    await daniel.say("jazz piano near Camden")
    await daniel.tap("Choose Ada")
    await daniel.say("my lessons")
    await daniel.say("cancel")
    await carla.say("jazz piano for my son Ben near Camden, Friday evening")
    for label in ("Choose Ada", "Fri 27 Nov, 17:00", "Agree"):
        await carla.tap(label)
    since = world.clock.now() - timedelta(days=1)
    found = await world.etude.transactions.read(lambda conn: count_flows(conn, since))
    return {each.flow: each for each in found}


async def test_each_run_is_counted_once_where_it_is_now(counted: dict[str, FlowCounts]) -> None:
    book = counted["book"]
    assert (book.began, book.finished, book.stopped, book.replaced, book.open) == (2, 0, 1, 0, 1)
    asked = {each.question: (each.reached, each.stopped, each.open) for each in book.questions}
    assert asked == {"tutor": (2, 0, 0), "time": (2, 1, 0), "agreed": (1, 0, 1)}
    assert (counted["my_lessons"].began, counted["my_lessons"].finished) == (1, 1)


async def test_the_table_has_a_line_for_each_flow_and_question(counted: dict[str, FlowCounts]) -> None:
    lines = list(as_lines([counted["book"]]))
    assert [line.split()[0] for line in lines] == ["flow", "book", "tutor", "time", "agreed"]
    assert '"reached": 2' in as_json([counted["book"]])
