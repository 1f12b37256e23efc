"""What operators see first of a conversation: who, what was said, the lessons with their money, and what was agreed."""

from collections.abc import Iterator

from sqlalchemy import Connection

from etude.conversations.parts.lesson_words import STATUS_WORDS, cancel_rule, lesson_title, view_lesson
from etude.core.ids import LessonId
from etude.core.lessons.model import Lesson, Status
from etude.core.lessons.store import consents_of, lessons_of
from etude.core.people.store import load_person
from etude.core.support.office import Office
from etude.core.support.store import Ticket
from etude.core.text import Text, Voice, _
from etude.payments.model import Payment, PaymentStatus
from etude.payments.store import payment_of

MOST_LESSONS = 5
LONGEST_NAME = 60
CLEARED = (Status.EXPIRED,)
WHO = {"you": "They", "etude": "Etude"}
MONEY: dict[PaymentStatus, Text] = {
    PaymentStatus.OPEN: _("{amount}, not paid yet"),
    PaymentStatus.AUTHORISED: _("{amount} reserved, not taken"),
    PaymentStatus.CAPTURED: _("{amount} paid"),
    PaymentStatus.RELEASED: _("{amount} was reserved and let go"),
    PaymentStatus.REFUNDED: _("{amount} paid, {refunded} given back"),
    PaymentStatus.FAILED: _("{amount} could not be had"),
    PaymentStatus.EXPIRED: _("{amount}, never paid"),
}


def name_topic(conn: Connection, ticket: Ticket) -> str:
    """What the topic is called."""
    name = (load_person(conn, ticket.person).name or "Somebody")[:LONGEST_NAME]
    return f"{'URGENT · ' if ticket.urgent else ''}{name} · {ticket.id[-4:]}"


def draw_card(conn: Connection, ticket: Ticket, office: Office) -> list[str]:
    """The card's lines, in the operators' zone."""
    voice = Voice("en", office.zone)
    person = load_person(conn, ticket.person)
    asked = _("{time:when}", time=ticket.created_at).render(voice)
    lines = ["URGENT: read this first."] if ticket.urgent else []
    lines.append(f"{person.name or 'Somebody'} would like a person, {asked}. They read {person.locale}, {person.zone}.")
    lines += ["", *(f"{WHO.get(author, author)}: {words}" for author, words in ticket.turns)]
    lessons = [each for each in lessons_of(conn, person.id, statuses=tuple(Status)) if each.status not in CLEARED]
    for lesson in lessons[-MOST_LESSONS:]:
        lines += ["", *_lesson_lines(conn, ticket, lesson, voice)]
    answers = f"What you write here goes to them as “{office.name} from Etude”, and the bot is silent. /done ends it."
    return [*lines, "", answers]


def _lesson_lines(conn: Connection, ticket: Ticket, lesson: Lesson, voice: Voice) -> Iterator[str]:
    view = view_lesson(conn, lesson.id)
    title = lesson_title(view, load_person(conn, ticket.person), with_booker=True)
    facts = _("{title}, {start:when}: {status}", title=title, start=lesson.start, status=STATUS_WORDS[lesson.status])
    yield facts.render(voice)
    payment = payment_of(conn, lesson.id)
    yield f"Price {_('{price}', price=lesson.price).render(voice)}. {_money(payment, voice)}"
    yield from _consents(conn, lesson.id, cancel_rule(lesson.policy).render(voice), voice)


def _money(payment: Payment | None, voice: Voice) -> str:
    if payment is None:
        return "No payment was asked for."
    words = MONEY[payment.status].msgid
    said = Text(words, {"amount": payment.amount, "refunded": payment.refunded}).render(voice)
    return said[:1].upper() + said[1:] + "."


def _consents(conn: Connection, lesson: LessonId, rule: str, voice: Voice) -> Iterator[str]:
    """Who agreed to what, and when."""
    for step, actor, at in consents_of(conn, lesson):
        name = load_person(conn, actor).name or "Somebody"
        what = f"time, price and “{rule}”" if step == "hold" else "another time"
        yield f"{name} agreed to {what}, {_('{time:when}', time=at).render(voice)}"
