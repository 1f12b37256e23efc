"""The index of each database's tutors, kept as true as the transaction that asks.

Every search first asks the database who has changed: one small look at an index, which sees what the search sees. Those
are looked at one by one in this search, and stand in the index for the next. So nothing has to be heard from other
processes for an answer to be right, and a change of one's own that is not committed yet counts for oneself alone.
"""

from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from etude.core.ids import PersonId
from etude.matching.index import TutorIndex
from etude.matching.store import Changes, changes_since, count_tutors, ids_after, load_entries, newest_change

# So many tutors are read within the search that needs them; more are read beforehand, a few at a time.
MOST_AT_ONCE, CHUNK = 3000, 250
MOST_CHANGES = 200
# An index with more dead rows than living ones is built anew.
MOST_DEAD = 1000
_NEVER = (-1, 0)


@dataclass(frozen=True, slots=True)
class View:
    """The index, and those whom it does not know as this transaction sees them."""

    index: TutorIndex
    changed: list[PersonId]


class KeptIndex:
    """One database's index."""

    def __init__(self) -> None:
        self._index: TutorIndex | None = None
        self._known: dict[PersonId, int] = {}
        self._since = 0
        self._stamp = _NEVER
        self._lock = Lock()
        self._at_work = False

    def view(self, conn: Connection) -> View | None:
        """The index for this transaction; None where it has first to be built, which `build` does."""
        if self._index is None:
            if count_tutors(conn) > MOST_AT_ONCE:
                return None
            self.build(conn)
        index = self._index
        if index is None:
            return None
        changes = changes_since(conn, self._since)
        news = [tutor for tutor, version in changes.versions.items() if self._known.get(tutor) != version]
        if len(news) > MOST_CHANGES:
            return None
        return View(index, [] if self._take_in(conn, index, changes, news) else news)

    def wants_building(self, conn: Connection) -> bool:
        """Whether there is none, it lags far behind, or says little with much."""
        index = self._index
        if index is None or index.dead > max(MOST_DEAD, len(index)):
            return True
        changes = changes_since(conn, self._since)
        return sum(self._known.get(each) != version for each, version in changes.versions.items()) > MOST_CHANGES

    def build(self, conn: Connection) -> None:
        """Read all tutors; searches go on with what there was before."""
        if not self._begin():
            return
        try:
            made, changes, after = TutorIndex(), newest_change(conn), ""
            if changes.stamp is None:
                return
            while ids := ids_after(conn, after, CHUNK):
                for entry in load_entries(conn, ids):
                    made.put(entry)
                after = ids[-1]
            self._index, self._since, self._stamp, self._known = made, changes.since, changes.stamp, {}
        finally:
            self._at_work = False

    def _take_in(self, conn: Connection, index: TutorIndex, changes: Changes, news: list[PersonId]) -> bool:
        """Put what has changed into the index, unless it may be taken back, or somebody has seen more already."""
        if changes.stamp is None or changes.stamp < self._stamp:
            return not news
        if not news and changes.since == self._since:
            return True
        if not self._begin():
            return not news
        try:
            if index is not self._index or changes.stamp < self._stamp:
                return not news
            entries = {entry.id: entry for entry in load_entries(conn, news)} if news else {}
            for tutor in news:
                if tutor in entries:
                    index.put(entries[tutor])
                else:
                    index.drop(tutor)
            kept = changes.versions if conn.dialect.name != "sqlite" else {}
            self._known, self._since, self._stamp = dict(kept), changes.since, changes.stamp
            return True
        finally:
            self._at_work = False

    def _begin(self) -> bool:
        """One at a time; nobody waits, since on PostgreSQL whoever is at work may be waiting for the database."""
        with self._lock:
            if self._at_work:
                return False
            self._at_work = True
            return True


def index_view(conn: Connection) -> View | None:
    """The index for this transaction; None where one has to do without."""
    if conn.dialect.name == "sqlite" and not conn.get_execution_options().get("only_reads"):
        return None  # the one writer may take back what it sees
    return _kept_of(conn.engine).view(conn)


def build_index(conn: Connection) -> None:
    """Build the index where it is wanted, ahead of the searches."""
    kept = _kept_of(conn.engine)
    if kept.wants_building(conn):
        kept.build(conn)


def _kept_of(engine: Engine) -> KeptIndex:
    with _LOCK:
        return _KEPT.setdefault(engine, KeptIndex())


_KEPT: WeakKeyDictionary[Engine, KeptIndex] = WeakKeyDictionary()
_LOCK = Lock()
