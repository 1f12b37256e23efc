"""A tutor who is kept in the process is the tutor of the database: whatever changes about Ada is seen at once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, delete, insert, update

from etude.calendar.hours import DayHours, WeeklyRange
from etude.calendar.store import load_availability, set_day_hours, set_weekly_hours
from etude.core.database import Database, open_database
from etude.core.ids import PersonId
from etude.core.intervals import Interval
from etude.core.tables import media, people, tutor_rates, tutor_skills, tutors
from etude.core.tutors.store import load_tutors

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
ADA, GRACE = PersonId("per_ada"), PersonId("per_grace")
SAMPLE = {"id": "med_a", "tutor_id": ADA, "kind": "audio", "title": "Scales", "path": "a.mp3", "mime": "audio/mpeg"}
CHANGES: dict[str, Callable[[Connection], object]] = {
    "her headline": lambda conn: conn.execute(update(tutors).values(headline="Cello, too")),
    "her name": lambda conn: conn.execute(update(people).where(people.c.id == ADA).values(name="Ada King")),
    "her zone": lambda conn: conn.execute(update(people).where(people.c.id == ADA).values(zone="Asia/Tokyo")),
    "a subject more": lambda conn: conn.execute(
        insert(tutor_skills).values(tutor_id=ADA, kind="subject", value="cello")
    ),
    "a subject less": lambda conn: conn.execute(delete(tutor_skills).where(tutor_skills.c.tutor_id == ADA)),
    "another price": lambda conn: conn.execute(update(tutor_rates).values(amount=4500)),
    "a sample": lambda conn: conn.execute(insert(media).values(SAMPLE)),
    "other hours": lambda conn: set_weekly_hours(conn, ADA, [WeeklyRange(2, 600, 720)]),
    "a day off": lambda conn: set_day_hours(conn, ADA, DayHours(date(2026, 11, 27))),
}


@pytest.mark.parametrize("what", CHANGES)
async def test_what_changes_about_a_tutor_is_seen_at_once(database: Database, database_url: str, what: str) -> None:
    await database.write(_add_tutors)
    before = await database.read(_see)
    assert await database.read(_see) == before
    elsewhere = open_database(database_url)
    await elsewhere.write(CHANGES[what])
    await elsewhere.close()
    assert await database.read(_see) != before


async def test_what_was_taken_back_is_not_kept(database: Database) -> None:
    await database.write(_add_tutors)
    before = await database.write(_see)

    def break_off(conn: Connection) -> None:
        CHANGES["her headline"](conn)
        assert _see(conn) != before
        raise InterruptedError

    with pytest.raises(InterruptedError):
        await database.write(break_off)
    assert await database.write(_see) == before


async def test_tutors_come_in_the_order_of_their_ids_and_strangers_are_left_out(database: Database) -> None:
    await database.write(_add_tutors)
    for ids in ([GRACE, ADA], [ADA, PersonId("per_nobody"), GRACE]):
        found = await database.read(lambda conn, ids=ids: [tutor.id for tutor in load_tutors(conn, ids)])
        assert found == [each for each in ids if each != "per_nobody"]


def _see(conn: Connection) -> object:
    """All that is known of Ada."""
    return load_tutors(conn, [ADA]), load_availability(conn, [ADA], Interval(NOW, NOW + timedelta(days=7)))


def _add_tutors(conn: Connection) -> None:
    for tutor, name in ((ADA, "Ada"), (GRACE, "Grace")):
        conn.execute(insert(people).values(id=tutor, name=name, zone="Europe/London", created_at=NOW))
        slug, words = name.lower(), {"headline": "Piano", "bio": "Piano since ever."}
        conn.execute(insert(tutors).values(person_id=tutor, slug=slug, created_at=NOW, **words))
    conn.execute(insert(tutor_skills).values(tutor_id=ADA, kind="subject", value="piano"))
    conn.execute(insert(tutor_rates).values(tutor_id=ADA, format="online", minutes=60, amount=4000, currency="GBP"))
    set_weekly_hours(conn, ADA, [WeeklyRange(0, 540, 1020)])
