"""From a held time to a paid lesson, and calling it off. Every step is checked under a lock; twice is once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from etude.core.errors import TransitionError
from etude.core.events import LessonHeld
from etude.core.ids import LearnerId, LessonId, PersonId, new_id
from etude.core.intervals import Interval
from etude.core.lessons import store
from etude.core.lessons.lifecycle import answer_by, refund_if_cancelled
from etude.core.lessons.model import Actor, Lesson, Status
from etude.core.lessons.steps import advance, lock_for, watch
from etude.core.money import Money
from etude.core.transaction import Tx
from etude.core.tutors.model import Format, Policy


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
    watch(tx, lesson)
    tx.publish(LessonHeld(lesson.id, student))
    return lesson


def release(tx: Tx, lesson_id: LessonId) -> None:
    """Give back a held time that is no longer wanted; harmless once the hold is over."""
    lesson = store.load_lesson(tx.conn, lesson_id, lock=True)
    if lesson.status is Status.HELD:
        advance(tx, lesson, "expire_hold", lesson.student)


def authorised(tx: Tx, lesson_id: LessonId, *, instant: bool) -> Lesson:
    """The bank has set the money aside: ask the tutor, or book at once."""
    name = "book" if instant else "request"
    lesson = lock_for(tx, lesson_id, name, Actor.BANK)
    deadline = None if instant else answer_by(tx.now, lesson.start)
    return advance(tx, lesson, name, Actor.BANK, deadline=deadline)


def revive(tx: Tx, lesson_id: LessonId) -> Lesson:
    """Take the time of an expired hold again for a payment that came late; raises TimeTakenError if it is gone."""
    lesson = lock_for(tx, lesson_id, "revive", Actor.BANK)
    if lesson.status is not Status.EXPIRED or tx.now >= lesson.start:
        raise TransitionError
    store.take_time(tx.conn, lesson.id, {lesson.tutor, lesson.learner}, [lesson.when])
    return advance(tx, lesson, "revive", Actor.BANK, deadline=store.hold_deadline(tx.now, lesson.start))


def confirm(tx: Tx, lesson_id: LessonId, tutor: PersonId) -> Lesson:
    """The tutor says yes to a request."""
    return advance(tx, lock_for(tx, lesson_id, "confirm", tutor), "confirm", tutor)


def decline(tx: Tx, lesson_id: LessonId, tutor: PersonId, reason: str | None) -> Lesson:
    """The tutor says no to a request; `reason` is one of the known ones or words of their own."""
    return advance(tx, lock_for(tx, lesson_id, "decline", tutor), "decline", tutor, reason=reason)


def withdraw(tx: Tx, lesson_id: LessonId, student: PersonId) -> Lesson:
    """The student takes a request back, or turns from the times that were offered instead."""
    return advance(tx, lock_for(tx, lesson_id, "withdraw", student), "withdraw", student)


def cancel(tx: Tx, lesson_id: LessonId, person: PersonId, reason: str | None = None) -> Lesson:
    """Call off a confirmed lesson before it starts; the refund follows who cancels and when."""
    lesson = lock_for(tx, lesson_id, "cancel", person)
    if lesson.status is Status.CANCELLED:
        return lesson
    actor = lesson.role_of(person)
    if actor is None or tx.now >= lesson.start:
        raise TransitionError
    refund = refund_if_cancelled(lesson, actor, tx.now)
    return advance(tx, lesson, "cancel", person, refund=refund, reason=reason, proposed=(), deadline=None)


def fall_through(tx: Tx, lesson_id: LessonId) -> Lesson:
    """The money that was promised for this lesson cannot be had: it is off, and its time is free."""
    lesson = lock_for(tx, lesson_id, "unpaid", Actor.BANK)
    return advance(tx, lesson, "unpaid", Actor.BANK, refund=None, proposed=(), proposed_by=None)
