"""The end that every booking has: a summary, an agreement to exactly that, a kept time, a payment."""

from dataclasses import dataclass

from sqlalchemy import Connection

from etude.calendar.openings import refusal_of
from etude.conversations.chat import Chat
from etude.conversations.forms import Answer
from etude.conversations.messages import Button, PayLink, Say
from etude.conversations.parts.lesson_words import cancel_rule, first_name, subject_label, when_for, where
from etude.core.errors import TimeTakenError, TransitionError
from etude.core.ids import LearnerId, LessonId, PersonId
from etude.core.lessons import booking
from etude.core.lessons.booking import Offer
from etude.core.lessons.limits import check_held
from etude.core.lessons.model import Status
from etude.core.lessons.store import load_lesson
from etude.core.people.model import Learner
from etude.core.people.store import load_person
from etude.core.text import _
from etude.core.transaction import Tx
from etude.core.tutors.store import load_tutor
from etude.payments.checkout import pay_path, payment_of, start_payment


@dataclass(frozen=True, slots=True)
class Plan:
    """What is about to be agreed to."""

    offer: Offer
    learner: Learner


async def agree(chat: Chat, agreed: Answer[str], plan: Plan, *more: Button, no: Button | None = None) -> None:
    """Show day, place, price and the rule for cancelling; wait for a yes to exactly these."""
    offer = plan.offer
    tutor = chat.look(lambda conn: load_person(conn, offer.tutor))
    summary = _(
        "{subject} with {tutor} for {learner}, {when}, {minutes} min, {where}: {price}. {rule}",
        subject=subject_label(offer.subject, chat.person.locale),
        tutor=first_name(tutor.name),
        learner=first_name(plan.learner.name),
        when=when_for(offer.start, chat.person, tutor.zone),
        minutes=offer.minutes,
        where=where(offer.format, offer.place, tutor.name),
        price=offer.price,
        rule=cancel_rule(offer.policy),
    )
    await chat.agree(agreed, Say(summary, more), [offer, plan.learner.id, plan.learner.name], yes=_("Agree"), no=no)


async def keep_and_pay(chat: Chat, plan: Plan) -> LessonId | None:
    """Keep the time and wait for the payment. The lesson, or None when the time lapsed; raises TimeTakenError."""
    lesson_id = await chat.once("hold", keep_time, plan.offer, chat.person.id, plan.learner.id, undo=give_back)
    lesson = chat.look(lambda conn: load_lesson(conn, lesson_id))
    tutor = chat.look(lambda conn: load_tutor(conn, lesson.tutor))
    payment = chat.look(lambda conn: payment_of(conn, lesson_id))
    if payment is None:
        raise LookupError(f"{lesson_id} has no payment")
    name = first_name(tutor.name)
    words = _(
        "Last step: {price} by card. It is taken right away, and {tutor} is booked.",
        price=lesson.price,
        tutor=name,
    )
    if not tutor.instant_book:
        words = _(
            "Last step: {price} by card. It is only reserved, and taken if {tutor} says yes. If not, you pay nothing.",
            price=lesson.price,
            tutor=name,
        )
    until = lesson.deadline or lesson.start
    kept = _("{words} I keep the time for you until {until:clock}.", words=words, until=until)
    link = PayLink(
        kept,
        lesson.price,
        chat.house.link(pay_path(payment, chat.house.secret_key)),
        until,
        _("Pay {price}", price=lesson.price),
        lesson=lesson_id,
    )
    status = await chat.until(f"lesson:{lesson_id}", lambda conn: _paid(conn, lesson_id), link)
    if status is Status.EXPIRED:
        chat.forget("hold")
        return None
    return lesson_id


def keep_time(tx: Tx, offer: Offer, student: PersonId, learner: LearnerId) -> LessonId:
    """Hold the time if it is still free, and open its payment."""
    check_held(tx, offer.tutor, student)
    if not load_tutor(tx.conn, offer.tutor).listed:
        raise TimeTakenError
    if refusal_of(tx.conn, offer.tutor, offer.start, tx.now, offer.minutes, learner) is not None:
        raise TimeTakenError
    lesson = booking.hold(tx, offer, student, learner)
    start_payment(tx, lesson)
    return lesson.id


def give_back(tx: Tx, lesson_id: LessonId) -> None:
    """Let go of a held time; once it is paid for, that is a matter of changing or cancelling the lesson."""
    if load_lesson(tx.conn, lesson_id).status not in (Status.HELD, Status.EXPIRED):
        raise TransitionError(_("This lesson is paid for already. You can change or cancel it under “My lessons”."))
    booking.release(tx, lesson_id)


def _paid(conn: Connection, lesson_id: LessonId) -> Status | None:
    status = load_lesson(conn, lesson_id).status
    return None if status is Status.HELD else status
