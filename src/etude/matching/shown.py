"""What was shown to whom, with the parts of each score then, and what they said to it: to learn from, and to judge the
ranking by. All of it goes when it is asked to be forgotten."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from etude.core.ids import PersonId
from etude.core.lessons.store import PAID
from etude.core.statements import Statement
from etude.core.tables import favourites, lessons
from etude.core.transaction import Tx
from etude.matching.tables import shown
from etude.matching.tastes import Seen, Taste, learn_taste

Response = Literal["picked", "passed", "dismissed"]
MOST_SEEN = 120
_SEEN = Statement(
    select(shown.c.tutor_id, shown.c.at, shown.c.parts, shown.c.response)
    .where(shown.c.person_id == bindparam("person"))
    .order_by(shown.c.at.desc(), shown.c.place)
    .limit(MOST_SEEN)
)
_BOOKED = Statement(
    select(lessons.c.tutor_id)
    .where(lessons.c.student_id == bindparam("person"), lessons.c.status.in_([str(status.value) for status in PAID]))
    .distinct()
)
_FAVOURITES = Statement(select(favourites.c.tutor_id).where(favourites.c.person_id == bindparam("person")))


def load_taste(conn: Connection, person: PersonId) -> Taste:
    """What somebody tends to choose, from all that is remembered."""
    seen = [Seen(row.tutor_id, row.at, row.parts, row.response) for row in _SEEN.all(conn, person=person)]
    booked = [row.tutor_id for row in _BOOKED.all(conn, person=person)]
    kept = [row.tutor_id for row in _FAVOURITES.all(conn, person=person)]
    return learn_taste(seen, booked, kept)


def keep_shown(tx: Tx, person: PersonId, parts: Sequence[tuple[PersonId, Mapping[str, float]]], first: int) -> None:
    """These tutors are shown together, from place `first` of the list on; who was shown before and not taken is passed
    over."""
    if not parts:
        return
    if first:
        respond(tx.conn, person, "passed")
    rows = [
        {"person_id": person, "tutor_id": tutor, "at": tx.now, "place": first + at, "parts": dict(each)}
        for at, (tutor, each) in enumerate(parts)
    ]
    tx.conn.execute(insert(shown), rows)


def respond(conn: Connection, person: PersonId, response: Response, tutor: PersonId | None = None) -> None:
    """What somebody says to a tutor who was shown to them last, or to all who were shown together last."""
    newest = select(shown.c.at).where(shown.c.person_id == person).order_by(shown.c.at.desc()).limit(1)
    changed = update(shown).where(shown.c.person_id == person, shown.c.response.is_(None))
    if tutor is None:
        changed = changed.where(shown.c.at == newest.scalar_subquery())
    else:
        changed = changed.where(shown.c.tutor_id == tutor)
    conn.execute(changed.values(response=response))


def forget_shown(conn: Connection, person: PersonId) -> None:
    """Nothing is known any more of what this person was shown and chose among it."""
    conn.execute(delete(shown).where(shown.c.person_id == person))


def shown_since(conn: Connection, since: datetime) -> list[Seen]:
    """Everything that was shown since, to judge the ranking by; nobody's name comes with it."""
    rows = conn.execute(select(shown).where(shown.c.at >= since).order_by(shown.c.at, shown.c.id))
    return [Seen(row.tutor_id, (row.person_id, row.at), row.parts, row.response) for row in rows]
