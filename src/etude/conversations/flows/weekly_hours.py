"""A tutor's hours of every week, by plain words: what will hold from when is seen before it does."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from sqlalchemy import Connection

from etude.calendar.hours import Availability, WeeklyRange, free_intervals
from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, answer, consent
from etude.conversations.messages import Say
from etude.conversations.parts.joining import joined
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.tutors_only import only_tutors
from etude.conversations.parts.ways import DAYS_OFF, MY_WEEK
from etude.conversations.parts.week_plan import WeekPlan, absorb_plan
from etude.conversations.parts.weekly_hours import (
    hours_of,
    load_year,
    planned_week,
    set_hours,
    trouble_with,
    week_words,
)
from etude.core.ids import PersonId
from etude.core.intervals import merge
from etude.core.lessons.model import Lesson, Status
from etude.core.lessons.store import lessons_of
from etude.core.people.store import load_learner
from etude.core.text import Text, _, zone_named

MOST_NAMED = 3
STANDING = (Status.REQUESTED, Status.COUNTERED, Status.CONFIRMED)


class WeeklyHours(Form):
    """What changes, and a yes to the week it makes."""

    plan = answer(WeekPlan, absorbs=absorb_plan, hint=_("Say days and hours: “Mondays and Wednesdays 3 to 8pm”."))
    keep = answer(bool)
    agreed = consent()


async def weekly_hours(chat: Chat) -> str:
    """The week's hours, what changes them, and which lessons stay although they lie outside."""
    only_tutors(chat)
    today = chat.now.astimezone(zone_named(chat.person.zone)).date()
    old = chat.look(lambda conn: load_year(conn, chat.person.id, chat.now))

    def check(plan: WeekPlan) -> Text | None:
        return trouble_with(plan, old, today)

    plan = await chat.ask(WeeklyHours.plan, Say(_now_and_how(old, chat)), check=check)
    if chat.given(WeeklyHours.keep, False):
        await chat.say(_("Good. Your hours stay as they are."))
        return ""
    new = planned_week(old, plan)
    starts = plan.starts if plan.starts and plan.starts > today else None
    outside = chat.look(lambda conn: _outside(conn, chat.person.id, old, new, max(starts or today, today)))
    await _agree(chat, new, starts, outside)
    await chat.once("set", set_hours, chat.person.id, hours_of(new, starts))
    words = _("Done. These are your hours from now on.")
    if starts:
        words = _("Done. These are your hours from {day:day} on.", day=starts)
    await chat.say(Say(words, (MY_WEEK, DAYS_OFF)))
    return ""


async def _agree(chat: Chat, new: Sequence[WeeklyRange], starts: date | None, outside: Sequence[Lesson]) -> None:
    """The week as it will be, the lessons that stay outside it, and a yes to that."""
    head = _("From {day:day} on:", day=starts) if starts else _("From now on, every week:")
    words = _("{head}\n{week}", head=head, week=week_words(new))
    keep = chat.button(WeeklyHours.keep, True, _("Leave as it is"))
    facts = [new, starts, [each.id for each in outside]]
    await chat.agree(
        WeeklyHours.agreed, Say(_with_stays(chat, words, outside), (keep,)), facts, yes=_("Set these hours")
    )


def _outside(
    conn: Connection, tutor: PersonId, old: Availability, new: Sequence[WeeklyRange], first: date
) -> list[Lesson]:
    """Lessons of the tutor's that were within their hours and will not be."""
    begins = datetime.combine(first, time.min, zone_named(old.zone)).astimezone(UTC)
    after = Availability(old.zone, tuple(new), old.days)
    mine = [each for each in lessons_of(conn, tutor, statuses=STANDING, after=begins) if each.tutor == tutor]
    return [each for each in mine if _holds(old, each) and not _holds(after, each) and each.start >= begins]


def _holds(hours: Availability, lesson: Lesson) -> bool:
    return merge(free_intervals(hours, lesson.when)) == [lesson.when]


def _now_and_how(old: Availability, chat: Chat) -> Text:
    how = _("What changes? Such as “Saturdays 10 to 14” or “not on Fridays any more”.")
    if not old.weekly:
        return _("You have no weekly hours yet. Say some, such as “Mondays and Wednesdays 3 to 8pm”.")
    return _("Your hours of every week:\n{week}\n{how}", week=week_words(old.weekly), how=how)


def _with_stays(chat: Chat, words: Text, outside: Sequence[Lesson]) -> Text:
    if not outside:
        return words
    named = [
        _("{start:when} {learner}", start=each.start, learner=first_name(_learner(chat, each)))
        for each in outside[:MOST_NAMED]
    ]
    more = [_("{count} more", count=len(outside) - MOST_NAMED)] if len(outside) > MOST_NAMED else []
    return _("{words}\nOutside them, but they stay: {lessons}.", words=words, lessons=joined([*named, *more], "; "))


def _learner(chat: Chat, lesson: Lesson) -> str:
    return chat.look(lambda conn: load_learner(conn, lesson.learner)).name


FLOW = Flow("weekly_hours", WeeklyHours, weekly_hours, _("your hours"), _("Weekly hours"), patient=False)
