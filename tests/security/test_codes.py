"""Links that somebody else opens first, twice, at once, or in a chat that they were not meant for.

Ben is 15 and asks for a lesson; Carla is his mother; Mallory is somebody else."""

import asyncio
from datetime import timedelta

from sqlalchemy import Connection, func, select

from etude.conversations import store
from etude.conversations.flows.guardian import take_charge
from etude.conversations.parts.invitation import Wanted, invite_guardian
from etude.conversations.store import Address, Newcomer
from etude.core.codes.store import code_of, make_code
from etude.core.ids import PersonId
from etude.core.people.model import Person
from etude.core.people.store import change_person, load_person
from etude.core.tables import lessons
from etude.core.transaction import Tx
from etude.core.tutors.store import find_tutor
from etude.testing.transcripts.players import DirectPlayer
from etude.testing.world import START, World

LONDON = Newcomer(None, "en", "Europe/London")
QUESTION = "their parent or guardian?"


def person_called(world: World, name: str) -> DirectPlayer:
    return DirectPlayer(world, Address("terminal", name), LONDON)


async def who(world: World, name: str) -> Person:
    def load(conn: Connection) -> Person:
        found = store.person_at(conn, Address("terminal", name))
        assert found is not None
        return load_person(conn, found)

    return await world.etude.transactions.read(load)


async def invite(world: World, minor: PersonId, times: int = 1) -> list[str]:
    def ask(tx: Tx) -> list[str]:
        tutor = find_tutor(tx.conn, _any_slug(tx.conn))
        assert tutor is not None
        rate = tutor.rates[0]
        wanted = Wanted(
            name="Ben",
            age=15,
            tutor=tutor.id,
            subject=tutor.subjects[0],
            format=rate.format,
            minutes=rate.minutes,
            start=START + timedelta(days=2),
            price=rate.price,
        )
        secret = world.etude.house.secret_key
        return [code_of(invite_guardian(tx, secret, minor, wanted), secret) for _time in range(times)]

    return await world.etude.transactions.run(ask)


def _any_slug(conn: Connection) -> str:
    return str(conn.exec_driver_sql("SELECT slug FROM tutors ORDER BY slug LIMIT 1").scalar())


async def test_of_eight_who_open_one_invitation_at_once_one_is_asked(world: World) -> None:
    await person_called(world, "Ben").say("hello")
    (code,) = await invite(world, (await who(world, "Ben")).id)
    strangers = [person_called(world, f"stranger {n}") for n in range(8)]
    for stranger in strangers:
        await stranger.say("hello")
    await asyncio.gather(*(stranger.open(code) for stranger in strangers))
    asked = [s for s in strangers if any(QUESTION in heard.text for heard in await s.heard())]
    assert len(asked) == 1


async def test_a_second_adult_does_not_take_a_minor_from_the_first(world: World) -> None:
    ben, carla, mallory = (person_called(world, name) for name in ("Ben", "Carla", "Mallory"))
    for each in (ben, carla, mallory):
        await each.say("hello")
    first, second = await invite(world, (await who(world, "Ben")).id, times=2)
    await carla.open(first)
    await carla.tap("Yes, I am")
    await mallory.open(second)
    await mallory.say("Yes, I am")
    assert (await who(world, "Ben")).guardian == (await who(world, "Carla")).id
    assert not any("Agree" in heard.labels for heard in await mallory.heard())


async def test_of_two_adults_who_say_yes_at_once_one_looks_after_the_minor(world: World) -> None:
    names = ("Ben", "Carla", "Mallory")
    for name in names:
        await person_called(world, name).say("hello")
    ben, carla, mallory = [(await who(world, name)).id for name in names]

    async def say_yes(adult: PersonId) -> bool:
        taken = await world.etude.transactions.run(lambda tx: take_charge(tx, adult, ben, "Ben", 15))
        return taken is not None

    took = dict(zip((carla, mallory), await asyncio.gather(say_yes(carla), say_yes(mallory)), strict=True))
    assert sorted(took.values()) == [False, True]
    assert took[(await who(world, "Ben")).guardian]  # type: ignore[index]


