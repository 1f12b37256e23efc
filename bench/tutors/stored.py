"""The made-up tutors in a database of Etude's own, written past its triggers, which are there again afterwards."""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta
from itertools import islice
from pathlib import Path

from bench.tutors.asking import NOW
from bench.tutors.drawing import MadeUp
from etude.core.migrations import migrate

CHUNK = 5000
_AT = NOW.strftime("%Y-%m-%d %H:%M:%S.%f")
_TUTOR = (
    "person_id, slug, headline, bio, years, instant_book, online, lat, lon, radius_m, notice_minutes, horizon_days, "
    "buffer_minutes, cancel_hours, late_refund_percent, answers_within_minutes, stars_total, reviews_count, "
    "lessons_taught, listed, created_at, version, changed"
)


def store_tutors(file: Path, tutors: Iterable[MadeUp]) -> None:
    """A fresh database in `file`."""
    migrate(f"sqlite:///{file}")
    raw = sqlite3.connect(file, isolation_level=None)
    raw.execute("PRAGMA synchronous=OFF")
    triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _sql in triggers:
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute("BEGIN")
    for many in _chunks(tutors):
        _write(raw, many)
    for _name, sql in triggers:
        raw.execute(sql)
    raw.execute("COMMIT")
    raw.execute("ANALYZE")
    raw.close()


def _chunks(tutors: Iterable[MadeUp]) -> Iterator[list[MadeUp]]:
    left = iter(tutors)
    while many := list(islice(left, CHUNK)):
        yield many


def _write(raw: sqlite3.Connection, many: list[MadeUp]) -> None:
    raw.executemany(
        "INSERT INTO people (id, name, locale, zone, operator, preferences, feed_version, created_at)"
        " VALUES (?, ?, 'en', ?, 0, '{}', 1, ?)",
        [(each.id, "Tutor", each.zone, _AT) for each in many],
    )
    marks = ", ".join("?" * 23)
    raw.executemany(f"INSERT INTO tutors ({_TUTOR}) VALUES ({marks})", [_row(each) for each in many])
    raw.executemany(
        "INSERT INTO tutor_skills VALUES (?, ?, ?)", [(each.id, *skill) for each in many for skill in each.skills]
    )
    raw.executemany(
        "INSERT INTO tutor_rates (tutor_id, format, minutes, amount, currency) VALUES (?, ?, ?, ?, ?)",
        [(each.id, *rate, each.currency) for each in many for rate in each.rates],
    )
    raw.executemany(
        "INSERT INTO weekly_hours (tutor_id, weekday, start_minute, end_minute) VALUES (?, ?, ?, ?)",
        [(each.id, *hours) for each in many for hours in each.hours],
    )
    raw.executemany(
        "INSERT INTO blocks (owner_id, lesson_id, starts_at, ends_at) VALUES (?, 'les', ?, ?)",
        [(each.id, *_block(hour)) for each in many for hour in each.taken],
    )


def _row(tutor: MadeUp) -> tuple[object, ...]:
    number = int(tutor.id[4:])
    words, where = (tutor.id, "Lessons", "Lessons."), (tutor.lat, tutor.lon, tutor.radius_m)
    rules = (tutor.notice, 28, 0, 24, 50, tutor.answers_within)
    counts = (tutor.stars, tutor.reviews, tutor.taught)
    return (tutor.id, *words, tutor.years, 0, 1, *where, *rules, *counts, 1, _AT, number + 1, number + 1)


def _block(hour: int) -> tuple[str, str]:
    start = NOW.astimezone(UTC) + timedelta(hours=hour)
    return tuple((start + each).strftime("%Y-%m-%d %H:%M:%S.%f") for each in (timedelta(0), timedelta(hours=1)))  # type: ignore[return-value]
