"""Ada looks at her week, the one in which London's clocks go forward."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from etude.calendar.hours import DayHours, WeeklyRange
from etude.calendar.store import set_day_hours, set_weekly_hours
from etude.calendar.week import WeekPicture, week_of
from etude.core.ids import LearnerId, PersonId
from etude.core.intervals import Interval

ADA = PersonId("per_ada")
DAN = LearnerId("lrn_daniel")
MONDAY, TUESDAY, SUNDAY = date(2026, 3, 23), date(2026, 3, 24), date(2026, 3, 29)
LONDON = ZoneInfo("Europe/London")


def written(intervals: tuple[Interval, ...]) -> list[str]:
    return [
        f"{interval.start.astimezone(LONDON):%H:%M}-{interval.end.astimezone(LONDON):%H:%M}" for interval in intervals
    ]


@pytest.fixture
async def week(school) -> WeekPicture:
    afternoons = [WeeklyRange(weekday, 14 * 60, 18 * 60) for weekday in (0, 1, 6)]
    await school.do(lambda conn: set_weekly_hours(conn, ADA, [*afternoons, WeeklyRange(5, 22 * 60, 26 * 60)]))
    await school.do(lambda conn: set_day_hours(conn, ADA, DayHours(TUESDAY)))
    await school.do(lambda conn: set_day_hours(conn, ADA, DayHours(date(2026, 3, 25), ((600, 720),))))
    await school.lesson("ben", "2026-03-23T15:00:00+00:00")
    await school.lesson("dan", "2026-03-29T13:00:00+00:00", DAN, status="requested")
    await school.lesson("gone", "2026-03-29T15:00:00+00:00", DAN, status="declined", owners=["nobody"])
    return await school.do(lambda conn: week_of(conn, ADA, MONDAY))


async def test_each_day_has_its_hours_what_is_left_and_its_lessons(week: WeekPicture) -> None:
    monday = week.days[0]
    assert (week.zone, monday.day, monday.off, monday.special) == ("Europe/London", MONDAY, False, False)
    assert written(monday.hours) == ["14:00-18:00"]
    assert written(monday.free) == ["14:00-15:00", "16:00-18:00"]
    assert [(lesson.learner, lesson.status) for lesson in monday.lessons] == [("Ben", "confirmed")]


async def test_a_day_off_and_special_hours_are_told_apart(week: WeekPicture) -> None:
    assert [(day.off, day.special, written(day.hours)) for day in week.days[1:4]] == [
        (True, True, []),
        (False, True, ["10:00-12:00"]),
        (False, False, []),
    ]


async def test_an_evening_over_midnight_shows_on_both_days_and_loses_the_skipped_hour(week: WeekPicture) -> None:
    saturday, sunday = week.days[5:]
    assert written(saturday.hours) == ["22:00-00:00"]
    # One to two does not exist that night, so the evening ends where it would have begun.
    assert written(sunday.hours) == ["00:00-02:00", "14:00-18:00"]
    assert sunday.hours[0].length.total_seconds() == 3600


async def test_lessons_that_came_to_nothing_are_left_out(week: WeekPicture) -> None:
    sunday = week.days[6]
    assert [(lesson.learner, lesson.starts_at) for lesson in sunday.lessons] == [
        ("Daniel", datetime(2026, 3, 29, 14, tzinfo=LONDON))
    ]
    assert written(sunday.free) == ["00:00-02:00", "15:00-18:00"]


async def test_only_tutors_have_a_week(school) -> None:
    with pytest.raises(KeyError):
        await school.do(lambda conn: week_of(conn, PersonId("per_daniel"), MONDAY))
