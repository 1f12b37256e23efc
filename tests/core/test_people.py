"""Accounts are made by chatting; a child is entered once, under whoever looks after them."""

import pytest

from etude.core.errors import NotYoursError
from etude.core.people.store import add_learner, add_person, change_person, learners_of, load_learner, load_person
from etude.core.text import Voice


async def test_somebody_who_has_said_nothing_yet(school):
    person = await school.do(lambda tx: add_person(tx.conn, tx.now))
    assert await school.see(lambda conn: load_person(conn, person.id)) == person
    assert (person.called, person.adult, person.operator, person.voice) == ("you", None, False, Voice("en", "UTC"))


async def test_what_is_learnt_of_them_later_is_kept(school):
    changes = {"zone": "Europe/Berlin", "locale": "de", "adult": True, "preferences": {"level": "beginner"}}
    await school.do(lambda tx: change_person(tx.conn, school.daniel, **changes))
    daniel = await school.see(lambda conn: load_person(conn, school.daniel))
    assert (daniel.voice, daniel.adult, daniel.preferences) == (
        Voice("de", "Europe/Berlin"),
        True,
        {"level": "beginner"},
    )


async def test_ben_is_entered_once_however_his_mother_writes_him(school):
    for name in ("Ben", "ben", "BEN"):
        await school.do(lambda tx, name=name: add_learner(tx.conn, tx.now, guardian=school.carla, name=name))
    await school.do(lambda tx: add_learner(tx.conn, tx.now, guardian=school.carla, name="Mia", born_year=2015))
    found = await school.see(lambda conn: learners_of(conn, school.carla))
    assert sorted((each.name, each.born_year) for each in found) == [("Ben", None), ("Mia", 2015)]
    assert await school.see(lambda conn: learners_of(conn, school.daniel)) == []


async def test_two_families_may_each_have_a_ben(school):
    bens = [
        await school.do(lambda tx, who=who: add_learner(tx.conn, tx.now, guardian=who, name="Ben"))
        for who in (school.carla, school.daniel)
    ]
    assert bens[0].id != bens[1].id
    assert await school.see(lambda conn: load_learner(conn, bens[0].id)) == bens[0]


@pytest.mark.parametrize("load", [load_person, load_learner])
async def test_whoever_is_not_there_cannot_be_told_from_somebody_elses(school, load):
    with pytest.raises(NotYoursError):
        await school.see(lambda conn: load(conn, "per_nobody"))
