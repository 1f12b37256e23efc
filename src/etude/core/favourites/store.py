"""Favourites in the database."""

from sqlalchemy import Connection, delete, insert, select

from etude.core.ids import PersonId
from etude.core.tables import favourites
from etude.core.transaction import Tx


def favourites_of(conn: Connection, person: PersonId) -> list[PersonId]:
    """The tutors this person has saved, the latest first."""
    mine = select(favourites.c.tutor_id).where(favourites.c.person_id == person)
    latest = mine.order_by(favourites.c.created_at.desc(), favourites.c.tutor_id)
    return [PersonId(tutor) for tutor in conn.execute(latest).scalars()]


def add_favourite(tx: Tx, person: PersonId, tutor: PersonId) -> bool:
    """Save a tutor; says whether they were not saved before."""
    if tutor in favourites_of(tx.conn, person):
        return False
    tx.conn.execute(insert(favourites).values(person_id=person, tutor_id=tutor, created_at=tx.now))
    return True


def remove_favourite(tx: Tx, person: PersonId, tutor: PersonId) -> bool:
    """Take a tutor off the list; says whether they were on it."""
    mine = (favourites.c.person_id == person) & (favourites.c.tutor_id == tutor)
    return tx.conn.execute(delete(favourites).where(mine)).rowcount > 0


def forget_favourites(conn: Connection, person: PersonId) -> None:
    """Nobody is saved any more."""
    conn.execute(delete(favourites).where(favourites.c.person_id == person))
