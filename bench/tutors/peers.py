"""The same question put to SQLite with FTS5 and R*Tree, and to PostgreSQL with GIN and GiST.

In their favour: one row a tutor with everything in it, hours as bits of one clock for all, a score without the time of
the next lesson, fifty rows with no look at who is booked. They filter, sort and hand out ids; Etude also looks up who
is really free, and says why each is shown.
"""

import math
import sqlite3
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bench.tutors.asking import NOW
from bench.tutors.drawing import MadeUp
from etude.core.tutors.model import Format
from etude.matching.ranking import standing_parts, wished_subjects
from etude.matching.week import hours_in_week, wished_in_week
from etude.matching.wishes import Wishes

MOST, WORD = 50, 56
WORDS = 6
FORMATS: tuple[Format, ...] = ("online", "tutor", "student")
_COLUMNS = ", ".join(f"w{number}" for number in range(WORDS))


def flat(tutor: MadeUp) -> tuple[object, ...]:
    """number, place, how far they travel, standing, hourly price for each format, hours in words of bits."""
    standing = standing_parts(tutor.stars, tutor.reviews, tutor.taught, 0, 0, 0, tutor.answers_within, tutor.years)
    prices = {format: amount for format, minutes, amount in tutor.rates if minutes == 60}
    hours = _words(hours_in_week(tutor.hours))
    number = int(tutor.id[4:]) + 1
    return (
        number, tutor.lat, tutor.lon, tutor.radius_m, sum(standing.values()), *(prices.get(each) for each in FORMATS),
        tutor.currency, *hours,
    )  # fmt: skip


def terms_of(tutor: MadeUp) -> list[str]:
    """What is taught, as words of one piece."""
    return [term(kind, value) for kind, value in tutor.skills]


def term(kind: str, value: str) -> str:
    return f"{kind}{value}".replace("-", "")


def filters(wishes: Wishes, zone: str) -> tuple[str, str]:
    """What all rows must meet and how they are sorted, in SQL that both stores speak."""
    cells = wished_in_week(wishes, NOW, zone)
    conditions, order = [], "standing"
    if cells is not None:
        both = (f"(w{number} & {word}) <> 0" for number, word in enumerate(_words(cells)) if word)
        conditions.append("(" + " OR ".join(both) + ")")
    limit, formats = wishes.price_max, ["online"] if wishes.place is None else ["tutor", "student"]
    most = limit.amount if limit else 10**9
    if limit and limit.currency:
        conditions.append(f"currency = '{limit.currency}'")
    near = {each: f"p_{each} <= {most}" for each in formats}
    if wishes.place:
        squared = _squared_metres(wishes)
        near = {
            "tutor": f"(p_tutor <= {most} AND {squared} <= {wishes.place.radius_m**2})",
            "student": f"(p_student <= {most} AND {squared} <= radius_m * radius_m)",
        }
        order = f"standing - {squared} / 5e7"
    return " AND ".join([*conditions, "(" + " OR ".join(near.values()) + ")"]), order


def box(wishes: Wishes) -> tuple[float, float, float, float] | None:
    """South, north, west, east, as far as anybody travels."""
    if wishes.place is None:
        return None
    high = 10_000 / 111_000
    wide = high / math.cos(math.radians(wishes.place.lat))
    return wishes.place.lat - high, wishes.place.lat + high, wishes.place.lon - wide, wishes.place.lon + wide


