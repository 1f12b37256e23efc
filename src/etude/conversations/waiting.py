"""What waits for a person's word, and what of theirs stands: requests, times on offer, moves, and lessons."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal, TypeAlias

from sqlalchemy import Connection

from etude.conversations import store
from etude.conversations.messages import Button, Reply, Say, StartFlow, buttons_of
from etude.conversations.parts.lesson_words import (
    LessonView,
    first_name,
    lesson_card,
    lesson_title,
    offer_buttons,
    request_buttons,
    view_lesson,
)
from etude.core.ids import ConversationId, LessonId
from etude.core.lessons.model import Lesson, Status
from etude.core.lessons.store import lessons_of
from etude.core.people.model import Person
from etude.core.text import _

Kind: TypeAlias = Literal["request", "offer", "move", "standing"]
# The flows that answer each kind: the one that agrees, and the one that refuses.
AGREE: dict[Kind, str] = {"request": "confirm_request", "offer": "accept_time", "move": "accept_move"}
REFUSE: dict[Kind, str] = {"request": "decline_request", "offer": "refuse_times", "move": "refuse_move"}
STANDING = (Status.REQUESTED, Status.COUNTERED, Status.CONFIRMED)
FARTHEST = 100


@dataclass(frozen=True)
class Matter:
    """A lesson that waits for this person's answer, or stands. `delivered` are the buttons they last saw for it."""

    kind: Kind
    lesson: Lesson
    reader: Person
    look: Callable[[LessonId], LessonView]
    seen: Callable[[LessonId], Sequence[Button]]

    @cached_property
    def view(self) -> LessonView:
        return self.look(self.lesson.id)

    @cached_property
    def delivered(self) -> Sequence[Button]:
        return self.seen(self.lesson.id) if self.kind != "standing" else ()

    @property
    def agreeing(self) -> list[Button]:
        """What agrees to exactly what was last shown: one button, or one for each time on offer."""
        return [button for button in self.delivered if _flow(button) == AGREE.get(self.kind)]

    @cached_property
    def names(self) -> frozenset[str]:
        """The first names of everybody in it but the reader."""
        people = (self.view.tutor, self.view.student, self.view.learner)
        return frozenset(first_name(each.name) for each in people if each.name and each.name != self.reader.name)

    @property
    def who(self) -> str:
        """Who it is about, for this reader: whom they teach, or who teaches them."""
        return first_name(self.view.learner.name if self.view.is_tutor(self.reader.id) else self.view.tutor.name)

    def reminder(self) -> Reply:
        """That it waits, with what can be answered."""
        title, start = lesson_title(self.view, self.reader), self.lesson.start
        if self.kind == "request":
            words = _("{title}, {start:when}, still waits for your answer.", title=title, start=start)
            return Say(words, request_buttons(self.view))
        if self.kind == "offer":
            words = _("{title}: {tutor} offers these times instead. Which one suits you?", title=title, tutor=self.who)
            return Say(words, offer_buttons(self.lesson))
        if self.kind == "move" and self.delivered:
            new = self.lesson.proposed[0]
            words = _("{title}: shall it move from {start:when} to {new:when}?", title=title, start=start, new=new)
            return Say(words, tuple(self.delivered))
        return lesson_card(self.view, self.reader)


@dataclass(frozen=True, slots=True)
class Matters:
    """All of a person's, by start."""

    every: tuple[Matter, ...] = ()

    @property
    def waiting(self) -> tuple[Matter, ...]:
        """Those that wait for an answer of theirs."""
        return tuple(matter for matter in self.every if matter.kind != "standing")

    def find(self, lesson: object) -> Matter | None:
        return next((matter for matter in self.every if matter.lesson.id == lesson), None)


def find_matters(conn: Connection, now: datetime, person: Person, conversation: ConversationId) -> Matters:
    """What waits for this person or stands, as it is now; names and buttons are looked up when they are needed."""

    def look(lesson: LessonId) -> LessonView:
        return view_lesson(conn, lesson)

    def seen(lesson: LessonId) -> Sequence[Button]:
        return _last_shown(conn, conversation, lesson)

    lessons = lessons_of(conn, person.id, statuses=STANDING, after=now)
    return Matters(tuple(Matter(_kind(lesson, person), lesson, person, look, seen) for lesson in lessons))


def is_about(shown: Sequence[Reply], lesson: LessonId) -> bool:
    """Whether this lesson can be answered for with what is shown."""
    return any(_about(buttons_of(reply), lesson) for reply in shown)


def _kind(lesson: Lesson, person: Person) -> Kind:
    if lesson.status is Status.REQUESTED and lesson.tutor == person.id:
        return "request"
    if lesson.status is Status.COUNTERED and lesson.student == person.id:
        return "offer"
    moving = lesson.status is Status.CONFIRMED and bool(lesson.proposed)
    return "move" if moving and lesson.proposed_by != person.id else "standing"


def _last_shown(conn: Connection, conversation: ConversationId, lesson: LessonId) -> Sequence[Button]:
    """The buttons that answer for this lesson, in the last message that was bound to how it stood."""
    for message in store.last_messages(conn, conversation, FARTHEST):
        found = [] if message.reply is None else _about(buttons_of(message.reply), lesson)
        if any("seal" in button.meaning.args for button in found if isinstance(button.meaning, StartFlow)):
            return found
    return ()


def _about(buttons: Iterable[Button], lesson: LessonId) -> list[Button]:
    answers = {*AGREE.values(), *REFUSE.values(), "propose_times"}
    return [
        button
        for button in buttons
        if isinstance(button.meaning, StartFlow)
        and button.meaning.flow in answers
        and button.meaning.args.get("lesson") == lesson
    ]


def _flow(button: Button) -> str | None:
    return button.meaning.flow if isinstance(button.meaning, StartFlow) else None
