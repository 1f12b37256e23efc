"""Ada keeps her hours in the database; lessons, Ben's and Daniel's, take time from them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import event

from etude.calendar.hours import DayHours, WeeklyRange
from etude.calendar.openings import next_openings, refusal_of
from etude.calendar.refusals import Why
from etude.calendar.store import (
    add_free_hours,
    busy_times,
    clear_day,
    feed_reader,
    lessons_of,
    load_availability,
    revoke_feed,
    set_day_hours,
    set_weekly_hours,
)
from etude.core.ids import LearnerId, PersonId
from etude.core.intervals import Interval

ADA, CARLA, DANIEL = PersonId("per_ada"), PersonId("per_carla"), PersonId("per_daniel")
BEN, DAN = LearnerId("lrn_ben"), LearnerId("lrn_daniel")
LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 2, 2, 8, tzinfo=UTC)
TUESDAY, SATURDAY = date(2026, 2, 3), date(2026, 2, 7)
WEEK = Interval(NOW, NOW + timedelta(days=7))


async def teach_on_tuesdays(school) -> None:
    await school.do(lambda conn: set_weekly_hours(conn, ADA, [WeeklyRange(1, 14 * 60, 17 * 60)]))


async def openings(school, **options) -> list[str]:
    found = await school.db.read(lambda conn: next_openings(conn, [ADA], NOW, 60, WEEK, **options))
    return [start.astimezone(LONDON).strftime("%a %H:%M") for start in found[ADA]]


async def test_weekly_hours_are_offered_until_they_are_replaced(school) -> None:
    assert await openings(school) == []
    await teach_on_tuesdays(school)
    assert await openings(school) == ["Tue 14:00", "Tue 14:30", "Tue 15:00", "Tue 15:30", "Tue 16:00"]
    await school.do(lambda conn: set_weekly_hours(conn, ADA, [WeeklyRange(2, 600, 660)]))
    assert await openings(school) == ["Wed 10:00"]
    await school.do(lambda conn: set_weekly_hours(conn, ADA, []))
    assert await openings(school) == []


async def test_a_day_is_taken_off_and_given_back(school) -> None:
    await teach_on_tuesdays(school)
    await school.do(lambda conn: set_day_hours(conn, ADA, DayHours(TUESDAY, ((600, 660),))))
    assert await openings(school) == ["Tue 10:00"]
    await school.do(lambda conn: set_day_hours(conn, ADA, DayHours(TUESDAY)))
    assert await openings(school) == []
    await school.do(lambda conn: clear_day(conn, ADA, TUESDAY))
    assert len(await openings(school)) == 5


async def test_one_off_hours_join_what_the_day_has(school) -> None:
    await teach_on_tuesdays(school)
    await school.do(lambda conn: add_free_hours(conn, ADA, DayHours(SATURDAY, ((600, 660),))))
    await school.do(lambda conn: add_free_hours(conn, ADA, DayHours(TUESDAY, ((16 * 60, 18 * 60),))))
    assert (await openings(school))[-3:] == ["Tue 16:30", "Tue 17:00", "Sat 10:00"]
    hours = await school.do(lambda conn: load_availability(conn, [ADA], WEEK))
    assert hours[ADA].hours_on(TUESDAY) == ((14 * 60, 18 * 60),)


async def test_one_off_hours_bring_back_part_of_a_day_off(school) -> None:
    await teach_on_tuesdays(school)
    await school.do(lambda conn: set_day_hours(conn, ADA, DayHours(TUESDAY)))
    await school.do(lambda conn: add_free_hours(conn, ADA, DayHours(TUESDAY, ((600, 660),))))
    assert await openings(school) == ["Tue 10:00"]


async def test_ada_s_rules_come_from_her_profile(school) -> None:
    await teach_on_tuesdays(school)
    await school.tutor_rules(notice_minutes=31 * 60, horizon_days=1, buffer_minutes=30)
    await school.lesson("dan", "2026-02-03T16:00:00+00:00", DAN, ends_at=datetime(2026, 2, 3, 16, 30, tzinfo=UTC))
    assert await openings(school) == []
    await school.tutor_rules(notice_minutes=29 * 60)
    assert await openings(school) == ["Tue 14:00", "Tue 14:30"]
    await school.tutor_rules(horizon_days=0)
    assert await openings(school) == []


async def test_a_pause_is_kept_from_a_lesson_just_outside_the_window(school) -> None:
    await teach_on_tuesdays(school)
    await school.tutor_rules(buffer_minutes=30)
    await school.lesson("ben", "2026-02-03T14:00:00+00:00", BEN)
    await school.lesson("dan", "2026-02-03T17:00:00+00:00", DAN)
    window = Interval(datetime(2026, 2, 3, 15, tzinfo=UTC), datetime(2026, 2, 3, 16, 1, tzinfo=UTC))
    found = await school.do(lambda conn: next_openings(conn, [ADA], NOW, 60, window))
    assert found == {ADA: [datetime(2026, 2, 3, 15, 30, tzinfo=UTC)]}


async def test_lessons_take_time_from_tutor_and_learner_but_not_from_their_own_move(school) -> None:
    await teach_on_tuesdays(school)
    lesson = await school.lesson("ben", "2026-02-03T15:00:00+00:00", BEN)
    assert await openings(school) == ["Tue 14:00", "Tue 16:00"]
    assert len(await openings(school, except_lesson=lesson)) == 5
    await school.do(lambda conn: set_weekly_hours(conn, ADA, [WeeklyRange(1, 14 * 60, 17 * 60)]))
    busy = await school.do(lambda conn: busy_times(conn, [BEN, DAN], WEEK))
    assert busy == {
        BEN: [Interval(datetime(2026, 2, 3, 15, tzinfo=UTC), datetime(2026, 2, 3, 16, tzinfo=UTC))],
        DAN: [],
    }


async def test_a_learner_is_not_offered_the_time_of_another_lesson_of_theirs(school) -> None:
    await teach_on_tuesdays(school)
    await school.lesson("elsewhere", "2026-02-03T14:00:00+00:00", BEN, tutor_id=CARLA, owners=[BEN])
    assert len(await openings(school, learner=DAN)) == 5
    assert await openings(school, learner=BEN) == ["Tue 15:00", "Tue 15:30", "Tue 16:00"]
    start = datetime(2026, 2, 3, 14, 30, tzinfo=LONDON)
    reason = await school.do(lambda conn: refusal_of(conn, ADA, start, NOW, 60, learner=BEN))
    assert reason is not None
    assert reason.why is Why.OWN_LESSON
    assert await school.do(lambda conn: refusal_of(conn, ADA, start, NOW, 60, learner=DAN)) is None


async def test_only_what_is_wanted_and_no_more_than_asked(school) -> None:
    await teach_on_tuesdays(school)
    assert await openings(school, limit=2) == ["Tue 14:00", "Tue 14:30"]
    assert await openings(school, wanted=lambda start: start.hour >= 15, limit=1) == ["Tue 15:00"]


async def test_many_tutors_cost_as_few_statements_as_one_and_known_ones_fewer(school) -> None:
    many = [ADA, *(PersonId(f"per_{number}") for number in range(300))]
    statements: list[str] = []

    def listen(_conn, _cursor, statement, *_rest) -> None:
        statements.append(statement)

    def look(conn) -> int:
        if conn.dialect.name == "sqlite":
            conn.connection.dbapi_connection.set_trace_callback(statements.append)
        else:
            event.listen(conn, "before_cursor_execute", listen)
        found = next_openings(conn, many, NOW, 60, WEEK, learner=BEN)
        assert list(found) == [ADA]
        made, statements[:] = [each for each in statements if each.startswith("SELECT")], []
        return len(made)

    assert await school.db.read(lambda conn: (look(conn), look(conn))) == (5, 2)


async def test_everyone_reads_their_own_lessons(school) -> None:
    await school.lesson("ben", "2026-02-03T15:00:00+00:00", BEN)
    await school.lesson("dan", "2026-02-04T15:00:00+00:00", DAN)
    names = {}
    for person in (ADA, CARLA, DANIEL):
        names[person] = [lesson.learner for lesson in await school.do(lambda conn, who=person: lessons_of(conn, who))]
    assert names == {ADA: ["Ben", "Daniel"], CARLA: ["Ben"], DANIEL: ["Daniel"]}
    assert len(await school.do(lambda conn: lessons_of(conn, ADA, Interval(NOW, NOW + timedelta(days=2))))) == 1


async def test_a_feed_has_a_reader_and_a_version_that_only_rises(school) -> None:
    reader = await school.do(lambda conn: feed_reader(conn, DANIEL))
    assert (reader.id, reader.locale, reader.zone, reader.version) == (DANIEL, "en", "Europe/Berlin", 1)
    await school.do(lambda conn: revoke_feed(conn, DANIEL))
    assert (await school.do(lambda conn: feed_reader(conn, DANIEL))).version == 2
    assert (await school.do(lambda conn: feed_reader(conn, ADA))).version == 1
    assert await school.do(lambda conn: feed_reader(conn, PersonId("per_nobody"))) is None
