"""Moving a lesson: the new time is asked of the other side, and the old one stays until they say yes."""

from datetime import datetime

from etude.calendar.openings import refusal_of
from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, answer
from etude.conversations.messages import TimeOption, Times
from etude.conversations.parts.choosing import choose_lesson
from etude.conversations.parts.lesson_words import LessonView, first_name, lesson_card, lesson_title
from etude.conversations.parts.readers import absorb_wishes, read_time
from etude.conversations.parts.why_not import why_not
from etude.core.errors import TimeTakenError
from etude.core.ids import LessonId, PersonId
from etude.core.lessons import moving
from etude.core.lessons.model import Status
from etude.core.text import Text, _, zone_named
from etude.core.transaction import Tx
from etude.matching.search import other_times
from etude.matching.wishes import Wishes

COUNT = 5


class Moving(Form):
    """Which lesson, and to when."""

    lesson = answer(LessonId)
    later = answer(int)
    wishes = answer(Wishes, absorbs=absorb_wishes)
    time = answer(
        datetime, reads=read_time, names=("time", "day", "date"), hint=_("Tap a time, or say one: “Thursday at 5”.")
    )


async def change_lesson(chat: Chat, lesson: str | None = None) -> str:
    view = await choose_lesson(chat, Moving.lesson, lesson, (Status.CONFIRMED,), _("Which lesson shall we move?"))
    if view is None:
        await chat.say(_("You have no confirmed lesson to move."))
        return ""
    if view.lesson.status is not Status.CONFIRMED or view.lesson.start <= chat.now:
        await chat.say(lesson_card(view, chat.person))
        return f"lesson:{view.lesson.id}"
    time = await _pick(chat, view)
    try:
        await chat.once("asked", ask_to_move, view.lesson.id, chat.person.id, time)
    except TimeTakenError:
        await chat.again(Moving.time, why=_("Someone has just taken that time. Here are others."))
    return f"lesson:{view.lesson.id}"


def ask_to_move(tx: Tx, lesson: LessonId, person: PersonId, time: datetime) -> bool:
    moving.ask_to_move(tx, lesson, person, time)
    return True


async def _pick(chat: Chat, view: LessonView) -> datetime:
    lesson, wishes = view.lesson, chat.given(Moving.wishes, Wishes())
    pages, zone = chat.given(Moving.later, 0, given=(wishes.windows,)), chat.person.zone
    times = await chat.load("times", other_times, lesson.id, zone, COUNT * (pages + 1), wishes, here=True)
    if not times:
        await chat.amend(Moving.wishes, Wishes(), _("Nothing is free then."))
    options = tuple(
        TimeOption(time, chat.button(Moving.time, time, _("{time:when}", time=time))) for time in times[-COUNT:]
    )
    more = chat.button(Moving.later, pages + 1, _("More times"))
    prompt = _(
        "{title} is on {start:when}. When would suit you instead? It stays as it is until {name} says yes.",
        title=lesson_title(view, chat.person),
        start=lesson.start,
        name=first_name(view.other(chat.person.id).name or view.learner.name),
    )

    def check(start: datetime) -> Text | None:
        local = start.astimezone(zone_named(zone))
        refusal = chat.look(
            lambda conn: refusal_of(
                conn, lesson.tutor, local, chat.now, lesson.minutes, lesson.learner, except_lesson=lesson.id
            )
        )
        return why_not(refusal, start, first_name(view.tutor.name)) if refusal else None

    other = view.other(chat.person.id).zone
    picker = Times(prompt, options, (more,), other if other != chat.person.zone else None)
    return await chat.ask(Moving.time, picker, given=(lesson.id, wishes.windows), check=check)


FLOW = Flow("change_lesson", Moving, change_lesson, _("changing the time"), _("Change a time"))
