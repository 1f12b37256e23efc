"""What is known of tutors, kept in this process for as long as it is true.

The database gives a tutor a new version whenever anything about them changes, whoever changes it; looking at the
versions is one small statement, and it sees what the transaction sees.
"""

from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, bindparam, select

from etude.core.ids import PersonId
from etude.core.statements import Statement
from etude.core.tables import tutors

T = TypeVar("T")
MOST = 20_000
_VERSIONS = Statement(
    select(tutors.c.person_id, tutors.c.version).where(tutors.c.person_id.in_(bindparam("ids", expanding=True)))
)


class KeptOfTutors(Generic[T]):
    """One kind of knowledge; `load` gets it for the tutors that are not kept, or not as they are now."""

    def __init__(self, load: Callable[[Connection, Sequence[PersonId]], Mapping[PersonId, T]]) -> None:
        self._load = load
        self._kept: WeakKeyDictionary[Engine, dict[PersonId, tuple[int, T]]] = WeakKeyDictionary()
        self._lock = Lock()

    def get(self, conn: Connection, ids: Sequence[PersonId]) -> dict[PersonId, T]:
        """What is known of each of these, in their order; strangers are left out."""
        if not ids:
            return {}
        kept = self._of(conn.engine)
        versions: dict[PersonId, int] = {row.person_id: row.version for row in _VERSIONS.all(conn, ids=ids)}
        found = {tutor: kept.get(tutor) for tutor in ids if tutor in versions}
        stale = [tutor for tutor, known in found.items() if known is None or known[0] != versions[tutor]]
        if stale:
            for tutor, value in self._load(conn, stale).items():
                found[tutor] = kept[tutor] = (versions[tutor], value)
        return {tutor: known[1] for tutor, known in found.items() if known is not None}

    def _of(self, engine: Engine) -> dict[PersonId, tuple[int, T]]:
        with self._lock:
            kept = self._kept.setdefault(engine, {})
            if len(kept) > MOST:
                kept.clear()
            return kept
