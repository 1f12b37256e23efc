"""People and learners in the database."""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, String, bindparam, select, update

from etude.core.errors import NotYoursError
from etude.core.ids import LearnerId, PersonId, new_id
from etude.core.people.model import Learner, Person
from etude.core.statements import Statement, insert_row, places
from etude.core.tables import learners, people
from etude.core.transaction import Tx

# Whom a lesson was for that nobody knows any more.
NOBODY = "–"
_PERSON = Statement(select(people).where(people.c.id == bindparam("id")))
_LEARNERS = Statement(
    select(learners)
    .where(learners.c.guardian_id == bindparam("guardian"), learners.c.removed_at.is_(None))
    .order_by(learners.c.created_at, learners.c.id)
)
_LEARNER = Statement(select(learners).where(learners.c.id == bindparam("id")))


def add_person(
    conn: Connection,
    now: datetime,
    *,
    name: str | None = None,
    locale: str = "en",
    zone: str = "UTC",
    email: str | None = None,
) -> Person:
    """An account, made by simply chatting."""
    person_id = PersonId(new_id("per"))
    row = {"id": person_id, "name": name, "locale": locale, "zone": zone, "email": email, "created_at": now}
    insert_row(conn, people, **row, operator=False, preferences={}, feed_version=1)
    return Person(person_id, name, locale, zone, email, None, None, False, {}, 1)


def load_person(conn: Connection, person_id: PersonId, *, lock: bool = False) -> Person:
    """The person; raises NotYoursError when there is none. With `lock`, nobody else can change them meanwhile."""
    if lock:
        conn.execute(select(people.c.id).where(people.c.id == person_id).with_for_update())
    row = _PERSON.first(conn, id=person_id)
    if row is None:
        raise NotYoursError
    return person_of(row)


def change_person(conn: Connection, person_id: PersonId, **values: object) -> None:
    """Set columns such as name, zone, locale, email, adult, guardian_id, preferences or feed_version."""
    _changing(tuple(values)).run(conn, person=person_id, **values)


@lru_cache(maxsize=64)
def _changing(names: tuple[str, ...]) -> Statement:
    mine = people.c.id == bindparam("person", type_=String)
    return Statement(update(people).where(mine).values(places(*(people.c[name] for name in names))))


def add_learner(
    conn: Connection,
    now: datetime,
    *,
    guardian: PersonId,
    name: str,
    person: PersonId | None = None,
    born_year: int | None = None,
) -> Learner:
    """A learner under `guardian`, found again by name, so that a child is entered once."""
    for learner in learners_of(conn, guardian):
        if learner.name.casefold() == name.casefold() and learner.person == person:
            return learner
    learner_id = LearnerId(new_id("lea"))
    row = {"id": learner_id, "name": name, "guardian_id": guardian, "person_id": person, "born_year": born_year}
    insert_row(conn, learners, **row, created_at=now)
    return Learner(learner_id, name, guardian, person, born_year)


def rename_learner(tx: Tx, guardian: PersonId, learner_id: LearnerId, name: str) -> Learner:
    """Call a learner of this guardian's by another name, and the guardian themselves where it is them who learn.

    Raises NotYoursError for anybody else's learner.
    """
    learner = load_learner(tx.conn, learner_id)
    if learner.guardian != guardian:
        raise NotYoursError
    tx.conn.execute(update(learners).where(learners.c.id == learner_id).values(name=name))
    if learner.person == guardian:
        change_person(tx.conn, guardian, name=name)
    return replace(learner, name=name)


def change_learner(conn: Connection, learner_id: LearnerId, **values: object) -> None:
    """Set columns such as born_year, level or removed_at."""
    conn.execute(update(learners).where(learners.c.id == learner_id).values(**values))


def learners_of(conn: Connection, guardian: PersonId) -> list[Learner]:
    """Everyone this person books for, themselves included once they have booked; who was taken off the list is not."""
    return [_learner(row) for row in _LEARNERS.all(conn, guardian=guardian)]


def load_learner(conn: Connection, learner_id: LearnerId) -> Learner:
    """The learner; raises NotYoursError when there is none."""
    row = _LEARNER.first(conn, id=learner_id)
    if row is None:
        raise NotYoursError
    return _learner(row)


def erase_person(conn: Connection, now: datetime, person: PersonId) -> None:
    """Leave of a person and their learners what lessons and payments refer to, and nothing that says who it was.

    The address of their calendar feed works no longer.
    """
    known = load_person(conn, person)
    empty: dict[str, object] = {
        "name": None,
        "email": None,
        "adult": None,
        "guardian_id": None,
        "preferences": {},
        "zone": "UTC",
    }
    change_person(conn, person, **empty, feed_version=known.feed_version + 1)
    theirs = (learners.c.guardian_id == person) | (learners.c.person_id == person)
    nameless = {"name": NOBODY, "born_year": None, "level": None, "removed_at": now}
    conn.execute(update(learners).where(theirs).values(**nameless))


def person_of(row: Any) -> Person:
    """The person in a row that has the columns of `people`."""
    return Person(
        row.id,
        row.name,
        row.locale,
        row.zone,
        row.email,
        row.adult,
        row.guardian_id,
        row.operator,
        row.preferences,
        row.feed_version,
    )


def _learner(row: Any) -> Learner:
    return Learner(row.id, row.name, row.guardian_id, row.person_id, row.born_year, row.level)