class Sqlite:
    """One file with a table, an FTS5 index of terms and an R*Tree of places."""

    name = "SQLite FTS5 and R*Tree"

    def __init__(self, file: Path, tutors: Iterable[MadeUp]) -> None:
        self._db = sqlite3.connect(file, isolation_level=None)
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute("PRAGMA cache_size=-200000")
        self._db.execute(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, lat REAL, lon REAL, radius_m INTEGER, standing REAL,"
            f" p_online INTEGER, p_tutor INTEGER, p_student INTEGER, currency TEXT, {_COLUMNS})"
        )
        self._db.execute("CREATE VIRTUAL TABLE f USING fts5(terms, content='', detail=none)")
        self._db.execute("CREATE VIRTUAL TABLE r USING rtree(id, south, north, west, east)")
        self._db.execute("BEGIN")
        marks = ", ".join("?" * (9 + WORDS))
        for tutor in tutors:
            row = flat(tutor)
            self._db.execute(f"INSERT INTO t VALUES ({marks})", row)
            self._db.execute("INSERT INTO f (rowid, terms) VALUES (?, ?)", (row[0], " ".join(terms_of(tutor))))
            self._db.execute("INSERT INTO r VALUES (?, ?, ?, ?, ?)", (row[0], row[1], row[1], row[2], row[2]))
        self._db.execute("COMMIT")
        self._db.execute("ANALYZE")

    def ask(self, wishes: Wishes, zone: str) -> float:
        """CPU seconds that a search takes."""
        where, order = filters(wishes, zone)
        terms = "(" + " OR ".join(term("subject", each) for each in sorted(wished_subjects(wishes)[0])) + ")"
        terms += "".join(f" AND {term('genre', each)}" for each in wishes.genres)
        around = box(wishes)
        tree = ""
        if around:
            tree = " JOIN r ON r.id = t.id AND south >= {} AND north <= {} AND west >= {} AND east <= {}".format(
                *around
            )
        began = time.thread_time()
        self._db.execute(
            f"SELECT t.id FROM f JOIN t ON t.id = f.rowid{tree} WHERE f MATCH ? AND {where}"
            f" ORDER BY {order} DESC LIMIT {MOST}",
            (terms,),
        ).fetchall()
        return time.thread_time() - began

    def close(self) -> None:
        self._db.close()


class Postgres:
    """One table with a GIN index of terms and a GiST index of places; only the server's CPU counts."""

    name = "PostgreSQL GIN and GiST"

    def __init__(self, connection: Any, run: Any) -> None:
        self._connection, self._run = connection, run
        self._pid = 0

    def fill(self, tutors: Iterable[MadeUp]) -> None:
        words = ", ".join(f"w{number} bigint" for number in range(WORDS))
        self._do(
            "CREATE TABLE t (id int PRIMARY KEY, lat float8, lon float8, radius_m int, standing float8, p_online int,"
            f" p_tutor int, p_student int, currency text, {words}, terms text[])"
        )
        rows = [(*flat(tutor), terms_of(tutor)) for tutor in tutors]
        self._run(self._connection.copy_records_to_table("t", records=rows))
        del rows
        self._do("CREATE INDEX ON t USING gin (terms)")
        self._do("CREATE INDEX ON t USING gist (point(lon, lat))")
        self._do("SET max_parallel_workers_per_gather = 0")
        self._do("VACUUM ANALYZE t")
        self._pid = self._run(self._connection.fetchval("SELECT pg_backend_pid()"))

    def ask(self, wishes: Wishes, zone: str) -> float:
        """CPU seconds that a search takes."""
        where, order = filters(wishes, zone)
        subjects = [term("subject", each) for each in sorted(wished_subjects(wishes)[0])]
        genres = "".join(f" AND terms @> ARRAY['{term('genre', each)}']" for each in wishes.genres)
        around, near = box(wishes), ""
        if around:
            south, north, west, east = around
            near = f" AND point(lon, lat) <@ box(point({west}, {south}), point({east}, {north}))"
        found = f"SELECT id FROM t WHERE terms && $1::text[]{genres}{near} AND {where}"
        began = self._cpu()
        self._run(self._connection.fetch(f"{found} ORDER BY {order} DESC LIMIT {MOST}", subjects))
        return self._cpu() - began

    def _cpu(self) -> float:
        return int(Path(f"/proc/{self._pid}/schedstat").read_text().split()[0]) / 1e9

    def _do(self, sql: str) -> None:
        self._run(self._connection.execute(sql))


def _squared_metres(wishes: Wishes) -> str:
    """On a flat map, which is near enough for a peer."""
    place = wishes.place
    assert place is not None
    wide = 111_000 * math.cos(math.radians(place.lat))
    north, east = f"((lat - ({place.lat})) * 111000.0)", f"((lon - ({place.lon})) * {wide:.1f})"
    return f"({north} * {north} + {east} * {east})"


def _words(cells: int) -> Sequence[int]:
    return [cells >> (number * WORD) & (1 << WORD) - 1 for number in range(WORDS)]
