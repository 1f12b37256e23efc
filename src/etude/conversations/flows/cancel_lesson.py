"""Calling off a lesson: what comes back is shown before it is agreed to."""

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, answer, consent
from etude.conversations.messages import Say
from etude.conversations.parts.choosing import choose_lesson
from etude.conversations.parts.lesson_words import LessonView, first_name, lesson_card, lesson_title
from etude.conversations.parts.reasons import reason_told
from etude.core.errors import TransitionError
from etude.core.ids import LessonId, PersonId
from etude.core.lessons import booking
from etude.core.lessons.lifecycle import refund_if_cancelled
from etude.core.lessons.model import Actor, Status
from etude.core.lessons.store import load_lesson
from etude.core.text import Text, _
from etude.core.transaction import Tx


class Cancelling(Form):
    """Which lesson, and a yes to what that means."""

    lesson = answer(LessonId)
    reason = answer(str)
    keep = answer(bool)
    agreed = consent()


async def cancel_lesson(chat: Chat, lesson: str | None = None, only_take_back: bool = False) -> str:
    """Cancel a confirmed lesson, or take back one that is only asked for: with `only_take_back`, nothing else."""
    statuses = (Status.REQUESTED, Status.COUNTERED, Status.CONFIRMED)
    view = await choose_lesson(chat, Cancelling.lesson, lesson, statuses, _("Which lesson shall I cancel?"))
    if view is None:
        await chat.say(_("You have no lesson to cancel."))
        return ""
    if view.lesson.status not in statuses or (only_take_back and view.lesson.status is Status.CONFIRMED):
        await chat.say(lesson_card(view, chat.person))
        return f"lesson:{view.lesson.id}"
    if chat.given(Cancelling.keep, False):
        await chat.say(_("Good. Everything stays as it is."))
        return f"lesson:{view.lesson.id}"
    keep = chat.button(Cancelling.keep, True, _("Keep it"))
    reason = chat.look(lambda conn: reason_told(conn, view.lesson, chat.given(Cancelling.reason, "")))
    facts = [view.lesson.id, view.lesson.status, view.lesson.start, _refund(chat, view), reason]
    yes = _("Cancel it") if view.lesson.status is Status.CONFIRMED else _("Take it back")
    words = _what_it_means(chat, view)
    if reason and view.is_tutor(chat.person.id):
        words = _("{words} I'll tell them: “{reason}”", words=words, reason=reason)
    await chat.agree(Cancelling.agreed, Say(words, (keep,)), facts, yes=yes, style="danger")
    await chat.once("cancelled", call_off, view.lesson.id, chat.person.id, reason)
    return f"lesson:{view.lesson.id}"


def call_off(tx: Tx, lesson: LessonId, person: PersonId, reason: str = "") -> bool:
    """Cancel or withdraw, whichever the lesson's state asks for; a tutor declines what is not confirmed."""
    found = load_lesson(tx.conn, lesson, lock=True)
    if found.status is Status.CONFIRMED:
        booking.cancel(tx, lesson, person, reason or None)
    elif found.role_of(person) is Actor.STUDENT:
        booking.withdraw(tx, lesson, person)
    elif found.status is Status.REQUESTED:
        booking.decline(tx, lesson, person, reason or None)
    else:
        raise TransitionError
    return True


def _refund(chat: Chat, view: LessonView) -> object:
    actor = view.lesson.role_of(chat.person.id) or Actor.STUDENT
    return refund_if_cancelled(view.lesson, actor, chat.now)


def _what_it_means(chat: Chat, view: LessonView) -> Text:
    lesson, title = view.lesson, lesson_title(view, chat.person)
    if lesson.status is not Status.CONFIRMED:
        return _("Take back {title} on {start:when}? Nothing has been charged.", title=title, start=lesson.start)
    if view.is_tutor(chat.person.id):
        return _(
            "Cancel {title} on {start:when}? {name} gets {price} back in full.",
            title=title,
            start=lesson.start,
            name=first_name(view.student.name or view.learner.name),
            price=lesson.price,
        )
    refund = refund_if_cancelled(lesson, Actor.STUDENT, chat.now)
    if refund == lesson.price:
        return _(
            "Cancel {title} on {start:when}? You get all {refund} back.", title=title, start=lesson.start, refund=refund
        )
    return _(
        "Cancel {title} on {start:when}? It is less than {hours} hours away, so {refund} of {price} comes back.",
        title=title,
        start=lesson.start,
        hours=lesson.policy.free_until_hours,
        refund=refund,
        price=lesson.price,
    )


FLOW = Flow("cancel_lesson", Cancelling, cancel_lesson, _("cancelling"), _("Cancel a lesson"), settles=True)
