"""Another time for a lesson: offered instead of a request, or asked for later. What is on offer is kept."""

from datetime import timedelta

import pytest

from etude.core.errors import TimeTakenError, TransitionError
from etude.core.lessons import moving
from etude.core.lessons.model import Status

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


async def test_all_proposed_times_are_kept_for_the_student_until_they_choose(school):
    lesson = await school.request()
    times = [school.friday + hours * HOUR for hours in (3, 2, 4)]
    countered = await school.do(moving.propose, lesson.id, school.ada, times)
    assert countered.proposed == tuple(sorted(times))
    for time in (school.friday, *times):
        with pytest.raises(TimeTakenError):
            await school.hold(time, student=school.carla)
    chosen = await school.do(moving.accept_proposed, lesson.id, school.daniel, times[0])
    assert (chosen.status, chosen.start, chosen.minutes, chosen.proposed) == (Status.CONFIRMED, times[0], 60, ())
    assert await school.blocked(lesson.id) == {times[0]}
    await school.hold(school.friday, student=school.carla)


async def test_more_than_three_times_are_too_many_to_keep(school):
    lesson = await school.request()
    times = [school.friday + hours * HOUR for hours in range(2, 7)]
    countered = await school.do(moving.propose, lesson.id, school.ada, times)
    assert countered.proposed == tuple(times[:3])


async def test_a_time_that_was_not_on_offer_cannot_be_taken(school):
    lesson = await school.request()
    await school.do(moving.propose, lesson.id, school.ada, [school.friday + 2 * HOUR])
    with pytest.raises(TransitionError):
        await school.do(moving.accept_proposed, lesson.id, school.daniel, school.friday + 3 * HOUR)


async def test_nothing_that_cannot_be_answered_in_time_may_be_proposed(school):
    asked, booked = await school.request(), await school.book(school.friday + 5 * HOUR)
    soon = school.clock.now() + 30 * MINUTE
    for time in (school.clock.now() - HOUR, soon):
        with pytest.raises(TransitionError):
            await school.do(moving.propose, asked.id, school.ada, [time])
    with pytest.raises(TransitionError):
        await school.do(moving.ask_to_move, booked.id, school.ada, school.clock.now() - HOUR)
    with pytest.raises(TransitionError):
        await school.do(moving.propose, asked.id, school.ada, [])
    school.clock.skip(booked.start - school.clock.now())
    with pytest.raises(TransitionError):
        await school.do(moving.ask_to_move, booked.id, school.ada, booked.start + 24 * HOUR)


async def test_while_a_move_is_asked_for_both_times_are_kept(school):
    lesson, later = await school.book(), school.friday + 3 * HOUR
    await school.do(moving.ask_to_move, lesson.id, school.daniel, later)
    for time in (school.friday, later):
        with pytest.raises(TimeTakenError):
            await school.hold(time, student=school.carla)
    moved = await school.do(moving.accept_move, lesson.id, school.ada)
    assert (moved.start, moved.proposed, moved.proposed_by) == (later, (), None)
    assert await school.blocked(lesson.id) == {later}
    assert school.names()[-2:] == ["MoveProposed", "MoveAccepted"]


async def test_nobody_accepts_their_own_wish_to_move(school):
    lesson = await school.book()
    await school.do(moving.ask_to_move, lesson.id, school.daniel, school.friday + 3 * HOUR)
    with pytest.raises(TransitionError):
        await school.do(moving.accept_move, lesson.id, school.daniel)


async def test_a_second_wish_takes_the_place_of_the_first(school):
    lesson = await school.book()
    await school.do(moving.ask_to_move, lesson.id, school.daniel, school.friday + 3 * HOUR)
    await school.do(moving.ask_to_move, lesson.id, school.ada, school.friday + 5 * HOUR)
    assert await school.blocked(lesson.id) == {school.friday, school.friday + 5 * HOUR}
    with pytest.raises(TransitionError):
        await school.do(moving.accept_move, lesson.id, school.ada)
    moved = await school.do(moving.accept_move, lesson.id, school.daniel)
    assert moved.start == school.friday + 5 * HOUR


async def test_a_lesson_does_not_clash_with_itself(school):
    lesson = await school.book()
    await school.do(moving.ask_to_move, lesson.id, school.daniel, school.friday + HOUR / 2)
    moved = await school.do(moving.accept_move, lesson.id, school.ada)
    assert moved.start == school.friday + HOUR / 2


async def test_a_move_to_a_taken_time_changes_nothing(school):
    lesson, other = await school.book(), await school.hold(school.friday + 2 * HOUR, student=school.carla)
    before = await school.lesson(lesson)
    with pytest.raises(TimeTakenError):
        await school.do(moving.ask_to_move, lesson.id, school.daniel, other.start)
    assert await school.lesson(lesson) == before
    assert await school.blocked(lesson.id) == {school.friday}


async def test_a_moved_lesson_can_be_moved_back(school):
    lesson, later = await school.book(), school.friday + 3 * HOUR
    for time in (later, school.friday, later):
        await school.do(moving.ask_to_move, lesson.id, school.daniel, time)
        moved = await school.do(moving.accept_move, lesson.id, school.ada)
        assert moved.start == time
    assert await school.blocked(lesson.id) == {later}
