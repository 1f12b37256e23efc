"""A tutor's page leads back into the chat that somebody has, with all that they have wished for."""

from sqlalchemy import select

from etude.conversations.store import Address, Newcomer
from etude.core.tables import tutors
from etude.testing.transcripts.players import DirectPlayer
from etude.testing.world import World

LONDON = Newcomer(None, "en", "Europe/London")


async def test_the_booking_under_way_goes_on_with_the_tutor_of_the_page(world: World) -> None:
    carla = DirectPlayer(world, Address("terminal", "Carla"), LONDON)
    ada = select(tutors.c.person_id).where(tutors.c.slug.like("ada%"))
    found = await world.etude.transactions.read(lambda conn: conn.execute(ada).scalar_one())
    await carla.say("jazz piano for my 9 year old near Camden, Wednesday evening")
    await carla.open(f"tutor-{found}")
    heard = (await carla.heard())[-1]
    assert heard.text == "Ada: ★ 4.9 from 20 reviews. When suits you?"
    assert heard.labels[0] == "Wed 25 Nov, 17:00"
    await carla.tap("Wed 25 Nov, 17:00")
    await carla.say("Ben")
    assert "Piano with Ada for Ben, Wed 25 Nov, 17:00" in (await carla.heard())[-1].text
