"""Which tutors can be considered at all: the hard wishes, in SQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, exists, func, select

from etude.core.ids import PersonId
from etude.core.money import Money
from etude.core.tables import tutor_names, tutor_rates, tutor_skills, tutors
from etude.core.tutors.names import name_parts
from etude.matching.taxonomy import load_taxonomy
from etude.matching.wishes import Wishes

MOST = 2000
MOST_NAMESAKES = 50
MOST_PARTS = 4


def candidate_ids(conn: Connection, wishes: Wishes) -> list[PersonId]:
    """Listed tutors who teach every kind of thing wished for, and nothing that is excluded."""
    taxonomy = load_taxonomy()
    families = [relative for subject in wishes.subjects for relative in taxonomy.family(subject)]
    conditions = [
        *_teaches("subject", families),
        *_teaches("genre", wishes.genres),
        *_teaches("level", wishes.levels),
        *_teaches("language", wishes.languages),
    ]
    found = select(tutors.c.person_id).where(tutors.c.listed, *conditions).order_by(tutors.c.person_id).limit(MOST)
    return [PersonId(row) for row in conn.execute(found).scalars()]


def is_taught(conn: Connection, now: datetime, wishes: Wishes) -> bool:
    """Whether anybody teaches what is wished for, wherever and whenever."""
    return bool(candidate_ids(conn, Wishes(subjects=wishes.subjects)))


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


def lowest_prices(conn: Connection, tutor_ids: Sequence[PersonId]) -> list[Money]:
    """The lowest price of a lesson of these tutors in each currency, the currency of most of them first."""
    lowest, many = func.min(tutor_rates.c.amount), func.count(tutor_rates.c.tutor_id.distinct())
    found = select(tutor_rates.c.currency, lowest).where(tutor_rates.c.tutor_id.in_(tutor_ids))
    rows = conn.execute(found.group_by(tutor_rates.c.currency).order_by(many.desc(), tutor_rates.c.currency))
    return [Money(amount, currency) for currency, amount in rows]


def _teaches(kind: str, values: Sequence[str]) -> list[ColumnElement[bool]]:
    if not values:
        return []
    mine = exists().where(tutor_skills.c.tutor_id == tutors.c.person_id, tutor_skills.c.kind == kind)
    return [mine.where(tutor_skills.c.value.in_(values))]
