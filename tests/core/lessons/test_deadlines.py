"""What time does by itself, to the minute, and that nobody can act on what has lapsed."""

from datetime import timedelta

import pytest

from etude.core.errors import TransitionError
from etude.core.lessons import booking, moving, timers
from etude.core.lessons.model import Status

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


async def test_an_hour_is_held_for_fifteen_minutes(school):
    lesson = await school.hold()
    await school.later(14 * MINUTE)
    assert (await school.lesson(lesson)).status is Status.HELD
    await school.later(MINUTE)
    assert (await school.lesson(lesson)).status is Status.EXPIRED
    assert school.names() == ["LessonHeld", "HoldExpired"]
    assert await school.blocked(lesson.id) == set()


async def test_a_hold_ends_before_the_lesson_starts(school):
    start = school.clock.now() + 10 * MINUTE
    assert (await school.hold(start)).deadline == start - MINUTE


@pytest.mark.parametrize(("ahead", "lapses"), [(96, 24), (13, 12)])
async def test_a_request_lapses_after_a_day_or_an_hour_before_its_start(school, ahead, lapses):
    lesson = await school.request(school.clock.now() + ahead * HOUR)
    await school.later(lapses * HOUR - MINUTE)
    assert (await school.lesson(lesson)).status is Status.REQUESTED
    await school.later(MINUTE)
    assert (await school.lesson(lesson)).status is Status.EXPIRED
    assert school.names()[-1] == "RequestExpired"


async def test_an_offer_of_other_times_lapses_an_hour_before_the_first_of_them(school):
    lesson = await school.request()
    first = school.clock.now() + 5 * HOUR
    await school.do(moving.propose, lesson.id, school.ada, [school.friday + 2 * HOUR, first])
    await school.later(4 * HOUR - MINUTE)
    assert (await school.lesson(lesson)).status is Status.COUNTERED
    await school.later(MINUTE)
    assert (await school.lesson(lesson)).status is Status.EXPIRED
    assert await school.blocked(lesson.id) == set()


async def test_a_wish_to_move_lapses_and_the_old_time_stays(school):
    lesson = await school.book()
    await school.do(moving.ask_to_move, lesson.id, school.daniel, school.friday + 2 * HOUR)
    await school.later(24 * HOUR - MINUTE)
    assert len(await school.blocked(lesson.id)) == 2
    await school.later(MINUTE)
    after = await school.lesson(lesson)
    assert (after.status, after.start, after.proposed) == (Status.CONFIRMED, school.friday, ())
    assert await school.blocked(lesson.id) == {school.friday}
    assert school.names()[-1] == "MoveRefused"


@pytest.mark.parametrize("deed", ["confirm", "propose", "accept_proposed", "accept_move"])
async def test_what_has_lapsed_cannot_be_agreed_to_before_the_timer_comes_round(school, deed):
    other = school.friday + 2 * HOUR
    lesson = await (school.book() if deed == "accept_move" else school.request())
    if deed == "accept_proposed":
        await school.do(moving.propose, lesson.id, school.ada, [other])
    if deed == "accept_move":
        await school.do(moving.ask_to_move, lesson.id, school.ada, other)
    school.clock.skip(24 * HOUR)
    asked = {
        "confirm": (booking.confirm, school.ada),
        "propose": (moving.propose, school.ada, [other]),
        "accept_proposed": (moving.accept_proposed, school.daniel, other),
        "accept_move": (moving.accept_move, school.daniel),
    }
    work, who, *more = asked[deed]
    before = await school.lesson(lesson)
    with pytest.raises(TransitionError):
        await school.do(work, lesson.id, who, *more)
    assert await school.lesson(lesson) == before


async def test_what_has_lapsed_can_still_be_given_back(school):
    lesson = await school.request()
    school.clock.skip(25 * HOUR)
    assert (await school.do(booking.withdraw, lesson.id, school.daniel)).status is Status.WITHDRAWN


async def test_a_lesson_is_over_at_its_end_and_settled_three_days_later(school):
    lesson = await school.book()
    await school.until(lesson.end - MINUTE)
    assert (await school.lesson(lesson)).status is Status.CONFIRMED
    await school.later(MINUTE)
    assert (await school.lesson(lesson)).status is Status.COMPLETED
    assert await school.blocked(lesson.id) == set()
    await school.later(72 * HOUR - MINUTE)
    assert (await school.lesson(lesson)).status is Status.COMPLETED
    await school.later(MINUTE)
    assert (await school.lesson(lesson)).status is Status.SETTLED
    assert school.names()[-2:] == ["LessonCompleted", "LessonSettled"]


async def test_the_timer_may_look_at_any_moment_and_any_number_of_times(school):
    lesson = await school.book()
    for step in (0, 96 * HOUR, 0 * HOUR, 30 * HOUR, 80 * HOUR):
        school.clock.skip(step or timedelta(0))
        for _look in range(2):
            await school.do(timers.run_timer, lesson.id)
    assert await school.logged(lesson.id) == ["hold", "book", "complete", "settle"]


async def test_a_late_payment_takes_the_time_again_where_it_is_free(school):
    lesson = await school.hold()
    await school.later(15 * MINUTE)
    revived = await school.do(booking.revive, lesson.id)
    assert revived.status is Status.HELD
    assert await school.blocked(lesson.id) == {school.friday}
    with pytest.raises(TransitionError):
        await school.do(booking.revive, lesson.id)
    await school.later(15 * MINUTE)
    assert (await school.lesson(lesson)).status is Status.EXPIRED
