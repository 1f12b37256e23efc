"""What matching asks of the database: who teaches what, whose name it is, and what the index keeps of tutors."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    String,
    Table,
    bindparam,
    exists,
    func,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.types import NullType

from etude.core.ids import PersonId
from etude.core.money import Money
from etude.core.statements import Statement
from etude.core.tables import day_hours, people, tutor_names, tutor_rates, tutor_skills, tutors, weekly_hours
from etude.core.tutors.names import name_parts
from etude.matching.entries import Entry, Price
from etude.matching.ranking import musts, standing_parts, wished_subjects
from etude.matching.week import hours_in_week
from etude.matching.wishes import At, Wishes

MOST_NAMESAKES = 50
MOST_PARTS = 4
_BEYOND = 2**62


def candidate_ids(conn: Connection, wishes: Wishes) -> list[PersonId]:
    """Every listed tutor who teaches something of each kind wished for; what is excluded is looked at later."""
    found = _candidates(wishes).order_by(tutors.c.person_id)
    return [PersonId(row) for row in conn.execute(found).scalars()]


def is_taught(conn: Connection, now: datetime, wishes: Wishes) -> bool:
    """Whether anybody teaches what is wished for, wherever and whenever."""
    return conn.execute(_candidates(Wishes(subjects=wishes.subjects)).limit(1)).first() is not None


def tutors_named(conn: Connection, now: datetime, name: str) -> list[PersonId]:
    """Listed tutors whose name has every part of `name`, such as ``ada`` or ``Ada Byrne``; each part is one look-up."""
    parts = name_parts(name)[:MOST_PARTS]
    if not parts:
        return []
    first, *others = [tutor_names.alias(f"part_{at}") for at in range(len(parts))]
    found = select(tutors.c.person_id).join(first, first.c.tutor_id == tutors.c.person_id)
    for name_part, part in zip(others, parts[1:], strict=True):
        found = found.join(name_part, (name_part.c.tutor_id == tutors.c.person_id) & (name_part.c.part == part))
    found = found.where(first.c.part == parts[0], tutors.c.listed)
    found = found.order_by(tutors.c.reviews_count.desc(), tutors.c.person_id).limit(MOST_NAMESAKES)
    return [PersonId(row) for row in conn.execute(found).scalars()]


def lowest_prices(conn: Connection, wishes: Wishes) -> list[Money]:
    """The lowest price of a lesson in each currency of those who teach this, the currency of most of them first."""
    lowest, many = func.min(tutor_rates.c.amount), func.count(tutor_rates.c.tutor_id.distinct())
    found = select(tutor_rates.c.currency, lowest).where(tutor_rates.c.tutor_id.in_(_candidates(wishes)))
    rows = conn.execute(found.group_by(tutor_rates.c.currency).order_by(many.desc(), tutor_rates.c.currency))
    return [Money(amount, currency) for currency, amount in rows]


def _candidates(wishes: Wishes) -> Select[Any]:
    must, (wished, _excluded) = musts(wishes), wished_subjects(wishes)
    return select(tutors.c.person_id).where(
        tutors.c.listed,
        *_teaches("subject", sorted(wished) if wishes.subjects else ()),
        *_teaches("genre", must.genres),
        *_teaches("level", must.levels),
        *_teaches("language", must.languages),
        *_offers(must.at),
    )


def _teaches(kind: str, values: Sequence[str]) -> list[ColumnElement[bool]]:
    if not values:
        return []
    mine = exists().where(tutor_skills.c.tutor_id == tutors.c.person_id, tutor_skills.c.kind == kind)
    return [mine.where(tutor_skills.c.value.in_(values))]


def _offers(at: At | None) -> list[ColumnElement[bool]]:
    """Whether they have a price for lessons there, which is how far SQL can tell; who is near enough is looked at."""
    if at is None:
        return []
    return [exists().where(tutor_rates.c.tutor_id == tutors.c.person_id, tutor_rates.c.format == at)]


# The index of tutors


@dataclass(frozen=True, slots=True)
class Changes:
    """Tutors who changed since the index was last brought up to date, with their versions.

    `since` is where to look from next time. `stamp` orders what was seen; without one it may be taken back, and
    nothing that was seen may be kept.
    """

    versions: Mapping[PersonId, int]
    since: int
    stamp: tuple[int, int] | None


def changes_since(conn: Connection, since: int) -> Changes:
    """Who changed, as this transaction sees it."""
    if conn.dialect.name == "sqlite":
        rows = _CHANGED.all(conn, since=since)
        newest = max((row.changed for row in rows), default=since - 1)
        return Changes({PersonId(row.person_id): row.version for row in rows}, newest + 1, (newest, 0))
    rows = _CHANGED_ON_POSTGRESQL.all(conn, since=since)
    # Every transaction below `oldest` is over; those that run may still commit what they have numbered already.
    oldest, next_one, running = rows[0].seen.split(":")
    stamp = None if rows[0].own else (int(next_one), -len(running.split(",")) if running else 0)
    versions = {PersonId(row.person_id): row.version for row in rows if row.person_id}
    return Changes(versions, int(oldest), stamp)


def newest_change(conn: Connection) -> Changes:
    """Where to look from, for whoever reads all tutors from now on."""
    if conn.dialect.name == "sqlite":
        newest = int(conn.execute(select(func.max(tutors.c.changed))).scalar() or 0)
        return Changes({}, newest + 1, (newest, 0))
    return changes_since(conn, _BEYOND)


def count_tutors(conn: Connection) -> int:
    """How many tutors there are, found or not."""
    return int(conn.execute(select(func.count()).select_from(tutors)).scalar_one())


def ids_after(conn: Connection, after: str, limit: int) -> list[PersonId]:
    """The next tutors in the order of their ids, to go through all of them."""
    found = select(tutors.c.person_id).where(tutors.c.person_id > after).order_by(tutors.c.person_id).limit(limit)
    return [PersonId(row) for row in conn.execute(found).scalars()]


def load_entries(conn: Connection, ids: Sequence[PersonId]) -> list[Entry]:
    """What the index keeps of those of these tutors who can be found: listed, and with hours."""
    skills: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in _SKILLS.all(conn, ids=ids):
        skills[row.tutor_id][row.kind].append(row.value)
    prices: defaultdict[str, list[Price]] = defaultdict(list)
    for row in _PRICES.all(conn, ids=ids):
        prices[row.tutor_id].append(Price(row.format, row.minutes, row.amount, row.currency))
    hours: defaultdict[str, set[tuple[int, int, int]]] = defaultdict(set)
    for row in _HOURS.all(conn, ids=ids):
        hours[row.tutor_id].add((row.weekday, row.start_minute, row.end_minute))
    for row in _DAYS.all(conn, ids=ids):
        hours[row.tutor_id].add((row.day.weekday(), row.start_minute, row.end_minute))
    return [
        _entry(row, skills[row.person_id], prices[row.person_id], hours_in_week(hours[row.person_id]))
        for row in _TUTORS.all(conn, ids=ids)
        if hours[row.person_id]
    ]


def _entry(row: Any, skills: Mapping[str, Sequence[str]], prices: Sequence[Price], week: int) -> Entry:
    counts = (row.requests_count, row.unanswered_count, row.cancelled_count)
    standing = standing_parts(
        row.stars_total, row.reviews_count, row.lessons_taught, *counts, row.answers_within_minutes, row.years
    )
    return Entry(
        id=PersonId(row.person_id),
        zone=row.zone,
        place=None if row.lat is None or row.lon is None else (row.lat, row.lon),
        radius_m=row.radius_m,
        rating=row.stars_total / row.reviews_count if row.reviews_count else None,
        badge=bool(row.badge),
        notice_minutes=row.notice_minutes,
        week=week,
        subjects=skills.get("subject", ()),
        genres=skills.get("genre", ()),
        levels=skills.get("level", ()),
        languages=skills.get("language", ()),
        prices=prices,
        standing=standing,
    )


def _of_tutors(table: Table, *columns: Column[Any], where: Sequence[ColumnElement[bool]] = ()) -> Statement:
    tutor: Column[str] = table.c.tutor_id
    return Statement(select(tutor, *columns).where(tutor.in_(bindparam("ids", expanding=True)), *where))


_KEPT_COLUMNS = (
    "person_id",
    "radius_m",
    "stars_total",
    "reviews_count",
    "lessons_taught",
    "requests_count",
    "unanswered_count",
    "cancelled_count",
    "answers_within_minutes",
    "years",
    "badge",
    "notice_minutes",
)
_CHANGED = Statement(
    select(tutors.c.person_id, tutors.c.version, tutors.c.changed).where(tutors.c.changed >= bindparam("since"))
)
_CHANGED_ON_POSTGRESQL = Statement(
    select(
        tutors.c.person_id,
        tutors.c.version,
        func.pg_current_snapshot().cast(String).label("seen"),
        func.pg_current_xact_id_if_assigned().cast(String).label("own"),
    ).select_from(select(literal(1).label("one")).subquery().outerjoin(tutors, tutors.c.changed >= bindparam("since")))
)
_TUTORS = Statement(
    select(
        people.c.zone,
        # As the driver gives them: a statement knows no floats.
        type_coerce(tutors.c.lat, NullType()).label("lat"),
        type_coerce(tutors.c.lon, NullType()).label("lon"),
        *(tutors.c[name] for name in _KEPT_COLUMNS),
    )
    .join(people, people.c.id == tutors.c.person_id)
    .where(tutors.c.person_id.in_(bindparam("ids", expanding=True)), tutors.c.listed)
)
_SKILLS = _of_tutors(tutor_skills, tutor_skills.c.kind, tutor_skills.c.value)
_PRICES = _of_tutors(
    tutor_rates, tutor_rates.c.format, tutor_rates.c.minutes, tutor_rates.c.amount, tutor_rates.c.currency
)
_HOURS = _of_tutors(weekly_hours, weekly_hours.c.weekday, weekly_hours.c.start_minute, weekly_hours.c.end_minute)
_DAYS = _of_tutors(
    day_hours,
    day_hours.c.day,
    day_hours.c.start_minute,
    day_hours.c.end_minute,
    where=[day_hours.c.start_minute.is_not(None)],
)
