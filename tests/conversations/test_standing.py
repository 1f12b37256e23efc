"""Searches that go on: a few for each person, for a month, told of once and by day."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from etude.conversations.standing import look_soon
from etude.conversations.store import Address, Newcomer, conversation_of, meet, messages_after, person_at
from etude.core.ids import PersonId
from etude.core.tables import tutor_rates
from etude.core.text import Voice
from etude.core.transaction import Tx
from etude.matching.standing.store import LASTS, MOST, end_search, keep_search, open_searches, who_fits
from etude.matching.wishes import PriceLimit, Wishes
from etude.testing.world import World

DANIEL = Address("terminal", "daniel")
CHEAP = Wishes(subjects=("piano",), online=True, price_max=PriceLimit(amount=500, currency="GBP"))


@pytest.fixture
async def daniel(world: World) -> PersonId:
    def arrive(tx: Tx) -> PersonId:
        meet(tx.conn, tx.now, DANIEL, Newcomer(zone="Europe/London"))
        person = person_at(tx.conn, DANIEL)
        assert person is not None
        return person

    return await world.etude.transactions.run(arrive)


async def keep(world: World, person: PersonId, wishes: Wishes) -> bool:
    def begin(tx: Tx) -> bool:
        look_soon(tx)
        return keep_search(tx, person, wishes, who_fits(tx.conn, tx.now, wishes, "Europe/London", "en"))

    return await world.etude.transactions.run(begin)


async def lower_a_price(world: World, amount: int = 400) -> None:
    """Whoever teaches the piano online in pounds and comes first asks for less."""

    def lower(tx: Tx) -> None:
        dear = CHEAP.model_copy(update={"price_max": PriceLimit(amount=100_000, currency="GBP")})
        first = who_fits(tx.conn, tx.now, dear, "Europe/London", "en")[0]
        tx.conn.execute(update(tutor_rates).where(tutor_rates.c.tutor_id == first).values(amount=amount))

    await world.etude.transactions.run(lower)


async def heard(world: World, person: PersonId) -> list[str]:
    def read(tx: Tx) -> list[str]:
        said = messages_after(tx.conn, conversation_of(tx.conn, tx.now, person), 0)
        return [each.reply.text.render(Voice("en", "Europe/London")) for each in said if each.reply]

    return await world.etude.transactions.run(read)


async def test_a_change_of_price_is_told_once(world: World, daniel: PersonId) -> None:
    await keep(world, daniel, CHEAP)
    await world.later(timedelta(hours=1))
    assert await heard(world, daniel) == []
    await lower_a_price(world)
    await world.later(timedelta(minutes=20))
    said = await heard(world, daniel)
    assert len(said) == 1
    assert "now fits what you were looking for: Piano, online, up to £5." in said[0]
    await lower_a_price(world, 300)
    await world.later(timedelta(days=2))
    assert await heard(world, daniel) == said


async def test_nobody_is_told_at_night(world: World, daniel: PersonId) -> None:
    await keep(world, daniel, CHEAP)
    await world.later(timedelta(hours=12))
    await lower_a_price(world)
    await world.later(timedelta(hours=9))
    assert await heard(world, daniel) == []
    await world.later(timedelta(hours=1, minutes=20))
    assert len(await heard(world, daniel)) == 1


async def test_whoever_has_stopped_hears_nothing(world: World, daniel: PersonId) -> None:
    await keep(world, daniel, CHEAP)

    def stop(tx: Tx) -> list[bool]:
        [search] = open_searches(tx.conn, tx.now, daniel)
        return [
            end_search(tx, PersonId("somebody else"), search.id),
            *(end_search(tx, daniel, search.id) for _i in "12"),
        ]

    assert await world.etude.transactions.run(stop) == [False, True, False]
    await lower_a_price(world)
    await world.later(timedelta(hours=1))
    assert await heard(world, daniel) == []


async def test_a_search_lasts_a_month(world: World, daniel: PersonId) -> None:
    await keep(world, daniel, CHEAP)
    world.clock.skip(LASTS)
    await world.settle()
    await lower_a_price(world)
    await world.later(timedelta(hours=1))
    assert await heard(world, daniel) == []


async def test_each_person_has_a_few_and_the_same_begins_anew(world: World, daniel: PersonId) -> None:
    for amount in range(1, MOST + 1):
        assert await keep(world, daniel, CHEAP.model_copy(update={"price_max": PriceLimit(amount=amount)}))
    assert not await keep(world, daniel, CHEAP)
    assert await keep(world, daniel, CHEAP.model_copy(update={"price_max": PriceLimit(amount=1)}))
    mine = await world.etude.transactions.read(lambda conn: open_searches(conn, world.clock.now(), daniel))
    assert len(mine) == MOST
