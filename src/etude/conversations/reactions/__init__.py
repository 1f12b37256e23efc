"""What people are told when something happens: who is told what, in one table."""

from collections.abc import Callable
from typing import Literal, cast

from etude.conversations.chat import Scene, digest
from etude.conversations.messages import Notice, Reply, Say
from etude.conversations.parts.lesson_words import LessonView, lesson_card, view_lesson
from etude.conversations.reactions import everyone, learners, students, tutors
from etude.conversations.reactions.phrases import MENU, Facts
from etude.conversations.store import tell
from etude.core import events
from etude.core.events import Event, LessonEvent
from etude.core.ids import LessonId, PersonId
from etude.core.lessons.store import load_lesson
from etude.core.people.store import load_learner
from etude.core.text import _
from etude.core.transaction import Handler, Tx

Role = Literal["student", "tutor", "learner"]
Words = Callable[[Scene, LessonView, Facts], list[Reply]]


def handlers() -> dict[type, Handler]:
    """The domain's events, each put into the inboxes of the people it concerns."""
    return dict.fromkeys(TOLD, _tell_everyone)


def _tell_everyone(tx: Tx, event: Event) -> None:
    lesson = load_lesson(tx.conn, event.lesson)
    people: dict[Role, PersonId | None] = {
        "student": lesson.student,
        "tutor": lesson.tutor,
        "learner": load_learner(tx.conn, lesson.learner).person,
    }
    name, facts = type(event).__name__, _facts(event)
    for role, person in people.items():
        if person is None or role not in TOLD[type(event)] or (role == "learner" and person == lesson.student):
            continue
        key = f"notice:{name}:{lesson.id}:{lesson.sequence}:{role}:{facts.get('hours', '')}{_mark(facts)}"
        tell(tx, person, key, Notice(name, lesson.id, facts | {"role": role}))


def _facts(event: Event) -> dict[str, object]:
    facts: dict[str, object] = {}
    if isinstance(event, LessonEvent):
        facts["actor"] = event.actor
    if isinstance(event, events.LessonNear):
        facts["hours"] = event.hours
    if isinstance(event, events.RefundMade):
        facts["amount"] = [event.amount.amount, event.amount.currency]
    if isinstance(event, events.ReviewPublished):
        facts |= {"stars": event.stars, "words": event.words, "changed": event.changed}
    if isinstance(event, events.ReviewAnswered):
        facts["words"] = event.words
    return facts


def _mark(facts: Facts) -> str:
    """What tells apart two notices of one kind: a review may change while its lesson stays as it is."""
    return digest([facts.get("stars"), facts["words"]]) if "words" in facts else ""


def word_notice(scene: Scene, notice: Notice) -> list[Reply]:
    """What to tell this person about what happened; nothing where their flow says it itself."""
    view = view_lesson(scene.tx.conn, LessonId(notice.lesson))
    roles = next(roles for event, roles in TOLD.items() if event.__name__ == notice.event)
    words = roles[cast(Role, notice.facts["role"])]
    return words(scene, view, notice.facts)


def where_it_stands(scene: Scene, outcome: str) -> list[Reply]:
    """The answer to a button of something that has ended."""
    kind, _colon, lesson = outcome.partition(":")
    if kind != "lesson":
        return [Say(_("We finished that earlier. What would you like to do?"), MENU)]
    view = view_lesson(scene.tx.conn, LessonId(lesson))
    return [lesson_card(view, scene.person)]


def _nothing(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    return []


TOLD: dict[type, dict[Role, Words]] = {
    events.LessonRequested: {
        "student": students.requested,
        "tutor": tutors.requested,
        "learner": learners.requested,
    },
    events.HoldExpired: {"student": _nothing},
    events.LessonConfirmed: {
        "student": students.confirmed,
        "tutor": tutors.confirmed,
        "learner": learners.confirmed,
    },
    events.LessonDeclined: {
        "student": students.declined,
        "tutor": tutors.declined,
        "learner": learners.not_booked,
    },
    events.LessonWithdrawn: {
        "student": students.withdrawn,
        "tutor": tutors.withdrawn,
        "learner": learners.not_booked,
    },
    events.RequestExpired: {
        "student": students.lapsed,
        "tutor": tutors.lapsed,
        "learner": learners.not_booked,
    },
    events.TimesProposed: {"student": students.offered, "tutor": tutors.offered},
    events.MoveProposed: {"student": everyone.move_asked, "tutor": everyone.move_asked},
    events.MoveAccepted: {"student": everyone.moved, "tutor": everyone.moved, "learner": learners.confirmed},
    events.MoveRefused: {"student": everyone.not_moved, "tutor": everyone.not_moved},
    events.LessonCancelled: {
        "student": students.cancelled,
        "tutor": tutors.cancelled,
        "learner": learners.cancelled,
    },
    events.LessonUnpaid: {
        "student": students.fell_through,
        "tutor": tutors.fell_through,
        "learner": learners.not_booked,
    },
    events.LessonNear: {"student": everyone.near, "tutor": everyone.near, "learner": everyone.near},
    events.LessonCompleted: {"student": students.over},
    events.ReviewPublished: {"student": _nothing, "tutor": tutors.reviewed},
    events.ReviewAnswered: {"student": students.review_answered, "tutor": _nothing},
    events.PaymentFailed: {"student": students.card_failed},
    events.PaymentTooLate: {"student": students.too_late},
    events.RefundMade: {"student": students.refunded},
}
