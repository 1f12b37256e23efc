"""The life of a lesson as one table: from where, to where, by whom, and what is said to have happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from etude.core import events
from etude.core.errors import NotYoursError, TransitionError
from etude.core.ids import PersonId
from etude.core.lessons.model import Actor, Lesson, Status
from etude.core.money import Money

HOLD = timedelta(minutes=15)
ANSWER_WITHIN = timedelta(hours=24)
ANSWER_BEFORE_START = timedelta(hours=1)
SETTLE_AFTER = timedelta(hours=72)
REMIND_BEFORE = (24, 1)

# Somebody takes a step by who they are; the timer and the bank by what they are.
Doer: TypeAlias = PersonId | Literal[Actor.TIMER, Actor.BANK]


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table. `blocks` says whether the lesson's time stays taken afterwards, `timely` that it is refused
    once the state's deadline has passed, even before the timer comes round, `answers` that whoever proposed the time
    cannot take it themselves."""

    sources: frozenset[Status]
    target: Status
    actors: frozenset[Actor]
    event: type[events.LessonEvent]
    blocks: bool = True
    timely: bool = False
    answers: bool = False


def _row(
    sources: str,
    target: Status,
    actors: str,
    event: type[events.LessonEvent],
    *,
    blocks: bool = True,
    timely: bool = False,
    answers: bool = False,
) -> Transition:
    before, who = frozenset(map(Status, sources.split())), frozenset(map(Actor, actors.split()))
    return Transition(before, target, who, event, blocks, timely, answers)


TRANSITIONS: Mapping[str, Transition] = {
    "expire_hold": _row("held", Status.EXPIRED, "timer student", events.HoldExpired, blocks=False),
    "revive": _row("expired", Status.HELD, "bank", events.LessonHeld),
    "request": _row("held", Status.REQUESTED, "bank", events.LessonRequested),
    "book": _row("held", Status.CONFIRMED, "bank", events.LessonConfirmed),
    "confirm": _row("requested", Status.CONFIRMED, "tutor", events.LessonConfirmed, timely=True),
    "decline": _row("requested", Status.DECLINED, "tutor", events.LessonDeclined, blocks=False),
    "withdraw": _row("requested countered", Status.WITHDRAWN, "student", events.LessonWithdrawn, blocks=False),
    "expire_request": _row("requested countered", Status.EXPIRED, "timer", events.RequestExpired, blocks=False),
    "propose": _row("requested", Status.COUNTERED, "tutor", events.TimesProposed, timely=True),
    "accept_proposed": _row("countered", Status.CONFIRMED, "student", events.LessonConfirmed, timely=True),
    "refuse_proposed": _row("countered", Status.DECLINED, "student", events.LessonDeclined, blocks=False),
    "ask_to_move": _row("confirmed", Status.CONFIRMED, "student tutor", events.MoveProposed),
    "accept_move": _row("confirmed", Status.CONFIRMED, "student tutor", events.MoveAccepted, timely=True, answers=True),
    "refuse_move": _row("confirmed", Status.CONFIRMED, "student tutor timer", events.MoveRefused),
    "cancel": _row("confirmed", Status.CANCELLED, "student tutor", events.LessonCancelled, blocks=False),
    "unpaid": _row("requested countered confirmed", Status.CANCELLED, "bank", events.LessonUnpaid, blocks=False),
    "complete": _row("confirmed", Status.COMPLETED, "timer", events.LessonCompleted, blocks=False),
    "settle": _row("completed", Status.SETTLED, "timer", events.LessonSettled, blocks=False),
}


def step_for(lesson: Lesson, name: str, who: Doer) -> Transition:
    """The row of the table, if `who` may take it: the one place that says so.

    Raises NotYoursError for anybody who has no such part in the lesson, and TransitionError for whoever would answer
    their own wish.
    """
    row = TRANSITIONS[name]
    if (who if isinstance(who, Actor) else lesson.role_of(who)) not in row.actors:
        raise NotYoursError
    if row.answers and lesson.proposed_by == who:
        raise TransitionError
    return row


def answer_by(now: datetime, first_start: datetime) -> datetime:
    """When an unanswered request lapses: 24 h after it was asked, or an hour before the earliest time on offer."""
    return min(now + ANSWER_WITHIN, first_start - ANSWER_BEFORE_START)


def refund_if_cancelled(lesson: Lesson, actor: Actor, now: datetime) -> Money:
    """What goes back to the student: all of it, unless they cancel inside the tutor's window."""
    if actor is Actor.TUTOR or now < lesson.free_until:
        return lesson.price
    return lesson.price.percent(lesson.policy.late_refund_percent)
