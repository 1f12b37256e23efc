"""What is kept of a person's wishes from one search to the next, until they have it forgotten."""

from collections.abc import Mapping

from etude.core.ids import PersonId
from etude.core.people.store import change_person, load_person
from etude.core.transaction import Tx

WISHES = "wishes"


def remember(tx: Tx, person: PersonId, wishes: Mapping[str, object]) -> None:
    """Keep these wishes (JSON, by name) beside what is kept already; a later one replaces an earlier one."""
    known = load_person(tx.conn, person, lock=True).preferences
    kept = {**_wishes(known), **wishes}
    change_person(tx.conn, person, preferences={**known, WISHES: kept})


def forget(tx: Tx, person: PersonId, name: str | None) -> None:
    """Forget the wish of this name, or all of them."""
    known = load_person(tx.conn, person, lock=True).preferences
    left = {key: value for key, value in _wishes(known).items() if name is not None and key != name}
    change_person(tx.conn, person, preferences={**known, WISHES: left})


def remembered(preferences: Mapping[str, object]) -> dict[str, object]:
    """The wishes that are kept, as JSON by name."""
    return dict(_wishes(preferences))


def _wishes(preferences: Mapping[str, object]) -> Mapping[str, object]:
    kept = preferences.get(WISHES)
    return kept if isinstance(kept, dict) else {}
