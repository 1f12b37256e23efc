"""What people do with lessons. Every function checks again under a lock, and doing it twice is doing it once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from etude.core.errors import NotYoursError, TransitionError
from etude.core.events import LessonHeld
from etude.core.ids import LearnerId, LessonId, PersonId, new_id
from etude.core.intervals import Interval
from etude.core.jobs.store import ask_for
from etude.core.lessons import store
from etude.core.lessons.lifecycle import (
    REMIND_BEFORE,
    SETTLE_AFTER,
    TRANSITIONS,
    answer_by,
    refund_if_cancelled,
)
from etude.core.lessons.model import Actor, Lesson, Status
from etude.core.money import Money
from etude.core.transaction import Tx
from etude.core.tutors.model import Format, Policy

MAX_PROPOSED = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """What a student agrees to: who, what, where, when, for how much and by which rule of cancelling."""

    tutor: PersonId
    subject: str
    format: Format
    place: str | None
    start: datetime
    minutes: int
    price: Money
    fee: Money
    policy: Policy

    @property
    def when(self) -> Interval:
        return Interval(self.start, self.start + timedelta(minutes=self.minutes))


def hold(tx: Tx, offer: Offer, student: PersonId, learner: LearnerId) -> Lesson:
    """Keep the time while it is paid for; raises TimeTakenError when somebody else has it."""
    lesson = Lesson(
        id=LessonId(new_id("les")),
        tutor=offer.tutor,
        student=student,
        learner=learner,
        subject=offer.subject,
        format=offer.format,
        place=offer.place,
        start=offer.when.start,
        end=offer.when.end,
        status=Status.HELD,
        price=offer.price,
        fee=offer.fee,
        policy=offer.policy,
        deadline=store.hold_deadline(tx.now, offer.start),
        proposed=(),
        proposed_by=None,
        reason=None,
        refund=None,
        sequence=0,
        created_at=tx.now,
        updated_at=tx.now,
    )
    store.insert_lesson(tx.conn, lesson)
    store.take_time(tx.conn, lesson.id, {lesson.tutor, lesson.learner}, [lesson.when])
    store.log_transition(tx, lesson.id, "hold", None, Status.HELD, student)
    _watch(tx, lesson)
    tx.publish(LessonHeld(lesson.id, student))
    return lesson


def release(tx: Tx, lesson_id: LessonId) -> None:
    """Give back a held time that is no longer wanted; harmless once the hold is over."""
    lesson = store.load_lesson(tx.conn, lesson_id, lock=True)
    if lesson.status is Status.HELD:
        _advance(tx, lesson, "expire_hold", lesson.student)


def authorised(tx: Tx, lesson_id: LessonId, *, instant: bool) -> Lesson:
    """The bank has set the money aside: ask the tutor, or book at once."""
    lesson = store.load_lesson(tx.conn, lesson_id, lock=True)
    name = "book" if instant else "request"
    deadline = None if instant else answer_by(tx.now, lesson.start)
    return _advance(tx, lesson, name, None, deadline=deadline)


def revive(tx: Tx, lesson_id: LessonId) -> Lesson:
    """Take the time of an expired hold again for a payment that came late; raises TimeTakenError if it is gone."""
    lesson = store.load_lesson(tx.conn, lesson_id, lock=True)
    if lesson.status is not Status.EXPIRED or tx.now >= lesson.start:
        raise TransitionError
    store.take_time(tx.conn, lesson.id, {lesson.tutor, lesson.learner}, [lesson.when])
    revived = replace(lesson, status=Status.HELD, deadline=store.hold_deadline(tx.now, lesson.start), updated_at=tx.now)
    store.update_lesson(tx.conn, revived)
    store.log_transition(tx, lesson.id, "revive", Status.EXPIRED, Status.HELD, None)
    _watch(tx, revived)
    return revived


def confirm(tx: Tx, lesson_id: LessonId, tutor: PersonId) -> Lesson:
    """The tutor says yes to a request."""
    return _advance(tx, _owned(tx, lesson_id, tutor, Actor.TUTOR), "confirm", tutor)


def decline(tx: Tx, lesson_id: LessonId, tutor: PersonId, reason: str | None) -> Lesson:
    """The tutor says no to a request; `reason` is one of the known ones or words of their own."""
    return _advance(tx, _owned(tx, lesson_id, tutor, Actor.TUTOR), "decline", tutor, reason=reason)


def withdraw(tx: Tx, lesson_id: LessonId, student: PersonId) -> Lesson:
    """The student takes a request back, or turns from the times that were offered instead."""
    return _advance(tx, _owned(tx, lesson_id, student, Actor.STUDENT), "withdraw", student)


def propose(tx: Tx, lesson_id: LessonId, tutor: PersonId, times: Sequence[datetime]) -> Lesson:
    """Offer up to three other times instead; all of them are kept until the student answers."""
    lesson = _owned(tx, lesson_id, tutor, Actor.TUTOR)
    if _done(lesson, "propose") and lesson.proposed == tuple(times):
        return lesson
    chosen = tuple(sorted(set(times)))[:MAX_PROPOSED]
    if not chosen:
        raise TransitionError
    deadline = _answer_by(tx, chosen[0])
    countered = _advance(tx, lesson, "propose", tutor, publish=False, proposed=chosen, deadline=deadline)
    store.free_time(tx.conn, lesson.id)
    store.take_time(tx.conn, lesson.id, {lesson.tutor}, [_at(lesson, time) for time in (lesson.start, *chosen)])
    tx.publish(TRANSITIONS["propose"].event(lesson.id, tutor))
    return countered


def accept_proposed(tx: Tx, lesson_id: LessonId, student: PersonId, time: datetime) -> Lesson:
    """The student takes one of the tutor's times."""
    lesson = _owned(tx, lesson_id, student, Actor.STUDENT)
    if lesson.status is Status.CONFIRMED and lesson.start == time:
        return lesson
    if time not in lesson.proposed:
        raise TransitionError
    return _move(tx, lesson, "accept_proposed", student, time)


