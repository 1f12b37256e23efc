"""Standing searches: kept, listed, ended; each says once that somebody new fits, and is over then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from etude.core.ids import PersonId, new_id
from etude.core.people.quiet import Quiet, quiet_in
from etude.core.tables import people, tutors
from etude.core.transaction import Tx
from etude.matching.candidates import Search
from etude.matching.standing.tables import standing_searches as searches
from etude.matching.wishes import Wishes

LASTS = timedelta(days=30)
MOST = 5
# So many of those who fit are looked through for one who is new.
CONSIDERED = 100


@dataclass(frozen=True, slots=True)
class StandingSearch:
    """What a person is to be told of, and until when; `zone`, `locale` and `quiet` are theirs, `known` fitted when it
    began."""

    id: str
    person: PersonId
    wishes: Wishes
    known: frozenset[PersonId]
    until: datetime
    zone: str
    locale: str
    quiet: Quiet


def keep_search(tx: Tx, person: PersonId, wishes: Wishes, known: Sequence[PersonId]) -> bool:
    """Look on for these wishes; the same ones begin anew. False where the person has as many searches as they may."""
    mine = open_searches(tx.conn, tx.now, person)
    for same in mine:
        if same.wishes == wishes:
            end_search(tx, person, same.id)
    if len([each for each in mine if each.wishes != wishes]) >= MOST:
        return False
    row = {"id": new_id("sea"), "person_id": person, "wishes": wishes.model_dump(mode="json"), "known": list(known)}
    tx.conn.execute(insert(searches).values(row | {"created_at": tx.now, "until": tx.now + LASTS}))
    return True


def open_searches(conn: Connection, now: datetime, person: PersonId | None = None) -> list[StandingSearch]:
    """The searches that go on, of one person or of all, the oldest first."""
    theirs = (people.c.zone, people.c.locale, people.c.preferences)
    found = select(searches, *theirs).join(people, people.c.id == searches.c.person_id)
    found = found.where(searches.c.ended_at.is_(None), searches.c.until > now)
    if person is not None:
        found = found.where(searches.c.person_id == person)
    return [_read(row) for row in conn.execute(found.order_by(searches.c.created_at, searches.c.id))]


def end_search(tx: Tx, person: PersonId, search: str) -> bool:
    """Look no further; False where it had ended already or is somebody else's."""
    mine = (searches.c.id == search, searches.c.person_id == person, searches.c.ended_at.is_(None))
    return tx.conn.execute(update(searches).where(*mine).values(ended_at=tx.now)).rowcount == 1


def forget_searches(conn: Connection, person: PersonId) -> None:
    """Nothing is looked for any more, and nothing is known of what was."""
    conn.execute(delete(searches).where(searches.c.person_id == person))


def who_fits(conn: Connection, now: datetime, wishes: Wishes, zone: str, locale: str) -> list[PersonId]:
    """The tutors who meet every one of these wishes."""
    return [match.tutor for match in Search(conn, now, zone, locale).best(wishes, CONSIDERED).matches]


def newly_fitting(conn: Connection, now: datetime, search: StandingSearch) -> list[PersonId]:
    """Those who did not fit when the search began and do now, the best first."""
    fitting = who_fits(conn, now, search.wishes, search.zone, search.locale)
    return [tutor for tutor in fitting if tutor not in search.known and tutor != search.person]


def last_change(conn: Connection) -> int:
    """Grows whenever a tutor is published or changes anything."""
    return int(conn.execute(select(func.max(tutors.c.changed))).scalar() or 0)


def _read(row: Row[tuple[object, ...]]) -> StandingSearch:
    wishes, known = Wishes.model_validate(row.wishes), frozenset(map(PersonId, row.known))
    person, quiet = PersonId(row.person_id), quiet_in(row.preferences)
    return StandingSearch(row.id, person, wishes, known, row.until, row.zone, row.locale, quiet)
