"""Who may review what, and until when: one review for each lesson that took place, and one reply to it."""

from datetime import datetime, timedelta

from etude.core.errors import EtudeError, NotYoursError
from etude.core.events import ReviewAnswered, ReviewPublished
from etude.core.ids import LessonId, PersonId
from etude.core.lessons.model import Lesson
from etude.core.lessons.store import load_lesson
from etude.core.reviews import store
from etude.core.reviews.store import TOOK_PLACE, LessonReview
from etude.core.text import _
from etude.core.transaction import Tx

CHANGE_WITHIN = timedelta(days=14)
REVIEW_WITHIN = timedelta(days=90)


class ReviewClosedError(EtudeError):
    """The lesson cannot be reviewed: it did not take place, or its review can no longer be changed."""

    sentence = _("That lesson can't be reviewed now. Nothing was changed.")


class AlreadyAnsweredError(EtudeError):
    """The tutor has had their word."""

    sentence = _("You have answered that review already. One reply stands under each.")


def can_review(lesson: Lesson, known: LessonReview | None, now: datetime) -> bool:
    """Whether its student may write a review now, or change the one that is `known`."""
    until = known.created_at + CHANGE_WITHIN if known else lesson.end + REVIEW_WITHIN
    return lesson.status in TOOK_PLACE and now < until


def publish_review(tx: Tx, lesson_id: LessonId, student: PersonId, author: str, stars: int, words: str) -> bool:
    """Put up a review, or change it; says whether it was there before.

    Raises NotYoursError for anybody but whoever booked the lesson, ReviewClosedError when it is too late or too early.
    """
    lesson = load_lesson(tx.conn, lesson_id, lock=True)
    if lesson.student != student:
        raise NotYoursError
    known = store.find_review(tx.conn, lesson_id)
    if not can_review(lesson, known, tx.now) or stars not in range(1, 6):
        raise ReviewClosedError
    if known is None:
        store.insert_review(tx.conn, tx.now, lesson, author, stars, words)
    elif (known.stars, known.words) != (stars, words):
        store.update_review(tx.conn, known, stars, words)
    tx.publish(ReviewPublished(lesson_id, student, stars, words, changed=known is not None))
    return known is not None


def answer_review(tx: Tx, lesson_id: LessonId, tutor: PersonId, words: str) -> None:
    """The tutor's one reply; raises NotYoursError or AlreadyAnsweredError."""
    lesson = load_lesson(tx.conn, lesson_id, lock=True)
    review = store.find_review(tx.conn, lesson_id)
    if review is None or lesson.tutor != tutor:
        raise NotYoursError
    if review.reply is not None:
        raise AlreadyAnsweredError
    store.write_reply(tx.conn, lesson_id, words)
    tx.publish(ReviewAnswered(lesson_id, tutor, words))
