"""Moving a lesson: the new time is asked of the other side, and the old one stays until they say yes."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from etude.calendar.openings import refusal_of
from etude.calendar.refusals import Reason, Why
from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, answer, consent
from etude.conversations.messages import Say, TimeOption, Times
from etude.conversations.parts.choosing import choose_lesson
from etude.conversations.parts.clashes import taken_of
from etude.conversations.parts.lesson_words import (
    LessonView,
    first_name,
    lesson_card,
    lesson_title,
    rule_after_move,
    when_for,
)
from etude.conversations.parts.readers import absorb_wishes, read_time
from etude.conversations.parts.why_not import why_not
from etude.core.errors import TimeTakenError
from etude.core.ids import LessonId, PersonId
from etude.core.lessons import moving
from etude.core.lessons.lifecycle import ANSWER_BEFORE_START
from etude.core.lessons.model import Status
from etude.core.text import Text, _, zone_named
from etude.core.transaction import Tx
from etude.matching.search import other_times
from etude.matching.wishes import Wishes

COUNT = 5


class Moving(Form):
    """Which lesson, to when, and a yes to what that means."""

    lesson = answer(LessonId)
    later = answer(int)
    wishes = answer(Wishes, absorbs=absorb_wishes)
    time = answer(
        datetime, reads=read_time, names=("time", "day", "date"), hint=_("Tap a time, or say one: “Thursday at 5”.")
    )
    keep = answer(bool)
    agreed = consent()


async def change_lesson(chat: Chat, lesson: str | None = None) -> str:
    view = await choose_lesson(chat, Moving.lesson, lesson, (Status.CONFIRMED,), _("Which lesson shall we move?"))
    if view is None:
        await chat.say(_("You have no confirmed lesson to move."))
        return ""
    if view.lesson.status is not Status.CONFIRMED or view.lesson.start <= chat.now:
        await chat.say(lesson_card(view, chat.person))
        return f"lesson:{view.lesson.id}"
    if view.lesson.start - ANSWER_BEFORE_START <= chat.now:
        await chat.say(lesson_card(view, chat.person, _("It is too close to its start to move it now.")))
        return f"lesson:{view.lesson.id}"
    time = await _pick(chat, view)
    if chat.given(Moving.keep, False):
        await chat.say(_("Good. Everything stays as it is."))
        return f"lesson:{view.lesson.id}"
    await _agree(chat, view, time)
    try:
        await chat.once("asked", ask_to_move, view.lesson.id, chat.person.id, time)
    except TimeTakenError:
        await chat.again(Moving.time, Moving.agreed, why=_("Someone has just taken that time. Here are others."))
    return f"lesson:{view.lesson.id}"


def ask_to_move(tx: Tx, lesson: LessonId, person: PersonId, time: datetime) -> bool:
    moving.ask_to_move(tx, lesson, person, time)
    return True


async def _agree(chat: Chat, view: LessonView, time: datetime) -> None:
    """What asking means, for the lesson and for cancelling it; wait for a yes to exactly this."""
    lesson, other = view.lesson, view.other(chat.person.id)
    rule = rule_after_move(view, chat.person, time, chat.now)
    words = _(
        "Ask {name} to move {start:when} to {new}? The lesson stays as it is until {name} agrees.",
        name=_name_of_other(view, chat),
        start=lesson.start,
        new=when_for(time, chat.person, other.zone),
    )
    if rule is not None:
        words = _("{words} {rule}", words=words, rule=rule)
    keep = chat.button(Moving.keep, True, _("Keep as it is"))
    facts = [lesson.id, lesson.start, time, lesson.price, lesson.policy, rule]
    await chat.agree(Moving.agreed, Say(words, (keep,)), facts, yes=_("Ask for this time"))


async def _pick(chat: Chat, view: LessonView) -> datetime:
    lesson, wishes = view.lesson, _on_other_days(chat.given(Moving.wishes, Wishes()), view, chat)
    pages, zone = chat.given(Moving.later, 0, given=(wishes.windows,)), chat.person.zone
    times = await chat.load("times", other_times, lesson.id, zone, COUNT * (pages + 1), wishes)
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
        name=_name_of_other(view, chat),
    )
    other = view.other(chat.person.id).zone
    picker = Times(prompt, options, (more,), other if other != chat.person.zone else None)

    def check(start: datetime) -> Text | None:
        return chat.look(lambda conn: _why_not(conn, chat, view, start))

    return await chat.ask(Moving.time, picker, given=(lesson.id, wishes.windows), check=check)


def _on_other_days(wishes: Wishes, view: LessonView, chat: Chat) -> Wishes:
    """ "I can't make Wednesday, can we do Thursday?" wishes for Thursday alone: the day that it is on is left out."""
    day = view.lesson.start.astimezone(zone_named(chat.person.zone)).date()
    others = tuple(each for each in wishes.windows if each.dates != (day, day + timedelta(days=1)))
    return wishes.model_copy(update={"windows": others}) if others else wishes


def _why_not(conn: Connection, chat: Chat, view: LessonView, start: datetime) -> Text | None:
    """Why the lesson cannot be moved there, if so; a tutor may ask for times outside their usual hours."""
    lesson, local = view.lesson, start.astimezone(zone_named(chat.person.zone))
    if start == lesson.start:
        return _("{start:when} is when it is now.", start=start)
    if start <= chat.now:
        return why_not(Reason(Why.PAST), start, "")
    if start - ANSWER_BEFORE_START <= chat.now:
        return _("{start:when} is too soon for {name} to answer.", start=start, name=_name_of_other(view, chat))
    if view.is_tutor(chat.person.id):
        return _("{start:when} is taken.", start=start) if taken_of(conn, lesson, [start]) else None
    reason = refusal_of(conn, lesson.tutor, local, chat.now, lesson.minutes, lesson.learner, except_lesson=lesson.id)
    return why_not(reason, start, first_name(view.tutor.name)) if reason else None


def _name_of_other(view: LessonView, chat: Chat) -> str:
    return view.booker if view.is_tutor(chat.person.id) else first_name(view.tutor.name)


FLOW = Flow("change_lesson", Moving, change_lesson, _("changing the time"), _("Change a time"))
