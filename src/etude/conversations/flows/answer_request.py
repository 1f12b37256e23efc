"""A tutor answers a request: yes, no with a reason, or up to three other times."""

from collections.abc import Sequence
from datetime import datetime

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, Option, answer, any_words
from etude.conversations.messages import TimeOption, Times
from etude.conversations.parts.choosing import own_view
from etude.conversations.parts.contact_details import leave_out_details
from etude.conversations.parts.lesson_words import LessonView, lesson_card, seal_of
from etude.conversations.parts.readers import absorb_wishes, read_time
from etude.core.errors import NotYoursError
from etude.core.ids import LessonId, PersonId
from etude.core.lessons import booking, moving
from etude.core.lessons.model import Status
from etude.core.lessons.store import know_each_other, load_lesson
from etude.core.text import Text, _
from etude.core.transaction import Tx
from etude.matching.search import other_times
from etude.matching.wishes import Wishes

COUNT = 4
LONGEST_REASON = 100


class Confirming(Form):
    """The button itself is the answer."""


class Declining(Form):
    """Why not."""

    reason = answer(str, reads=any_words)


class Proposing(Form):
    """Up to three other times."""

    later = answer(int)
    wishes = answer(Wishes, absorbs=absorb_wishes)
    time = answer(datetime, reads=read_time, hint=_("Tap a time, or say a day, such as “Thursday”."))
    enough = answer(bool)


async def confirm_request(chat: Chat, lesson: str, seal: str = "") -> str:
    """Yes to exactly what the request showed."""
    view = await _request(chat, lesson)
    if view is None:
        return f"lesson:{lesson}"
    if seal != seal_of(view.lesson):
        await chat.say(lesson_card(view, chat.person, _("This request has changed. Please look again.")))
        return f"lesson:{lesson}"
    await chat.once("confirmed", confirm, view.lesson.id, chat.person.id)
    return f"lesson:{lesson}"


async def decline_request(chat: Chat, lesson: str) -> str:
    """No, with a reason that the student is told."""
    view = await _request(chat, lesson)
    if view is None:
        return f"lesson:{lesson}"
    options = [
        Option(_("I'm not free then"), "not_free"),
        Option(_("Not my field"), "not_my_field"),
        Option(_("I'm fully booked"), "full"),
    ]
    question = _("What shall I tell them? Tap one, or write a sentence.")
    reason = await chat.ask(Declining.reason, question, options, check=_check_reason)
    await chat.once("declined", decline, view.lesson.id, chat.person.id, reason)
    return f"lesson:{lesson}"


async def propose_times(chat: Chat, lesson: str) -> str:
    """Pick up to three times by tapping; all of them are kept until the student answers."""
    view = await _request(chat, lesson)
    if view is None:
        return f"lesson:{lesson}"
    times: list[datetime] = []
    for number in range(1, moving.MAX_PROPOSED + 1):
        enough = chat.given(Proposing.enough, False)
        if times and enough:
            break
        times.append(await _pick(chat, view, times, number))
    await chat.once("proposed", propose, view.lesson.id, chat.person.id, times)
    return f"lesson:{lesson}"


def confirm(tx: Tx, lesson: LessonId, tutor: PersonId) -> bool:
    booking.confirm(tx, lesson, tutor)
    return True


def decline(tx: Tx, lesson: LessonId, tutor: PersonId, reason: str) -> bool:
    student = load_lesson(tx.conn, lesson).student
    told = reason if know_each_other(tx.conn, student, tutor) else leave_out_details(reason)
    booking.decline(tx, lesson, tutor, told)
    return True


def _check_reason(reason: str) -> Text | None:
    if len(reason) > LONGEST_REASON:
        return _("Could you say it in {count} characters?", count=LONGEST_REASON)
    return None


def propose(tx: Tx, lesson: LessonId, tutor: PersonId, times: list[datetime]) -> bool:
    moving.propose(tx, lesson, tutor, times)
    return True


async def _request(chat: Chat, lesson: str) -> LessonView | None:
    """The open request; otherwise its present state is shown."""
    view = chat.look(lambda conn: own_view(conn, chat, LessonId(lesson)))
    if not view.is_tutor(chat.person.id):
        raise NotYoursError
    if view.lesson.status is not Status.REQUESTED:
        await chat.say(lesson_card(view, chat.person))
        return None
    return view


async def _pick(chat: Chat, view: LessonView, chosen: Sequence[datetime], number: int) -> datetime:
    wishes = chat.given(Proposing.wishes, Wishes())
    pages, zone = chat.given(Proposing.later, 0, given=(wishes.windows,)), chat.person.zone
    count = COUNT * (pages + 1) + number
    found = await chat.load("times", other_times, view.lesson.id, zone, count, wishes, key=str(number))
    if not found:
        await chat.amend(Proposing.wishes, Wishes(), _("You have nothing free then."))
    free = [time for time in found if time not in chosen][: COUNT * (pages + 1)][-COUNT:]
    key = str(number)
    options = tuple(
        TimeOption(time, chat.button(Proposing.time, time, _("{time:when}", time=time), key=key)) for time in free
    )
    more = chat.button(Proposing.later, pages + 1, _("More times"))
    done = (chat.button(Proposing.enough, True, _("That's all"), "primary"),) if chosen else ()
    other = view.student.zone
    picker = Times(_prompt(number), options, (*done, more), other if other != chat.person.zone else None)
    return await chat.ask(Proposing.time, picker, key=key)


def _prompt(number: int) -> Text:
    if number == 1:
        return _("Which other times can you offer? Pick up to three.")
    return _("Good. Another one?")


FLOWS = (
    Flow("confirm_request", Confirming, confirm_request, _("confirming"), _("Confirm")),
    Flow("decline_request", Declining, decline_request, _("declining"), _("Decline")),
    Flow("propose_times", Proposing, propose_times, _("offering other times"), _("Other times")),
)
