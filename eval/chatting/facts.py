"""What a reply states, beside what the database says in the same transaction: prices, times and names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from etude.calendar.openings import refusal_of
from etude.conversations.chat import Scene
from etude.conversations.messages import (
    Cards,
    LessonCard,
    PayLink,
    Reply,
    StartFlow,
    Times,
    TutorCard,
    buttons_of,
)
from etude.conversations.parts.lesson_words import first_name, view_lesson
from etude.core.errors import EtudeError
from etude.core.ids import LessonId
from etude.core.lessons.lifecycle import SETTLE_AFTER
from etude.core.lessons.store import load_lesson
from etude.core.money import Money
from etude.core.tables import lessons, tutor_rates
from etude.core.text import Param, Text
from etude.core.tutors.store import load_tutor

# Of whom a sentence speaks, by the name of its value.
OF_TUTORS, OF_LEARNERS = ("tutor",), ("learner",)


@dataclass(frozen=True, slots=True)
class _Lesson:
    """What may be said of one lesson."""

    money: frozenset[Money]
    times: frozenset[datetime]
    free_for: timedelta
    tutor: str
    learner: str

    def has(self, time: datetime) -> bool:
        """Whether this is a time of the lesson, or until when cancelling is free where it moves to a proposed one."""
        return time in self.times or time + self.free_for in self.times


def wrong_facts(conn: Connection, scene: Scene, replies: Sequence[Reply]) -> Iterator[str]:
    """Each price, time or name in these replies that the database does not bear out."""
    for reply in replies:
        if isinstance(reply, Cards):
            for card in reply.cards:
                yield from _wrong_card(conn, scene.now, card)
        if isinstance(reply, PayLink) and reply.lesson:
            yield from _wrong_pay_link(conn, reply)
        about = lesson_of(reply)
        if about is not None:
            yield from _wrong_of_lesson(conn, reply, about)
        elif not isinstance(reply, Cards | Times):
            yield from _wrong_prices(conn, scene, reply)


def lesson_of(reply: Reply) -> LessonId | None:
    """The one lesson that a reply is about, if its shape says so."""
    if isinstance(reply, LessonCard | PayLink):
        return reply.lesson
    named = {
        str(button.meaning.args["lesson"])
        for button in buttons_of(reply)
        if isinstance(button.meaning, StartFlow) and button.meaning.args.get("lesson")
    }
    return LessonId(named.pop()) if len(named) == 1 else None


def values_in(text: Text) -> Iterator[tuple[str, Param]]:
    """Every value in a sentence and in the sentences in it, by name."""
    for name, value in text.params.items():
        if isinstance(value, Text):
            yield from values_in(value)
        else:
            yield name, value


def texts_of(reply: Reply) -> Iterator[Text]:
    """Every sentence of a reply that is not on a button."""
    yield from (value for field in fields(reply) if isinstance(value := getattr(reply, field.name), Text))
    if isinstance(reply, LessonCard):
        yield from (value for _name, value in reply.facts)


def _wrong_card(conn: Connection, now: datetime, card: TutorCard) -> Iterator[str]:
    tutor = load_tutor(conn, card.tutor)
    if card.name != tutor.name:
        yield f"a card says {card.name}, the database {tutor.name}"
    if (card.price, card.minutes) not in {(rate.price, rate.minutes) for rate in tutor.rates}:
        yield f"a card says {card.price} for {card.minutes} min, which {tutor.name} does not ask"
    if (card.rating, card.reviews) != (tutor.rating, tutor.reviews_count):
        yield f"a card says {card.rating} from {card.reviews} reviews of {tutor.name}"
    if card.next_time and refusal_of(conn, tutor.id, card.next_time, now, card.minutes):
        yield f"a card says {tutor.name} is free on {card.next_time}"


def _wrong_pay_link(conn: Connection, link: PayLink) -> Iterator[str]:
    lesson = load_lesson(conn, LessonId(str(link.lesson)))
    if link.amount != lesson.price:
        yield f"a pay link says {link.amount} for a lesson of {lesson.price}"
    if link.until not in (lesson.deadline, lesson.start):
        yield f"a pay link keeps a time until {link.until}, the database until {lesson.deadline}"


def _wrong_of_lesson(conn: Connection, reply: Reply, about: LessonId) -> Iterator[str]:
    try:
        known = _known_of(conn, about)
    except EtudeError:
        return
    for text in texts_of(reply):
        for name, value in values_in(text):
            words = text.msgid[:60]
            if isinstance(value, Money) and value not in known.money:
                yield f"“{words}” says {value} of a lesson with {sorted(map(str, known.money))}"
            elif isinstance(value, datetime) and not known.has(value):
                yield f"“{words}” says {value} of a lesson with {sorted(map(str, known.times))}"
            elif name in OF_TUTORS and value != known.tutor:
                yield f"“{words}” says {value} of a lesson with {known.tutor}"
            elif name in OF_LEARNERS and value != known.learner:
                yield f"“{words}” says {value} of a lesson for {known.learner}"


def _known_of(conn: Connection, about: LessonId) -> _Lesson:
    view = view_lesson(conn, about)
    lesson = view.lesson
    late = lesson.price.percent(lesson.policy.late_refund_percent)
    money = {lesson.price, lesson.net, lesson.fee, late, *([lesson.refund] if lesson.refund else [])}
    times = {
        lesson.start,
        lesson.end + SETTLE_AFTER,
        lesson.end,
        lesson.free_until,
        *lesson.proposed,
        *([lesson.deadline] if lesson.deadline else []),
    }
    free_for = timedelta(hours=lesson.policy.free_until_hours)
    return _Lesson(
        frozenset(money), frozenset(times), free_for, first_name(view.tutor.name), first_name(view.learner.name)
    )


def _wrong_prices(conn: Connection, scene: Scene, reply: Reply) -> Iterator[str]:
    """A price that belongs to no lesson yet is one that some tutor asks; what is only asked about is not stated."""
    texts = [text for text in texts_of(reply) if not text.msgid.endswith("?")]
    stated = {value for text in texts for _name, value in values_in(text) if isinstance(value, Money)}
    if stated:
        columns = tutor_rates.c.amount, tutor_rates.c.currency
        asked = {Money(amount, currency) for amount, currency in conn.execute(select(*columns).distinct())}
        mine = (lessons.c.student_id == scene.person.id) | (lessons.c.tutor_id == scene.person.id)
        for found in conn.execute(select(lessons.c.id).where(mine)):
            asked |= _known_of(conn, LessonId(found.id)).money
        yield from (f"“{reply.text.msgid[:60]}” says {each}, which nobody asks" for each in stated - asked)
