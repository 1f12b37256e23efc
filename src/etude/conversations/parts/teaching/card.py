"""A tutor's own profile as students will see it, and what stands in it in words."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from etude.calendar.openings import next_openings
from etude.conversations.chat import Chat
from etude.conversations.messages import Cards, TutorCard
from etude.conversations.parts.joining import joined
from etude.conversations.parts.teaching.people import language_words, learner_words
from etude.conversations.parts.teaching.skills import list_of, skills_of_tutor
from etude.conversations.parts.teaching.where import where_words
from etude.conversations.parts.tutor_cards import badge_words
from etude.core.intervals import Interval
from etude.core.text import Text, _, verbatim
from etude.core.tutors.model import Rate, Tutor
from etude.core.tutors.store import load_tutor

AHEAD = timedelta(days=28)
LONGEST_SKILLS = 90
HOUR = 60


async def show_profile(chat: Chat, head: Text) -> Tutor:
    """The card, and what else students are told; under `head`."""
    tutor = chat.look(lambda conn: load_tutor(conn, chat.person.id))
    rate = _shown_rate(tutor)
    if rate is not None:
        await chat.say(Cards(head, (_card(chat, tutor, rate),)), "card")
    if facts := _facts(chat, tutor):
        await chat.say(joined(facts, "\n"), "facts")
    return tutor


def _shown_rate(tutor: Tutor) -> Rate | None:
    return min(tutor.rates, key=lambda rate: abs(rate.minutes - HOUR), default=None)


def _card(chat: Chat, tutor: Tutor, rate: Rate) -> TutorCard:
    return TutorCard(
        tutor=tutor.id,
        name=tutor.name,
        headline=verbatim(tutor.headline or list_of(skills_of_tutor(tutor), chat.person.locale, LONGEST_SKILLS)),
        price=rate.price,
        minutes=rate.minutes,
        rating=tutor.rating,
        reviews=tutor.reviews_count,
        next_time=chat.look(lambda conn: _first_time(conn, chat, rate.minutes)),
        badge=badge_words(tutor),
        photo=f"/media/{tutor.photo.id}" if tutor.photo else None,
    )


def _first_time(conn: Connection, chat: Chat, minutes: int) -> datetime | None:
    window = Interval(chat.now, chat.now + AHEAD)
    return next(iter(next_openings(conn, [chat.person.id], chat.now, minutes, window, None, 1)[chat.person.id]), None)


def _facts(chat: Chat, tutor: Tutor) -> list[Text]:
    locale, lines = chat.person.locale, list[Text]()
    if tutor.subjects:
        lines.append(_("Teaches: {list}", list=list_of(skills_of_tutor(tutor), locale, LONGEST_SKILLS)))
    if tutor.learners:
        lines.append(_("For: {who}", who=learner_words(tutor.learners)))
    if tutor.languages:
        lines.append(_("In: {languages}", languages=language_words(tutor.languages, locale)))
    if tutor.formats:
        lines.append(_("Where: {where}", where=where_words(tutor.formats, tutor.place, tutor.radius_m)))
    return lines