async def test_a_minor_looks_after_nobody(world: World) -> None:
    ben, mallory = person_called(world, "Ben"), person_called(world, "Mallory")
    await ben.say("hello")
    await mallory.say("hello")
    minor = (await who(world, "Mallory")).id
    await world.etude.transactions.run(lambda tx: change_person(tx.conn, minor, adult=False))
    (code,) = await invite(world, (await who(world, "Ben")).id)
    await mallory.open(code)
    await mallory.say("Yes, I am")
    assert (await who(world, "Mallory")).adult is False
    assert (await who(world, "Ben")).guardian is None


async def test_who_said_to_be_a_minor_does_not_grow_up_by_saying_so(world: World) -> None:
    ben = person_called(world, "Ben")
    await ben.say("hello")
    minor = (await who(world, "Ben")).id
    await world.etude.transactions.run(lambda tx: change_person(tx.conn, minor, adult=False, name="Ben"))
    await ben.say("jazz piano near Camden, weekday evenings")
    await ben.tap("Choose Ada")
    await ben.tap("Wed 25 Nov, 17:00")
    await ben.say("18")
    last = (await ben.heard())[-1]
    assert "Agree" not in last.labels
    assert (await who(world, "Ben")).adult is False
    assert any("/chat#code=" in link for link in last.links)


async def test_a_chat_with_lessons_of_its_own_does_not_become_somebody_elses(world: World) -> None:
    carla, mallory = person_called(world, "Carla"), person_called(world, "Mallory")
    await mallory.say("hello")
    await carla.say("jazz piano for my 9 year old near Camden, weekday evenings, under £40")
    await carla.tap("Choose Ada")
    await carla.tap("Wed 25 Nov, 17:00")
    await carla.say("Ben")
    await carla.tap("Agree")
    await world.pay((await carla.heard())[-1].links[0], "4242424242424242")
    owner = (await who(world, "Mallory")).id
    before = (await who(world, "Carla")).id
    code = await world.etude.transactions.run(lambda tx: make_code(tx, "link", owner, timedelta(minutes=30)))
    await carla.open(code)
    await world.settle()
    assert (await who(world, "Carla")).id == before != owner
    mine = select(func.count()).select_from(lessons).where(lessons.c.student_id == before)
    assert await world.etude.transactions.read(lambda conn: conn.execute(mine).scalar()) == 1
    await carla.say("my lessons")
    assert "Piano with Ada" in (await carla.heard())[-1].text


async def test_a_chat_with_nothing_of_its_own_still_goes_on_elsewhere(world: World) -> None:
    carla, phone = person_called(world, "Carla"), person_called(world, "Carla's phone")
    await carla.say("hello")
    await phone.say("hello")
    owner = (await who(world, "Carla")).id
    code = await world.etude.transactions.run(lambda tx: make_code(tx, "link", owner, timedelta(minutes=30)))
    await phone.open(code)
    await world.settle()
    assert (await who(world, "Carla's phone")).id != owner
    assert (await phone.heard())[-1].labels == ("Yes, go on here", "No")
    await phone.tap("Yes, go on here")
    await world.settle()
    assert (await who(world, "Carla's phone")).id == owner


async def test_a_chat_whose_lessons_a_guardian_books_does_not_become_somebody_elses(world: World) -> None:
    ben, carla, mallory = (person_called(world, name) for name in ("Ben", "Carla", "Mallory"))
    for each in (ben, carla, mallory):
        await each.say("hello")
    before, owner = (await who(world, "Ben")).id, (await who(world, "Mallory")).id
    (invitation,) = await invite(world, before)
    await carla.open(invitation)
    await carla.tap("Yes, I am")
    code = await world.etude.transactions.run(lambda tx: make_code(tx, "link", owner, timedelta(minutes=30)))
    await ben.open(code)
    await ben.say("yes")
    await world.settle()
    assert (await who(world, "Ben")).id == before
