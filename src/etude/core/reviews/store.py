"""Reviews of lessons in the database; a tutor's stars are summed where they are searched."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from etude.core.ids import LessonId, PersonId, new_id
from etude.core.lessons.model import Lesson, Status
from etude.core.lessons.store import lessons_of
from etude.core.people.store import NOBODY
from etude.core.tables import lessons, reviews, tutors

# A lesson took place when its end has come and nobody said otherwise.
TOOK_PLACE = (Status.COMPLETED, Status.SETTLED)


@dataclass(frozen=True, slots=True)
class LessonReview:
    """What was said about one lesson; `words` may be empty."""

    lesson: LessonId
    tutor: PersonId
    author: str
    stars: int
    words: str
    reply: str | None
    created_at: datetime


def find_review(conn: Connection, lesson: LessonId) -> LessonReview | None:
    """The review of a lesson, if it has one."""
    row = conn.execute(select(reviews).where(reviews.c.lesson_id == lesson)).first()
    return _review(row) if row else None


def lessons_that_took_place(conn: Connection, student: PersonId, since: datetime) -> list[Lesson]:
    """What this person booked and had since then, the newest first."""
    past = lessons_of(conn, student, statuses=TOOK_PLACE, after=since)
    return [lesson for lesson in reversed(past) if lesson.student == student]


def find_unanswered(conn: Connection, tutor: PersonId) -> LessonReview | None:
    """The newest review of one of the tutor's lessons here that they have not answered."""
    mine = (reviews.c.tutor_id == tutor) & reviews.c.reply.is_(None)
    found = select(reviews).join(lessons, lessons.c.id == reviews.c.lesson_id).where(mine)
    row = conn.execute(found.order_by(reviews.c.created_at.desc()).limit(1)).first()
    return _review(row) if row else None


def insert_review(conn: Connection, now: datetime, lesson: Lesson, author: str, stars: int, words: str) -> None:
    """Write a lesson's first review, and count its stars."""
    row = {"id": new_id("rev"), "tutor_id": lesson.tutor, "lesson_id": lesson.id, "author": author}
    conn.execute(insert(reviews).values(row | {"stars": stars, "words": words, "created_at": now}))
    _count_stars(conn, lesson.tutor, stars, 1)


def update_review(conn: Connection, before: LessonReview, stars: int, words: str) -> None:
    """Write what it says now, and count the difference."""
    conn.execute(update(reviews).where(reviews.c.lesson_id == before.lesson).values(stars=stars, words=words))
    _count_stars(conn, before.tutor, stars - before.stars, 0)


def write_reply(conn: Connection, lesson: LessonId, words: str) -> None:
    """Put the tutor's words under a review."""
    conn.execute(update(reviews).where(reviews.c.lesson_id == lesson).values(reply=words))


def _count_stars(conn: Connection, tutor: PersonId, stars: int, count: int) -> None:
    total, number = tutors.c.stars_total + stars, tutors.c.reviews_count + count
    conn.execute(update(tutors).where(tutors.c.person_id == tutor).values(stars_total=total, reviews_count=number))


def _review(row: Row[Any]) -> LessonReview:
    return LessonReview(row.lesson_id, row.tutor_id, row.author, row.stars, row.words, row.reply, row.created_at)


def forget_author(conn: Connection, student: PersonId) -> None:
    """Reviews stay, without a name."""
    theirs = select(lessons.c.id).where(lessons.c.student_id == student)
    conn.execute(update(reviews).where(reviews.c.lesson_id.in_(theirs)).values(author=NOBODY))
