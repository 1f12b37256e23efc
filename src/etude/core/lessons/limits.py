"""How many times may be kept unpaid at once, so that nobody blocks a tutor's days without paying for one."""

from etude.core.errors import EtudeError
from etude.core.ids import PersonId
from etude.core.lessons.store import count_held_by, count_held_by_strangers, know_each_other
from etude.core.text import _
from etude.core.transaction import Tx

MOST_BY_ONE = 3
# Anybody can come as ten new people; a tutor's own students are never held up by them.
MOST_BY_STRANGERS = 8


class TooManyHeldError(EtudeError):
    """This person keeps several times that are not paid for yet."""

    sentence = _("I keep several times for you already. Please pay for one first, or wait until they are free again.")


class TutorInDemandError(EtudeError):
    """Many people whom the tutor does not know keep a time of theirs just now."""

    permanent = False
    sentence = _(
        "Many people are booking this tutor right now. Please tap again in a few minutes, or pick another one."
    )


def check_held(tx: Tx, tutor: PersonId, student: PersonId) -> None:
    """Raises TooManyHeldError or TutorInDemandError where one more unpaid time would be too many.

    Two who ask at the same moment may both get the last one: it is a brake, and no promise hangs on it.
    """
    if count_held_by(tx.conn, student) >= MOST_BY_ONE:
        raise TooManyHeldError
    known = know_each_other(tx.conn, student, tutor)
    if not known and count_held_by_strangers(tx.conn, tutor) >= MOST_BY_STRANGERS:
        raise TutorInDemandError