def refuse_proposed(tx: Tx, lesson_id: LessonId, student: PersonId) -> Lesson:
    """None of the tutor's times suits the student, and the request is over."""
    lesson = _owned(tx, lesson_id, student, Actor.STUDENT)
    return _advance(tx, lesson, "refuse_proposed", student, proposed=())


def ask_to_move(tx: Tx, lesson_id: LessonId, person: PersonId, time: datetime) -> Lesson:
    """Ask the other side for another time; the old one stays until they accept."""
    lesson = _owned(tx, lesson_id, person)
    if lesson.proposed == (time,) and lesson.proposed_by == person:
        return lesson
    if time <= tx.now:
        raise TransitionError
    store.free_time(tx.conn, lesson.id, keep=lesson.when)
    changes = {"proposed": (time,), "proposed_by": person, "deadline": _answer_by(tx, min(lesson.start, time))}
    moved = _advance(tx, lesson, "ask_to_move", person, publish=False, **changes)
    store.take_time(tx.conn, lesson.id, {lesson.tutor, lesson.learner}, [_at(lesson, time)])
    tx.publish(TRANSITIONS["ask_to_move"].event(lesson.id, person))
    return moved


def accept_move(tx: Tx, lesson_id: LessonId, person: PersonId) -> Lesson:
    """The other side agrees to the new time."""
    lesson = _owned(tx, lesson_id, person)
    if _last_done(tx, lesson) == ("accept_move", person):
        return lesson
    if not lesson.proposed or lesson.proposed_by == person:
        raise TransitionError
    return _move(tx, lesson, "accept_move", person, lesson.proposed[0])


def refuse_move(tx: Tx, lesson_id: LessonId, person: PersonId | None) -> Lesson:
    """Keep the old time: said by the other side, or by the timer when nobody answered."""
    lesson = store.load_lesson(tx.conn, lesson_id, lock=True) if person is None else _owned(tx, lesson_id, person)
    if _last_done(tx, lesson) == ("refuse_move", person):
        return lesson
    if not lesson.proposed:
        raise TransitionError
    store.free_time(tx.conn, lesson.id, keep=lesson.when)
    return _advance(tx, lesson, "refuse_move", person, proposed=(), proposed_by=None)


