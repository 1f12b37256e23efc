"""One step in the life of a lesson: taken under its lock by whoever the table allows, with what follows from it."""

from dataclasses import replace
from datetime import datetime, timedelta

from etude.core.errors import TransitionError
from etude.core.ids import LessonId, PersonId
from etude.core.intervals import Interval
from etude.core.jobs.store import ask_for
from etude.core.lessons import store
from etude.core.lessons.lifecycle import REMIND_BEFORE, TRANSITIONS, Doer, answer_by, step_for
from etude.core.lessons.model import Actor, Lesson, Status
from etude.core.transaction import Tx


def lock_for(tx: Tx, lesson_id: LessonId, name: str, who: Doer) -> Lesson:
    """The locked lesson, for somebody who may take this step; raises NotYoursError for anybody else."""
    lesson = store.load_lesson(tx.conn, lesson_id, lock=True)
    step_for(lesson, name, who)
    return lesson


def advance(tx: Tx, lesson: Lesson, name: str, who: Doer, *, publish: bool = True, **changes: object) -> Lesson:
    """Take one row of the table, or leave the lesson as it is when that row was taken before."""
    row = step_for(lesson, name, who)
    if is_done(lesson, name):
        return lesson
    if lesson.status not in row.sources or (row.timely and has_lapsed(tx, lesson)):
        raise TransitionError
    stamps = {"status": row.target, "updated_at": tx.now, "sequence": lesson.sequence + 1}
    after: Lesson = replace(lesson, **({"deadline": None} | stamps | changes))  # type: ignore[arg-type]
    store.update_lesson(tx.conn, after)
    store.log_transition(tx, lesson.id, name, lesson.status, after.status, _person(who))
    if not row.blocks:
        store.free_time(tx.conn, lesson.id)
    watch(tx, after)
    if publish:
        tell_of(tx, lesson, name, who)
    return after


def move_to(tx: Tx, lesson: Lesson, name: str, who: Doer, time: datetime) -> Lesson:
    """The lesson takes place at `time` from now on, and nowhere else."""
    if time <= tx.now or lesson.status not in TRANSITIONS[name].sources:
        raise TransitionError
    when = time_at(lesson, time)
    changes = {"start": when.start, "end": when.end, "proposed": (), "proposed_by": None}
    moved = advance(tx, lesson, name, who, publish=False, **changes)
    store.free_time(tx.conn, lesson.id)
    store.take_time(tx.conn, lesson.id, {lesson.tutor, lesson.learner}, [when])
    tell_of(tx, lesson, name, who)
    return moved


def tell_of(tx: Tx, lesson: Lesson, name: str, who: Doer) -> None:
    """Publish that the step was taken; for a step with `publish=False`, once all of it is done."""
    tx.publish(TRANSITIONS[name].event(lesson.id, _person(who)))


def is_done(lesson: Lesson, name: str) -> bool:
    """Whether the lesson is where this step leads, and it cannot be taken from there."""
    row = TRANSITIONS[name]
    return lesson.status is row.target and lesson.status not in row.sources


def was_last(tx: Tx, lesson: Lesson, name: str, who: Doer) -> bool:
    """Whether this step was the last one, by the same: a move that is over leaves no trace in the lesson itself."""
    return store.last_transition(tx.conn, lesson.id) == (name, _person(who))


def has_lapsed(tx: Tx, lesson: Lesson) -> bool:
    """Whether the present state is past its deadline."""
    return lesson.deadline is not None and lesson.deadline <= tx.now


def answer_until(tx: Tx, first_start: datetime) -> datetime:
    """Until when the other side may answer; raises TransitionError when that moment has passed already."""
    deadline = answer_by(tx.now, first_start)
    if deadline <= tx.now:
        raise TransitionError
    return deadline


def time_at(lesson: Lesson, start: datetime) -> Interval:
    """The time the lesson would take at another start."""
    return Interval(start, start + lesson.length)


def watch(tx: Tx, lesson: Lesson) -> None:
    """Have the timer look at the lesson when its state lapses, and remind people of a confirmed one."""
    moments = {lesson.deadline, lesson.end if lesson.status is Status.CONFIRMED else None}
    for moment in sorted(m for m in moments if m is not None):
        ask_for(tx, "lesson.timer", f"timer:{lesson.id}:{moment.isoformat()}", due=moment, lesson=lesson.id)
    if lesson.status is Status.CONFIRMED:
        for hours in REMIND_BEFORE:
            _remind(tx, lesson, hours)


def _remind(tx: Tx, lesson: Lesson, hours: int) -> None:
    due = lesson.start - timedelta(hours=hours)
    if due > tx.now:
        key = f"remind:{lesson.id}:{lesson.start.isoformat()}:{hours}"
        start = lesson.start.isoformat()
        ask_for(tx, "lesson.reminder", key, due=due, lesson=lesson.id, start=start, hours=hours)


def _person(who: Doer) -> PersonId | None:
    return None if isinstance(who, Actor) else who
