"""The fast slots say what a minute-by-minute reading of the rules says, on days when the clocks change above all."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from etude.calendar.hours import Availability, DayHours, WeeklyRange
from etude.calendar.refusals import why_not
from etude.calendar.slots import Taken, open_slots
from etude.core.intervals import Interval

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# Lord Howe moves by half an hour, Santiago at midnight; Kathmandu never does, three quarters off the hour.
PLACES = [
    ("Europe/London", date(2026, 3, 29)),
    ("Europe/London", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Santiago", date(2026, 4, 5)),
    ("America/Santiago", date(2026, 9, 6)),
    ("Asia/Kathmandu", date(2026, 5, 1)),
]


def model(
    hours: Availability, taken: Taken, minutes: int, now: datetime, window: Interval, step: int, viewer: str
) -> list[datetime]:
    """Every minute of the window that begins a lesson, by the letter of the rules."""
    zone, length = ZoneInfo(hours.zone), timedelta(minutes=minutes)
    free = free_minutes(hours)
    tutor_last = now.astimezone(zone).date() + hours.horizon
    viewer_last = now.astimezone(ZoneInfo(viewer)).date() + hours.horizon
    between = max(hours.buffer_before, hours.buffer_after)

    def offered(start: datetime) -> bool:
        wall, end = start.astimezone(zone), start + length
        own_days = [lesson.start.astimezone(zone).date() for lesson in taken.lessons]
        week = [day for day in own_days if day.isocalendar()[:2] == wall.date().isocalendar()[:2]]
        return (
            ((wall.hour * 60 + wall.minute) % step == 0 or not free(start - MINUTE))
            and start >= now + hours.notice
            and (wall.date() <= tutor_last or start.astimezone(ZoneInfo(viewer)).date() <= viewer_last)
            and all(free(start + passed * MINUTE) for passed in range(minutes))
            and not any(start < x.end + between and end > x.start - between for x in taken.lessons)
            and not any(
                start - hours.buffer_before < x.end and end + hours.buffer_after > x.start for x in taken.outside
            )
            and not any(start < x.end and end > x.start for x in taken.learner)
            and (hours.max_per_day is None or own_days.count(wall.date()) < hours.max_per_day)
            and (hours.max_per_week is None or len(week) < hours.max_per_week)
        )

    passed = range(int((window.end - window.start) / MINUTE))
    return [start for start in (window.start + minute * MINUTE for minute in passed) if free(start) and offered(start)]


def free_minutes(hours: Availability) -> Callable[[datetime], bool]:
    zone = ZoneInfo(hours.zone)
    known: dict[datetime, bool] = {}

    def look(at: datetime) -> bool:
        wall = at.astimezone(zone)
        day, minute = wall.date(), wall.hour * 60 + wall.minute
        today = any(start <= minute < end for start, end in hours.hours_on(day))
        return today or any(start <= minute + 1440 < end for start, end in hours.hours_on(day - DAY))

    def free(at: datetime) -> bool:
        if at not in known:
            known[at] = look(at)
        return known[at]

    return free


quarter_hours = st.integers(0, 24 * 4 - 1).map(lambda quarter: quarter * 15)
ranges = st.tuples(quarter_hours, st.integers(4, 60)).map(lambda pair: (pair[0], pair[0] + pair[1] * 15))
buffers = st.sampled_from([0, 0, 10, 15, 30]).map(lambda minutes: timedelta(minutes=minutes))
caps = st.sampled_from([None, None, None, 1, 2, 3])


@st.composite
def questions(draw: st.DrawFn) -> tuple[Availability, Taken, int, datetime, Interval, int, str]:
    zone, changes = draw(st.sampled_from(PLACES))
    dates = [changes + offset * DAY for offset in (-2, -1, 0, 1)]
    hours = Availability(
        zone=zone,
        weekly=tuple(
            WeeklyRange(day.weekday(), *draw(ranges)) for day in dates for _ in range(draw(st.integers(1, 2)))
        ),
        days=tuple(
            DayHours(day, tuple(draw(st.lists(ranges, max_size=2))))
            for day in draw(st.lists(st.sampled_from(dates), unique=True, max_size=1))
        ),
        notice=draw(st.sampled_from([0, 0, 0, 0, 6])) * HOUR,
        horizon=draw(st.sampled_from([28, 28, 1, 0])) * DAY,
        buffer_before=draw(buffers),
        buffer_after=draw(buffers),
        max_per_day=draw(caps),
        max_per_week=draw(caps),
    )
    begins = datetime(changes.year, changes.month, changes.day, tzinfo=ZoneInfo(zone)).astimezone(UTC) - 12 * HOUR
    times = st.tuples(st.integers(0, 48 * 12), st.integers(1, 18)).map(
        lambda pair: Interval(begins + pair[0] * 5 * MINUTE, begins + (pair[0] + pair[1]) * 5 * MINUTE)
    )
    taken = Taken(*(draw(st.lists(times, max_size=2)) for _ in range(3)))
    now = begins + draw(st.integers(-18 * 60, 3 * 60)) * MINUTE
    window = Interval(
        begins + draw(st.integers(0, 12 * 60)) * MINUTE, begins + draw(st.integers(24 * 60, 44 * 60)) * MINUTE
    )
    minutes, step = draw(st.sampled_from([30, 45, 60, 90])), draw(st.sampled_from([15, 30, 60]))
    return hours, taken, minutes, now, window, step, draw(st.sampled_from(["Asia/Tokyo", "Pacific/Honolulu", zone]))


@settings(max_examples=120, deadline=None)
@given(questions())
def test_slots_are_the_minutes_that_obey_every_rule(
    question: tuple[Availability, Taken, int, datetime, Interval, int, str],
) -> None:
    hours, taken, minutes, now, window, step, viewer = question
    slots = open_slots(hours, taken, minutes, now, window, step, viewer)
    assert [slot.start for slot in slots] == model(hours, taken, minutes, now, window, step, viewer)
    assert all(slot.length == timedelta(minutes=minutes) for slot in slots)


@settings(max_examples=80, deadline=None)
@given(questions())
def test_a_time_is_refused_exactly_when_it_is_not_offered(
    question: tuple[Availability, Taken, int, datetime, Interval, int, str],
) -> None:
    hours, taken, minutes, now, window, step, viewer = question
    offered = {slot.start for slot in open_slots(hours, taken, minutes, now, window, step, viewer)}
    start = window.start
    while start < window.end:
        reason = why_not(hours, taken, minutes, now, start, step, viewer)
        assert (reason is None) == (start in offered), f"{start}: {reason}"
        start += 5 * MINUTE