def cancel(tx: Tx, lesson_id: LessonId, person: PersonId, reason: str | None = None) -> Lesson:
    """Call off a confirmed lesson before it starts; the refund follows who cancels and when."""
    lesson = _owned(tx, lesson_id, person)
    if lesson.status is Status.CANCELLED:
        return lesson
    actor = lesson.role_of(person)
    if actor is None or tx.now >= lesson.start:
        raise TransitionError
    refund = refund_if_cancelled(lesson, actor, tx.now)
    return _advance(tx, lesson, "cancel", person, refund=refund, reason=reason, proposed=(), deadline=None)


def run_timer(tx: Tx, lesson_id: LessonId) -> None:
    """Whatever time has brought about by itself; safe to run at any moment, any number of times."""
    lesson = store.load_lesson(tx.conn, lesson_id, lock=True)
    late = _lapsed(tx, lesson)
    if lesson.status is Status.HELD and late:
        _advance(tx, lesson, "expire_hold", None)
    elif lesson.status in (Status.REQUESTED, Status.COUNTERED) and late:
        _advance(tx, lesson, "expire_request", None)
    elif lesson.status is Status.CONFIRMED and lesson.end <= tx.now:
        _advance(tx, lesson, "complete", None, proposed=(), deadline=lesson.end + SETTLE_AFTER)
    elif lesson.status is Status.CONFIRMED and lesson.proposed and late:
        refuse_move(tx, lesson_id, None)
    elif lesson.status is Status.COMPLETED and late:
        _advance(tx, lesson, "settle", None)


def _owned(tx: Tx, lesson_id: LessonId, person: PersonId, role: Actor | None = None) -> Lesson:
    """The locked lesson, if it is this person's (in that role); otherwise it cannot be found."""
    lesson = store.load_lesson(tx.conn, lesson_id, lock=True)
    if lesson.role_of(person) is None or role not in (None, lesson.role_of(person)):
        raise NotYoursError
    return lesson


def _done(lesson: Lesson, name: str) -> bool:
    row = TRANSITIONS[name]
    return lesson.status is row.target and lesson.status not in row.sources


def _last_done(tx: Tx, lesson: Lesson) -> tuple[str, PersonId | None]:
    """What a move that is over leaves no trace of in the lesson itself."""
    return store.last_transition(tx.conn, lesson.id)


def _lapsed(tx: Tx, lesson: Lesson) -> bool:
    return lesson.deadline is not None and lesson.deadline <= tx.now


def _answer_by(tx: Tx, first_start: datetime) -> datetime:
    """Until when the other side may answer; raises TransitionError when that moment has passed already."""
    deadline = answer_by(tx.now, first_start)
    if deadline <= tx.now:
        raise TransitionError
    return deadline


def _advance(
    tx: Tx, lesson: Lesson, name: str, actor: PersonId | None, *, publish: bool = True, **changes: object
) -> Lesson:
    """Take one row of the table, or leave the lesson as it is when that row was taken before."""
    row = TRANSITIONS[name]
    if _done(lesson, name):
        return lesson
    if lesson.status not in row.sources or (row.timely and _lapsed(tx, lesson)):
        raise TransitionError
    stamps = {"status": row.target, "updated_at": tx.now, "sequence": lesson.sequence + 1}
    after: Lesson = replace(lesson, **({"deadline": None} | stamps | changes))  # type: ignore[arg-type]
    store.update_lesson(tx.conn, after)
    store.log_transition(tx, lesson.id, name, lesson.status, after.status, actor)
    if not row.blocks:
        store.free_time(tx.conn, lesson.id)
    _watch(tx, after)
    if publish:
        tx.publish(row.event(lesson.id, actor))
    return after


def _move(tx: Tx, lesson: Lesson, name: str, actor: PersonId, time: datetime) -> Lesson:
    """The lesson takes place at `time` from now on, and nowhere else."""
    if time <= tx.now or lesson.status not in TRANSITIONS[name].sources:
        raise TransitionError
    when = _at(lesson, time)
    changes = {"start": when.start, "end": when.end, "proposed": (), "proposed_by": None}
    moved = _advance(tx, lesson, name, actor, publish=False, **changes)
    store.free_time(tx.conn, lesson.id)
    store.take_time(tx.conn, lesson.id, {lesson.tutor, lesson.learner}, [when])
    tx.publish(TRANSITIONS[name].event(lesson.id, actor))
    return moved


def _at(lesson: Lesson, start: datetime) -> Interval:
    return Interval(start, start + lesson.length)


def _watch(tx: Tx, lesson: Lesson) -> None:
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
