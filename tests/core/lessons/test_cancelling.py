"""What comes back when a lesson is called off: everything in good time, then whatever the tutor's policy says."""

from datetime import timedelta

import pytest

from etude.core.errors import TransitionError
from etude.core.lessons import booking
from etude.core.lessons.model import Status
from etude.core.money import Money
from etude.core.tutors.model import Policy

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("policy", "before", "back"),
    [
        (Policy(24, 50), 24 * HOUR + SECOND, 4000),
        (Policy(24, 50), 24 * HOUR, 2000),
        (Policy(24, 50), SECOND, 2000),
        (Policy(24, 0), HOUR, 0),
        (Policy(24, 100), HOUR, 4000),
        (Policy(36, 50), 30 * HOUR, 2000),
    ],
)
async def test_a_student_gets_back_what_the_policy_says(school, policy, before, back):
    lesson = await school.book(policy=policy)
    school.clock.skip(lesson.start - before - school.clock.now())
    cancelled = await school.do(booking.cancel, lesson.id, school.daniel, "I am ill.")
    assert (cancelled.status, cancelled.refund) == (Status.CANCELLED, Money(back, "GBP"))
    assert cancelled.reason == "I am ill."
    assert await school.blocked(lesson.id) == set()


async def test_a_tutor_who_cancels_gives_everything_back_at_any_time(school):
    lesson = await school.book(policy=Policy(24, 0))
    school.clock.skip(lesson.start - SECOND - school.clock.now())
    assert (await school.do(booking.cancel, lesson.id, school.ada)).refund == lesson.price


async def test_a_lesson_that_has_begun_is_not_called_off(school):
    lesson = await school.book()
    school.clock.skip(lesson.start - school.clock.now())
    for person in (school.ada, school.daniel):
        with pytest.raises(TransitionError):
            await school.do(booking.cancel, lesson.id, person)


async def test_cancelling_again_later_refunds_no_more_and_no_less(school):
    lesson = await school.book()
    first = await school.do(booking.cancel, lesson.id, school.daniel)
    school.clock.skip(lesson.start - HOUR - school.clock.now())
    assert await school.do(booking.cancel, lesson.id, school.ada) == first


async def test_half_a_penny_is_rounded_up(school):
    lesson = await school.book(price=Money(3333, "GBP"))
    school.clock.skip(lesson.start - HOUR - school.clock.now())
    assert (await school.do(booking.cancel, lesson.id, school.daniel)).refund == Money(1667, "GBP")
