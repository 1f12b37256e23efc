"""Which times stand in the way of a lesson that takes place at another."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from etude.calendar.store import busy_times
from etude.core.ids import LearnerId, PersonId
from etude.core.lessons.model import Lesson
from etude.core.lessons.steps import time_at


def taken_of(conn: Connection, lesson: Lesson, starts: Sequence[datetime]) -> list[datetime]:
    """The starts at which the lesson's tutor or learner is elsewhere, whatever the tutor's usual hours are."""
    owners: list[PersonId | LearnerId] = [lesson.tutor, lesson.learner]
    times = {start: time_at(lesson, start) for start in starts}
    return [start for start, time in times.items() if any(busy_times(conn, owners, time, lesson.id).values())]
