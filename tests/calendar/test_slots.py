"""Ada teaches piano in Camden; Daniel learns from Berlin. Which times can he have, and why not the others?"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from etude.calendar.hours import Availability, DayHours, WeeklyRange, free_intervals
from etude.calendar.refusals import Reason, Why, why_not
from etude.calendar.slots import Taken, open_slots
from etude.core.intervals import Interval

LONDON, BERLIN = ZoneInfo("Europe/London"), ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)
# A Monday in winter, when London is on UTC; Ada teaches from two to six on weekdays.
MONDAY = datetime.fromisoformat("2026-02-02T08:00:00+00:00")
WEEK = Interval(MONDAY, MONDAY + 7 * DAY)
AFTERNOONS = tuple(WeeklyRange(weekday, 14 * 60, 18 * 60) for weekday in range(5))
ADA = Availability("Europe/London", AFTERNOONS)


def at(clock: str, day: date = date(2026, 2, 3), zone: ZoneInfo = LONDON) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)


def lesson(start: str, end: str) -> Interval:
    return Interval(at(start), at(end))


def offered(
    availability: Availability, taken: Taken | None = None, minutes: int = 60, day: date = date(2026, 2, 3)
) -> list[str]:
    midnight = at("00:00", day)
    slots = open_slots(availability, taken or Taken(), minutes, MONDAY, Interval(midnight, midnight + DAY))
    return clocks([slot.start for slot in slots], ZoneInfo(availability.zone))


def clocks(starts: Sequence[datetime], zone: ZoneInfo) -> list[str]:
    return [start.astimezone(zone).strftime("%H:%M") for start in starts]


def refused(availability: Availability, clock: str, taken: Taken | None = None, **options: int) -> Reason | None:
    return why_not(availability, taken or Taken(), 60, MONDAY, at(clock), **options)


def test_a_free_afternoon_is_offered_every_half_hour() -> None:
    assert offered(ADA) == ["14:00", "14:30", "15:00", "15:30", "16:00", "16:30", "17:00"]
    assert refused(ADA, "17:00") is None


def test_lessons_may_follow_each_other_without_a_pause() -> None:
    assert offered(ADA, Taken(lessons=[lesson("15:00", "16:00")])) == ["14:00", "16:00", "16:30", "17:00"]


def test_a_pause_is_kept_around_lessons_and_around_what_else_ada_does() -> None:
    careful = Availability("Europe/London", AFTERNOONS, buffer_before=timedelta(minutes=30))
    assert offered(careful, Taken(outside=[lesson("15:00", "16:00")])) == ["14:00", "16:30", "17:00"]
    # The room that the lesson at three wants ahead of it counts too.
    assert offered(careful, Taken(lessons=[lesson("15:00", "16:00")])) == ["16:30", "17:00"]
    assert offered(careful, Taken(learner=[lesson("15:00", "16:00")])) == ["14:00", "16:00", "16:30", "17:00"]


def test_a_day_can_be_off_or_have_hours_of_its_own() -> None:
    off = Availability("Europe/London", AFTERNOONS, (DayHours(date(2026, 2, 3)),))
    morning = Availability("Europe/London", AFTERNOONS, (DayHours(date(2026, 2, 3), ((600, 675),)),))
    assert offered(off) == []
    assert offered(morning) == ["10:00"]
    assert offered(morning, day=date(2026, 2, 4)) == offered(ADA)


def test_hours_that_begin_off_the_grid_are_offered_from_their_beginning() -> None:
    quarter_past = Availability("Europe/London", (WeeklyRange(1, 14 * 60 + 15, 16 * 60),))
    assert offered(quarter_past) == ["14:15", "14:30", "15:00"]


def test_an_evening_may_run_over_midnight() -> None:
    late = Availability("Europe/London", (WeeklyRange(1, 23 * 60, 25 * 60),))
    assert offered(late) == ["23:00", "23:30"]
    assert offered(late, day=date(2026, 2, 4)) == ["00:00"]


def test_what_the_clocks_skip_is_never_offered_and_what_they_repeat_is_offered_twice() -> None:
    nights = Availability("Europe/London", tuple(WeeklyRange(day, 0, 180) for day in range(7)))
    spring, autumn = at("00:00", date(2026, 3, 29)), at("00:00", date(2026, 10, 25))
    for midnight, expected in (
        (spring, ["00:00", "02:00"]),
        (autumn, ["00:00", "01:00", "01:00", "02:00"]),
    ):
        slots = open_slots(nights, Taken(), 60, midnight, Interval(midnight, midnight + timedelta(hours=6)), step=60)
        assert clocks([slot.start for slot in slots], LONDON) == expected
        assert all(slot.length == timedelta(hours=1) for slot in slots)


def test_half_of_an_hour_that_comes_twice_is_two_stretches() -> None:
    early = Availability("Europe/London", (WeeklyRange(6, 60, 90),))
    midnight = at("00:00", date(2026, 10, 25))
    assert [interval.start.isoformat() for interval in free_intervals(early, Interval(midnight, midnight + DAY))] == [
        "2026-10-25T00:00:00+00:00",
        "2026-10-25T01:00:00+00:00",
    ]


def test_the_first_slot_leaves_notice_and_the_last_day_is_open_to_its_end() -> None:
    strict = Availability(
        "Europe/London", AFTERNOONS, notice=timedelta(hours=30, minutes=30), horizon=timedelta(days=2)
    )
    slots = open_slots(strict, Taken(), 60, MONDAY, WEEK)
    assert slots[0].start == at("14:30")
    assert slots[-1].start == at("17:00", date(2026, 2, 4))


def test_the_last_day_is_open_to_its_end_where_the_viewer_is_too() -> None:
    always = Availability(
        "Europe/London", tuple(WeeklyRange(day, 0, 1440) for day in range(7)), horizon=timedelta(days=1)
    )
    last = {
        viewer: open_slots(always, Taken(), 60, MONDAY, WEEK, viewer=viewer)[-1].start.astimezone(ZoneInfo(viewer))
        for viewer in ("Europe/Berlin", "Europe/London", "America/New_York")
    }
    assert clocks(list(last.values()), BERLIN) == ["00:30", "00:30", "05:30"]
    assert last["America/New_York"].strftime("%a %H:%M") == "Tue 23:30"


def test_caps_count_ada_s_own_days_and_weeks() -> None:
    gentle = Availability("Europe/London", AFTERNOONS, max_per_day=1, max_per_week=2)
    one = [lesson("14:00", "15:00")]
    sunday_before = [Interval(at("14:00", date(2026, 2, 1)), at("15:00", date(2026, 2, 1)))]
    monday = [Interval(at("14:00", date(2026, 2, 2)), at("15:00", date(2026, 2, 2)))]
    wednesday = date(2026, 2, 4)
    assert offered(gentle, Taken(lessons=one)) == []
    assert offered(gentle, Taken(lessons=one + sunday_before), day=wednesday) == offered(ADA)
    assert offered(gentle, Taken(lessons=one + monday), day=wednesday) == []
    assert refused(gentle, "16:00", Taken(lessons=one)) == Reason(Why.DAY_FULL, day=date(2026, 2, 3), limit=1)
    assert why_not(gentle, Taken(lessons=one + monday), 60, MONDAY, at("16:00", wednesday)) == Reason(
        Why.WEEK_FULL, day=date(2026, 2, 2), limit=2
    )


def test_caps_count_by_the_tutor_s_midnight() -> None:
    tokyo = Availability("Asia/Tokyo", tuple(WeeklyRange(day, 480, 600) for day in range(7)), max_per_day=1)
    early = datetime(2026, 2, 4, 8, tzinfo=ZoneInfo("Asia/Tokyo"))
    taken = Taken(lessons=[Interval(early, early + timedelta(hours=1))])
    # In London it is still the third when that lesson begins, and already the fourth at nine in Tokyo: the same day.
    assert why_not(tokyo, taken, 60, MONDAY, early + timedelta(hours=1)) == Reason(
        Why.DAY_FULL, day=date(2026, 2, 4), limit=1
    )
    assert offered(tokyo, taken, day=date(2026, 2, 4)) == ["08:00", "08:30"]


@pytest.mark.parametrize(
    ("start", "why"),
    [
        (at("14:00", date(2026, 2, 1)), Reason(Why.PAST)),
        (at("14:00", date(2026, 2, 2)), Reason(Why.NOTICE, at=MONDAY + timedelta(hours=12))),
        (at("14:00", date(2026, 2, 10)), Reason(Why.HORIZON, day=date(2026, 2, 9))),
        (at("14:00", date(2026, 2, 5)), Reason(Why.DAY_OFF, day=date(2026, 2, 5))),
        (at("19:00"), Reason(Why.OUTSIDE_HOURS, day=date(2026, 2, 3), hours=(lesson("14:00", "18:00"),))),
        (at("14:00", date(2026, 2, 7)), Reason(Why.OUTSIDE_HOURS, day=date(2026, 2, 7))),
        (at("17:30"), Reason(Why.TOO_SHORT, at=at("18:00").astimezone(UTC))),
        (at("14:10"), Reason(Why.OFF_GRID, at=at("14:30").astimezone(UTC))),
    ],
)
def test_why_a_time_is_not_offered(start: datetime, why: Reason) -> None:
    ada = Availability(
        "Europe/London",
        AFTERNOONS,
        (DayHours(date(2026, 2, 5)),),
        notice=timedelta(hours=12),
        horizon=timedelta(days=7),
    )
    assert why_not(ada, Taken(), 60, MONDAY, start) == why


def test_why_names_whose_engagement_is_in_the_way() -> None:
    careful = Availability(
        "Europe/London", AFTERNOONS, buffer_before=timedelta(minutes=30), buffer_after=timedelta(minutes=30)
    )
    clash = lesson("15:00", "16:00")
    assert refused(careful, "15:30", Taken(lessons=[clash])) == Reason(Why.BOOKED, clash=clash)
    assert refused(careful, "15:30", Taken(outside=[clash])) == Reason(Why.BUSY, clash=clash)
    assert refused(careful, "15:30", Taken(learner=[clash])) == Reason(Why.OWN_LESSON, clash=clash)
    assert refused(careful, "16:00", Taken(lessons=[clash])) == Reason(Why.BUFFER, clash=clash)
    assert refused(careful, "16:00", Taken(learner=[clash])) is None


def test_a_time_the_clocks_skip_is_told_as_such_in_the_zone_of_whoever_asked() -> None:
    skipped = datetime(2026, 3, 29, 2, 30, tzinfo=BERLIN)
    assert why_not(ADA, Taken(), 60, MONDAY, skipped) == Reason(Why.CLOCK_GAP, at=datetime(2026, 3, 29, 1, tzinfo=UTC))


def test_a_grid_that_does_not_divide_the_day_is_refused() -> None:
    with pytest.raises(ValueError, match="grid"):
        open_slots(ADA, Taken(), 60, MONDAY, WEEK, step=50)
