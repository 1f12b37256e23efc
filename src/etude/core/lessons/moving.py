"""Other times for a lesson: a tutor's instead of the one that was asked for, and a booked lesson's new one."""

from collections.abc import Sequence
from datetime import datetime

from etude.core.errors import TransitionError
from etude.core.ids import LessonId, PersonId
from etude.core.lessons import store
from etude.core.lessons.lifecycle import Doer
from etude.core.lessons.model import Lesson, Status
from etude.core.lessons.steps import advance, answer_until, is_done, lock_for, move_to, tell_of, time_at, was_last
from etude.core.transaction import Tx

MAX_PROPOSED = 3


def propose(
    tx: Tx, lesson_id: LessonId, tutor: PersonId, times: Sequence[datetime], reason: str | None = None
) -> Lesson:
    """Offer up to three other times instead, perhaps with a reason; all are kept until the student answers."""
    lesson = lock_for(tx, lesson_id, "propose", tutor)
    if is_done(lesson, "propose") and lesson.proposed == tuple(times):
        return lesson
    chosen = tuple(sorted(set(times)))[:MAX_PROPOSED]
    if not chosen:
        raise TransitionError
    deadline = answer_until(tx, chosen[0])
    changes = {"proposed": chosen, "deadline": deadline, "reason": reason}
    countered = advance(tx, lesson, "propose", tutor, publish=False, **changes)
    store.free_time(tx.conn, lesson.id)
    store.take_time(tx.conn, lesson.id, {lesson.tutor}, [time_at(lesson, time) for time in (lesson.start, *chosen)])
    tell_of(tx, lesson, "propose", tutor)
    return countered


def accept_proposed(tx: Tx, lesson_id: LessonId, student: PersonId, time: datetime) -> Lesson:
    """The student takes one of the tutor's times."""
    lesson = lock_for(tx, lesson_id, "accept_proposed", student)
    if lesson.status is Status.CONFIRMED and lesson.start == time:
        return lesson
    if time not in lesson.proposed:
        raise TransitionError
    return move_to(tx, lesson, "accept_proposed", student, time)


def refuse_proposed(tx: Tx, lesson_id: LessonId, student: PersonId) -> Lesson:
    """None of the tutor's times suits the student, and the request is over."""
    return advance(tx, lock_for(tx, lesson_id, "refuse_proposed", student), "refuse_proposed", student, proposed=())


def ask_to_move(tx: Tx, lesson_id: LessonId, person: PersonId, time: datetime) -> Lesson:
    """Ask the other side for another time; the old one stays until they accept."""
    lesson = lock_for(tx, lesson_id, "ask_to_move", person)
    if lesson.proposed == (time,) and lesson.proposed_by == person:
        return lesson
    if time <= tx.now:
        raise TransitionError
    store.free_time(tx.conn, lesson.id, keep=lesson.when)
    changes = {"proposed": (time,), "proposed_by": person, "deadline": answer_until(tx, min(lesson.start, time))}
    moved = advance(tx, lesson, "ask_to_move", person, publish=False, **changes)
    store.take_time(tx.conn, lesson.id, {lesson.tutor, lesson.learner}, [time_at(lesson, time)])
    tell_of(tx, lesson, "ask_to_move", person)
    return moved


def accept_move(tx: Tx, lesson_id: LessonId, person: PersonId) -> Lesson:
    """The other side agrees to the new time."""
    lesson = lock_for(tx, lesson_id, "accept_move", person)
    if was_last(tx, lesson, "accept_move", person):
        return lesson
    if not lesson.proposed:
        raise TransitionError
    return move_to(tx, lesson, "accept_move", person, lesson.proposed[0])


def refuse_move(tx: Tx, lesson_id: LessonId, who: Doer) -> Lesson:
    """Keep the old time: said by either side, or by the timer when nobody answered."""
    lesson = lock_for(tx, lesson_id, "refuse_move", who)
    if was_last(tx, lesson, "refuse_move", who):
        return lesson
    if not lesson.proposed:
        raise TransitionError
    store.free_time(tx.conn, lesson.id, keep=lesson.when)
    return advance(tx, lesson, "refuse_move", who, proposed=(), proposed_by=None)
