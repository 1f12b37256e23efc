"""A tutor answers a request: yes, or no with a reason."""

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, Option, answer, any_words
from etude.conversations.parts.choosing import open_request
from etude.conversations.parts.lesson_words import lesson_card, seal_of
from etude.conversations.parts.reasons import LONGEST_REASON, reason_told
from etude.conversations.understanding.reasons import what_is_told
from etude.core.ids import LessonId, PersonId
from etude.core.lessons import booking
from etude.core.lessons.store import load_lesson
from etude.core.text import Text, _
from etude.core.transaction import Tx


class Confirming(Form):
    """The button itself is the answer."""


class Declining(Form):
    """Why not."""

    reason = answer(str, reads=any_words)


async def confirm_request(chat: Chat, lesson: str, seal: str = "") -> str:
    """Yes to exactly what the request showed."""
    view = await open_request(chat, lesson)
    if view is None:
        return f"lesson:{lesson}"
    if seal != seal_of(view.lesson):
        await chat.say(lesson_card(view, chat.person, _("This request has changed. Please look again.")))
        return f"lesson:{lesson}"
    await chat.once("confirmed", confirm, view.lesson.id, chat.person.id)
    return f"lesson:{lesson}"


async def decline_request(chat: Chat, lesson: str) -> str:
    """No, with a reason that the student is told."""
    view = await open_request(chat, lesson)
    if view is None:
        return f"lesson:{lesson}"
    options = [
        Option(_("I'm not free then"), "not_free"),
        Option(_("Not my field"), "not_my_field"),
        Option(_("I'm fully booked"), "full"),
        Option(_("Nothing"), ""),
    ]
    question = _("What shall I tell them? Tap one, or write a sentence.")
    given = await chat.ask(Declining.reason, question, options, check=_check_reason)
    await chat.once("declined", decline, view.lesson.id, chat.person.id, what_is_told(given))
    return f"lesson:{lesson}"


def confirm(tx: Tx, lesson: LessonId, tutor: PersonId) -> bool:
    booking.confirm(tx, lesson, tutor)
    return True


def decline(tx: Tx, lesson: LessonId, tutor: PersonId, reason: str) -> bool:
    booking.decline(tx, lesson, tutor, reason_told(tx.conn, load_lesson(tx.conn, lesson), reason))
    return True


def _check_reason(reason: str) -> Text | None:
    if len(reason) > LONGEST_REASON:
        return _("Could you say it in {count} characters?", count=LONGEST_REASON)
    return None


FLOWS = (
    Flow("confirm_request", Confirming, confirm_request, _("confirming"), _("Confirm")),
    Flow("decline_request", Declining, decline_request, _("declining"), _("Decline"), patient=False),
)
