"""Somebody keeps one time after the other and pays for none."""

from datetime import datetime, timedelta

import pytest

from etude.conversations.parts.booking import keep_time
from etude.conversations.store import Address, Newcomer, link_address
from etude.core.ids import LessonId, PersonId
from etude.core.lessons import limits
from etude.core.lessons.booking import Offer
from etude.core.lessons.limits import MOST_BY_ONE, MOST_BY_STRANGERS, TooManyHeldError, TutorInDemandError
from etude.core.people.store import add_learner, add_person
from etude.core.transaction import Tx
from etude.core.tutors.model import Tutor
from etude.core.tutors.store import find_tutor
from etude.matching.search import free_times
from etude.matching.wishes import Wishes
from etude.testing.transcripts.players import DirectPlayer
from etude.testing.world import World

LONDON = Newcomer(None, "en", "Europe/London")


@pytest.fixture
async def ada(world: World) -> Tutor:
    found = await world.etude.transactions.read(lambda conn: find_tutor(conn, "ada-byrne"))
    assert found is not None
    return found


async def times_of(world: World, tutor: Tutor) -> list[datetime]:
    """Free times of an hour that do not touch each other."""
    now = world.clock.now()
    found = await world.etude.transactions.read(
        lambda conn: free_times(conn, now, tutor.id, 60, Wishes(), "UTC", None, 200)
    )
    apart: list[datetime] = []
    for time in found:
        if not apart or time - apart[-1] >= timedelta(hours=3):
            apart.append(time)
    return apart


async def somebody(world: World, name: str) -> PersonId:
    return await world.etude.transactions.run(lambda tx: add_person(tx.conn, tx.now, name=name).id)


async def keep(world: World, tutor: Tutor, who: PersonId, start: datetime) -> LessonId:
    rate = tutor.rates[0]
    offer = Offer(
        tutor.id, tutor.subjects[0], rate.format, None, start, 60, rate.price, rate.price.percent(15), tutor.policy
    )

    def work(tx: Tx) -> LessonId:
        return keep_time(tx, offer, who, add_learner(tx.conn, tx.now, guardian=who, name="X", person=who).id)

    return await world.etude.transactions.run(work)


async def test_one_person_keeps_three_times_and_no_fourth(world: World, ada: Tutor) -> None:
    times, mallory = await times_of(world, ada), await somebody(world, "Mallory")
    for time in times[:MOST_BY_ONE]:
        await keep(world, ada, mallory, time)
    with pytest.raises(TooManyHeldError):
        await keep(world, ada, mallory, times[MOST_BY_ONE])
    await world.later(timedelta(minutes=15))
    assert await keep(world, ada, mallory, times[MOST_BY_ONE])


async def test_ten_new_people_do_not_keep_all_of_a_tutors_times(world: World, ada: Tutor) -> None:
    times = await times_of(world, ada)
    for number, time in enumerate(times[:MOST_BY_STRANGERS]):
        await keep(world, ada, await somebody(world, f"stranger {number}"), time)
    with pytest.raises(TutorInDemandError):
        await keep(world, ada, await somebody(world, "one more"), times[MOST_BY_STRANGERS])


async def test_a_tutors_own_student_is_not_held_up_by_strangers(
    world: World, ada: Tutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    carla = DirectPlayer(world, Address("terminal", "Carla"), LONDON)
    await agree(carla, "Ben")
    await world.pay((await carla.heard())[-1].links[0], "4242424242424242")
    tutor = DirectPlayer(world, Address("terminal", "Ada Byrne"), LONDON)
    await world.etude.transactions.run(lambda tx: link_address(tx.conn, tx.now, tutor.address, ada.id))
    await tutor.tap("Confirm")
    await world.settle()
    monkeypatch.setattr(limits, "MOST_BY_STRANGERS", 0)
    await agree(carla, None)
    assert any("/pay/" in link for link in (await carla.heard())[-1].links)
    daniel = DirectPlayer(world, Address("terminal", "Daniel"), LONDON)
    await agree(daniel, "Leo")
    *_, why, summary = await daniel.heard()
    assert "Many people are booking this tutor right now." in why.text
    assert summary.labels[0] == "Agree"


async def agree(player: DirectPlayer, child: str | None) -> None:
    await player.say("find a tutor")
    await player.say("jazz piano for my 9 year old near Camden, weekday evenings")
    await player.tap("Choose Ada")
    await player.tap((await player.heard())[-1].labels[0])
    if child:
        await player.say(child)
    elif "Ben" in (await player.heard())[-1].labels:
        await player.tap("Ben")
    await player.tap("Agree")
