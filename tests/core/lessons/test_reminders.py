"""Both are reminded a day and an hour before a lesson: once, and only of lessons that take place as they said."""

from datetime import timedelta

from etude.core.events import LessonNear
from etude.core.lessons import booking, moving

HOUR = timedelta(hours=1)


def reminders(school):
    return [event.hours for event in school.heard if isinstance(event, LessonNear)]


async def test_a_day_and_an_hour_before(school):
    lesson = await school.book()
    await school.until(lesson.start - 24 * HOUR)
    assert reminders(school) == [24]
    await school.until(lesson.start - HOUR)
    assert reminders(school) == [24, 1]
    await school.until(lesson.start)
    assert reminders(school) == [24, 1]


async def test_a_lesson_booked_late_has_only_the_reminder_that_is_still_to_come(school):
    await school.book(school.clock.now() + 5 * HOUR)
    assert await school.jobs("lesson.reminder") == 1
    await school.later(4 * HOUR)
    assert reminders(school) == [1]


async def test_a_moved_lesson_is_reminded_of_at_its_new_time_alone(school):
    lesson = await school.book()
    later = lesson.start + 48 * HOUR
    await school.do(moving.ask_to_move, lesson.id, school.ada, later)
    await school.do(moving.accept_move, lesson.id, school.daniel)
    await school.until(lesson.start)
    assert reminders(school) == []
    await school.until(later - 24 * HOUR)
    assert reminders(school) == [24]


async def test_nobody_is_reminded_of_a_cancelled_lesson(school):
    lesson = await school.book()
    await school.do(booking.cancel, lesson.id, school.daniel)
    await school.until(lesson.start)
    assert reminders(school) == []


async def test_a_wish_to_move_schedules_no_second_reminder(school):
    lesson = await school.book()
    await school.do(moving.ask_to_move, lesson.id, school.daniel, lesson.start + 2 * HOUR)
    await school.do(moving.refuse_move, lesson.id, school.ada)
    assert await school.jobs("lesson.reminder") == 2
    for hours in (24, 1):
        await school.until(lesson.start - hours * HOUR)
    assert reminders(school) == [24, 1]


async def test_after_the_server_slept_through_the_lesson_nobody_is_reminded(school):
    lesson = await school.book()
    await school.until(lesson.end + 48 * HOUR)
    assert reminders(school) == []
