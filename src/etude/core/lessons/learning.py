"""What somebody may do with the learners on their list."""

from datetime import datetime

from sqlalchemy import Connection

from etude.core.errors import EtudeError, NotYoursError
from etude.core.ids import LearnerId, PersonId
from etude.core.lessons.model import Lesson
from etude.core.lessons.store import OPEN, lessons_for
from etude.core.people.model import Learner
from etude.core.people.store import change_learner, load_learner
from etude.core.text import _
from etude.core.transaction import Tx


class LessonAheadError(EtudeError):
    """A learner with a lesson to come stays on the list."""

    sentence = _("There is still a lesson ahead, so I keep them on your list until it is over.")


def own_learner(tx: Tx, guardian: PersonId, learner_id: LearnerId) -> Learner:
    """A learner of this guardian's; raises NotYoursError for anybody else's."""
    learner = load_learner(tx.conn, learner_id)
    if learner.guardian != guardian:
        raise NotYoursError
    return learner


def next_lesson(conn: Connection, now: datetime, learner_id: LearnerId) -> Lesson | None:
    """The first lesson ahead of a learner, be it only asked for."""
    due = (lesson for lesson in lessons_for(conn, learner_id) if lesson.status in OPEN and lesson.end > now)
    return next(due, None)


def note_age(tx: Tx, guardian: PersonId, learner_id: LearnerId, age: int) -> int:
    """Keep the year of birth that this age means now."""
    own_learner(tx, guardian, learner_id)
    change_learner(tx.conn, learner_id, born_year=tx.now.year - age)
    return age


def note_level(tx: Tx, guardian: PersonId, learner_id: LearnerId, level: str) -> str:
    """Keep the level that was asked for."""
    own_learner(tx, guardian, learner_id)
    change_learner(tx.conn, learner_id, level=level)
    return level


def take_off(tx: Tx, guardian: PersonId, learner_id: LearnerId) -> bool:
    """Take a learner off the list, with what was known of them; past lessons still name them.

    Raises NotYoursError, also for a learner with an account of their own, and LessonAheadError.
    """
    if own_learner(tx, guardian, learner_id).person is not None:
        raise NotYoursError
    if next_lesson(tx.conn, tx.now, learner_id) is not None:
        raise LessonAheadError
    change_learner(tx.conn, learner_id, removed_at=tx.now, born_year=None, level=None)
    return True
