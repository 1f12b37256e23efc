"""When a profile may be seen by students: what it needs at least, and how it comes onto the list and off it."""

from etude.core.errors import EtudeError
from etude.core.ids import PersonId
from etude.core.text import _
from etude.core.transaction import Tx
from etude.core.tutors.model import Tutor
from etude.core.tutors.names import name_parts
from etude.core.tutors.profile.store import change_tutor, has_hours, is_slug_free, set_name
from etude.core.tutors.store import load_tutor


class UnfinishedError(EtudeError):
    """Something that every profile needs is not there yet."""

    sentence = _("Something is still missing before students can see you. Say “my profile” to fill it in.")


def missing_parts(tutor: Tutor, *, hours: bool) -> tuple[str, ...]:
    """What has to be said before students see the profile; `hours` is whether there are hours of every week.

    A price names the format that it is for, so that whoever has one teaches online or at a place.
    """
    there = {
        "name": bool(name_parts(tutor.name)),
        "skills": bool(tutor.subjects),
        "rates": bool(tutor.rates),
        "where": "online" in tutor.formats or tutor.lat is not None,
        "hours": hours,
    }
    return tuple(part for part, known in there.items() if not known)


def publish(tx: Tx, person: PersonId) -> str:
    """Let students find the tutor from now on; the name of their public page. Raises UnfinishedError."""
    tutor = load_tutor(tx.conn, person)
    if missing_parts(tutor, hours=has_hours(tx.conn, person)):
        raise UnfinishedError
    slug = _free_slug(tx, tutor) if tutor.draft else tutor.slug
    set_name(tx.conn, person, tutor.name)
    change_tutor(tx.conn, person, listed=True, draft=False, slug=slug)
    return slug


def pause(tx: Tx, person: PersonId) -> bool:
    """Take no bookings for now, and be found by nobody; lessons that are booked stay."""
    change_tutor(tx.conn, person, listed=False)
    return True


def _free_slug(tx: Tx, tutor: Tutor) -> str:
    """``nora-lind``, or ``nora-lind-2`` where that is somebody else's."""
    name = "-".join(name_parts(tutor.name))
    number = 1
    while not is_slug_free(tx.conn, slug := name if number == 1 else f"{name}-{number}", tutor.id):
        number += 1
    return slug
