"""Two people at the same moment: one of two things that exclude each other happens, and it happens once."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import insert

from etude.core.errors import EtudeError, TimeTakenError
from etude.core.lessons import booking, moving, timers
from etude.core.lessons.model import Status
from etude.core.tables import blocks

HOUR = timedelta(hours=1)


async def attempt(work):
    try:
        return await work
    except EtudeError as error:
        return error


async def race(*works):
    return await asyncio.gather(*(attempt(work) for work in works))


async def test_a_request_is_either_confirmed_or_withdrawn(school):
    lesson = await school.request()
    done = await race(
        school.do(booking.confirm, lesson.id, school.ada), school.do(booking.withdraw, lesson.id, school.daniel)
    )
    assert sum(isinstance(each, EtudeError) for each in done) == 1
    after = await school.lesson(lesson)
    assert after in done
    assert bool(await school.blocked(lesson.id)) is (after.status is Status.CONFIRMED)


async def test_a_double_tap_confirms_once(school):
    lesson = await school.request()
    done = await race(*(school.do(booking.confirm, lesson.id, school.ada) for _tap in range(8)))
    assert len({each.sequence for each in done}) == 1
    assert school.names().count("LessonConfirmed") == 1
    assert (await school.logged(lesson.id)).count("confirm") == 1


async def test_a_payment_and_the_end_of_its_hold(school):
    lesson = await school.hold()
    school.clock.skip(HOUR)
    await race(school.do(booking.authorised, lesson.id, instant=True), school.do(timers.run_timer, lesson.id))
    after = await school.lesson(lesson)
    assert after.status in (Status.CONFIRMED, Status.EXPIRED)
    assert bool(await school.blocked(lesson.id)) is (after.status is Status.CONFIRMED)


async def test_cancelled_from_both_sides_is_refunded_once(school):
    lesson = await school.book()
    await race(*(school.do(booking.cancel, lesson.id, who) for who in (school.ada, school.daniel)))
    assert school.names().count("LessonCancelled") == 1


async def test_two_lessons_moved_to_the_same_time(school):
    first, second = await school.book(), await school.book(school.friday + HOUR)
    target = school.friday + 4 * HOUR
    done = await race(*(school.do(moving.ask_to_move, each.id, school.ada, target) for each in (first, second)))
    assert sum(isinstance(each, TimeTakenError) for each in done) == 1


async def test_the_database_itself_refuses_an_overlap_that_no_code_looked_for(school):
    lesson, other = await school.hold(), await school.hold(school.friday + 5 * HOUR, student=school.carla)
    row = {"owner_id": school.ada, "lesson_id": other.id}

    def put(tx, start, end):
        tx.conn.execute(insert(blocks).values(row | {"starts_at": start, "ends_at": end}))

    with pytest.raises(Exception, match=r"overlap"):
        await school.do(put, lesson.end - timedelta(seconds=1), lesson.end + HOUR)
    await school.do(put, lesson.end, lesson.end + HOUR)


async def test_lessons_back_to_back_do_not_overlap(school):
    for hours in (0, 1, -1):
        await school.hold(school.friday + hours * HOUR)


async def test_a_learner_is_in_one_place_at_a_time_whoever_teaches(school):
    lesson = await school.hold()
    with pytest.raises(TimeTakenError):
        await school.hold(lesson.start + HOUR / 2)
    assert await school.blocked(lesson.id) == {lesson.start}
