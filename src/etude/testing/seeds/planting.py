"""Fills the tables with the named people and the crowd."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, insert, select

from etude.core import tables
from etude.testing.seeds import people
from etude.testing.seeds.cast import CAST
from etude.testing.seeds.crowd import draw_crowd
from etude.testing.seeds.rows import Row, crowd_people_rows, detail_rows, learner_rows, named_people_rows, tutor_row

_NOTE = "seeded"


@dataclass(frozen=True, slots=True)
class Planted:
    """What stands in the tables; `fresh` is False where they had been planted before."""

    people: int
    tutors: int
    reviews: int
    fresh: bool


def plant(connection: Connection, now: datetime, seed: int = 1) -> Planted:
    """Fill the tables once. Everything dated is relative to `now` (aware); `seed` chooses the crowd."""
    note = connection.scalar(select(tables.notes.c.value).where(tables.notes.c.key == _NOTE))
    if note is not None:
        return Planted(note["people"], note["tutors"], note["reviews"], fresh=False)
    tutors = (*CAST, *draw_crowd(seed))
    _insert(connection, tables.people, [*named_people_rows(now), *crowd_people_rows(tutors, now)])
    _insert(connection, tables.learners, learner_rows(now))
    _insert(connection, tables.tutors, [tutor_row(tutor, now) for tutor in tutors])
    for table, rows in detail_rows(tutors, now):
        _insert(connection, table, rows)
    planted = Planted(
        people=len(tutors) + len(people.STUDENTS) + 1,
        tutors=len(tutors),
        reviews=sum(len(tutor.opinions) for tutor in tutors),
        fresh=True,
    )
    value = {"seed": seed, "people": planted.people, "tutors": planted.tutors, "reviews": planted.reviews}
    connection.execute(insert(tables.notes).values(key=_NOTE, value=value))
    return planted


def _insert(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    found = list(rows)
    if found:
        connection.execute(insert(table), found)
