"""Answers to times on offer: a student takes one of a tutor's, or either side agrees to move a lesson."""

from datetime import datetime

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form
from etude.conversations.parts.choosing import own_view
from etude.conversations.parts.lesson_words import LessonView, lesson_card, seal_of
from etude.core.ids import LessonId, PersonId
from etude.core.lessons import moving
from etude.core.lessons.model import Status
from etude.core.text import _
from etude.core.transaction import Tx


class Answering(Form):
    """The button itself is the answer; it is bound to what it showed."""


async def accept_time(chat: Chat, lesson: str, time: str, seal: str) -> str:
    """One of the tutor's other times, as it was shown."""
    if view := await _open(chat, lesson, Status.COUNTERED, seal):
        await chat.once("accepted", accept_proposed, view.lesson.id, chat.person.id, datetime.fromisoformat(time))
    return f"lesson:{lesson}"


async def refuse_times(chat: Chat, lesson: str) -> str:
    """None of the times; the money goes back."""
    if view := await _open(chat, lesson, Status.COUNTERED, None):
        await chat.once("refused", refuse_proposed, view.lesson.id, chat.person.id)
    return f"lesson:{lesson}"


async def accept_move(chat: Chat, lesson: str, seal: str) -> str:
    """The lesson moves to the time that was asked for."""
    if view := await _open(chat, lesson, Status.CONFIRMED, seal):
        await chat.once("moved", move, view.lesson.id, chat.person.id)
    return f"lesson:{lesson}"


async def refuse_move(chat: Chat, lesson: str) -> str:
    """The lesson stays where it is."""
    view = await _open(chat, lesson, Status.CONFIRMED, None)
    if view and view.lesson.proposed:
        await chat.once("kept", keep, view.lesson.id, chat.person.id)
    return f"lesson:{lesson}"


def accept_proposed(tx: Tx, lesson: LessonId, person: PersonId, time: datetime) -> bool:
    moving.accept_proposed(tx, lesson, person, time)
    return True


def refuse_proposed(tx: Tx, lesson: LessonId, person: PersonId) -> bool:
    moving.refuse_proposed(tx, lesson, person)
    return True


def move(tx: Tx, lesson: LessonId, person: PersonId) -> bool:
    moving.accept_move(tx, lesson, person)
    return True


def keep(tx: Tx, lesson: LessonId, person: PersonId) -> bool:
    moving.refuse_move(tx, lesson, person)
    return True


async def _open(chat: Chat, lesson: str, status: Status, seal: str | None) -> LessonView | None:
    """The lesson while it waits for this answer; otherwise its present state is shown."""
    view = chat.look(lambda conn: own_view(conn, chat, LessonId(lesson)))
    if view.lesson.status is not status or not view.lesson.proposed:
        await chat.say(lesson_card(view, chat.person))
        return None
    if seal is not None and seal != seal_of(view.lesson):
        await chat.say(lesson_card(view, chat.person, _("This has changed since. Here is how it stands.")))
        return None
    return view


FLOWS = (
    Flow("accept_time", Answering, accept_time, _("your answer"), _("Take it")),
    Flow("refuse_times", Answering, refuse_times, _("your answer"), _("None of these")),
    Flow("accept_move", Answering, accept_move, _("your answer"), _("Accept")),
    Flow("refuse_move", Answering, refuse_move, _("your answer"), _("Keep the old time")),
)
