"""What was shown to whom, with the parts of each score then, and what they said to it: to learn from, and to judge the
ranking by. All of it goes when it is asked to be forgotten."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from etude.core.ids import PersonId
from etude.core.lessons.model import Status
from etude.core.lessons.store import PAID
from etude.core.statements import Statement, places
from etude.core.tables import favourites, lesson_log, lessons
from etude.core.transaction import Tx
from etude.matching.tables import shown
from etude.matching.tastes import Seen, Taste, learn_taste

Response = Literal["picked", "passed", "dismissed"]
MOST_SEEN = 120
JUST_NOW = timedelta(hours=1)
CAME_TO_NOTHING = ("decline", "expire_request")
# For so long, a tutor who could not is not offered before others who may.
LATELY = timedelta(days=2)
_SEEN = Statement(
    select(shown.c.tutor_id, shown.c.at, shown.c.parts, shown.c.response)
    .where(shown.c.person_id == bindparam("person"), shown.c.at < bindparam("before"))
    .order_by(shown.c.at.desc(), shown.c.place)
    .limit(MOST_SEEN)
)
_BOOKED = Statement(
    select(lessons.c.tutor_id)
    .where(lessons.c.student_id == bindparam("person"), lessons.c.status.in_(bindparam("statuses", expanding=True)))
    .distinct()
)
_ASKED = lesson_log.join(lessons, lessons.c.id == lesson_log.c.lesson_id)
_DECLINED = Statement(
    select(lessons.c.tutor_id)
    .select_from(_ASKED)
    .where(
        lessons.c.student_id == bindparam("person"),
        lesson_log.c.from_status == Status.REQUESTED.value,
        lesson_log.c.transition.in_(bindparam("ways", expanding=True)),
        lesson_log.c.at > bindparam("since"),
    )
    .distinct()
)
_FAVOURITES = Statement(select(favourites.c.tutor_id).where(favourites.c.person_id == bindparam("person")))
_theirs = shown.c.person_id == bindparam("person")
_newest_of_all = shown.c.at == select(func.max(shown.c.at)).where(_theirs).scalar_subquery()
_NEWEST = Statement(select(shown.c.tutor_id).where(_theirs, _newest_of_all).order_by(shown.c.place))
_said = update(shown).where(_theirs, _newest_of_all, shown.c.response.is_(None)).values(places(shown.c.response))
_RESPOND_TO_ALL, _RESPOND = Statement(_said), Statement(_said.where(shown.c.tutor_id == bindparam("tutor")))
_KEEP = Statement(
    insert(shown).values(places(*(column for column in shown.c if column.name not in ("id", "response"))))
)


def load_taste(conn: Connection, now: datetime, person: PersonId) -> Taste:
    """What somebody tends to choose, from what is remembered, and who has just declined; what was shown just now does
    not count yet, so that a list stays as it is while they look through it."""
    seen = [
        Seen(row.tutor_id, row.at, row.parts, row.response)
        for row in _SEEN.all(conn, person=person, before=now - JUST_NOW)
    ]
    booked = [row.tutor_id for row in _BOOKED.all(conn, person=person, statuses=PAID)]
    kept = [row.tutor_id for row in _FAVOURITES.all(conn, person=person)]
    declined = [row.tutor_id for row in _DECLINED.all(conn, person=person, ways=CAME_TO_NOTHING, since=now - LATELY)]
    return learn_taste(seen, booked, kept, declined)


def keep_shown(tx: Tx, person: PersonId, parts: Sequence[tuple[PersonId, Mapping[str, float]]], first: int) -> None:
    """These tutors are shown together, from place `first` of the list on; those who were shown before them are passed
    over. The same ones again are shown once."""
    newest = _newest(tx.conn, person)
    if not parts or newest == [tutor for tutor, _parts in parts]:
        return
    if first:
        respond(tx, person, "passed")
    rows = [
        {"person_id": person, "tutor_id": tutor, "at": tx.now, "place": first + at, "parts": dict(each)}
        for at, (tutor, each) in enumerate(parts)
    ]
    _KEEP.run_each(tx.conn, rows)


def pick_shown(tx: Tx, person: PersonId, tutor: PersonId) -> None:
    """This one it is to be."""
    respond(tx, person, "picked", tutor)


def dismiss_shown(tx: Tx, person: PersonId, tutor: PersonId) -> None:
    """Not this one."""
    respond(tx, person, "dismissed", tutor)


def respond(tx: Tx, person: PersonId, response: Response, tutor: PersonId | None = None) -> None:
    """What somebody says to a tutor of those who were shown to them last, or to all of these."""
    if tutor is None:
        _RESPOND_TO_ALL.run(tx.conn, person=person, response=response)
    else:
        _RESPOND.run(tx.conn, person=person, response=response, tutor=tutor)


def _newest(conn: Connection, person: PersonId) -> list[PersonId]:
    """Whom somebody was shown last."""
    return [PersonId(row.tutor_id) for row in _NEWEST.all(conn, person=person)]


def has_been_shown(conn: Connection, person: PersonId) -> bool:
    """Whether anything is known of what this person was shown."""
    return conn.execute(select(shown.c.id).where(shown.c.person_id == person).limit(1)).first() is not None


def forget_shown(conn: Connection, person: PersonId) -> None:
    """Nothing is known any more of what this person was shown and chose among it."""
    conn.execute(delete(shown).where(shown.c.person_id == person))


def shown_since(conn: Connection, since: datetime) -> list[Seen]:
    """Everything that was shown since, to judge the ranking by; nobody's name comes with it."""
    rows = conn.execute(select(shown).where(shown.c.at >= since).order_by(shown.c.at, shown.c.id))
    return [Seen(row.tutor_id, (row.person_id, row.at), row.parts, row.response) for row in rows]
