"""Ada has stopped taking bookings; old links and buttons still lead to her."""

import pytest
from sqlalchemy import select, update

from etude.conversations.store import Address, Newcomer
from etude.core.ids import PersonId
from etude.core.tables import lessons, tutors
from etude.core.transaction import Tx
from etude.testing.transcripts.players import DirectPlayer
from etude.testing.world import World

LONDON = Newcomer(None, "en", "Europe/London")


@pytest.fixture
def carla(world: World) -> DirectPlayer:
    return DirectPlayer(world, Address("terminal", "Carla"), LONDON)


async def unlist_ada(world: World) -> PersonId:
    ada = select(tutors.c.person_id).where(tutors.c.slug.like("ada%"))

    def stop(tx: Tx) -> PersonId:
        found = tx.conn.execute(ada).scalar_one()
        tx.conn.execute(update(tutors).where(tutors.c.person_id == found).values(listed=False))
        return PersonId(found)

    return await world.etude.transactions.run(stop)


async def test_an_old_link_says_so_and_leads_to_somebody_else(world: World, carla: DirectPlayer) -> None:
    ada = await unlist_ada(world)
    await carla.open(f"tutor-{ada}")
    said = [heard.text for heard in await carla.heard()]
    assert said == ["Ada is not taking bookings now. Let's find somebody else.", "What would you like to learn?"]
    await carla.say("piano near Camden")
    assert "here is who fits best" in (await carla.heard())[-1].text
    assert "Choose Ada" not in (await carla.heard())[-1].labels


async def test_who_stops_between_the_card_and_the_yes_is_not_booked(world: World, carla: DirectPlayer) -> None:
    await carla.say("jazz piano for my 9 year old near Camden, weekday evenings")
    await carla.tap("Choose Ada")
    await carla.tap((await carla.heard())[-1].labels[0])
    await carla.say("Ben")
    await unlist_ada(world)
    await carla.tap("Agree")
    assert not any("/pay/" in link for heard in await carla.heard() for link in heard.links)
    assert await world.etude.transactions.read(lambda conn: conn.execute(select(lessons)).first()) is None
    assert (await carla.heard())[-1].labels
