"""Tutors as a model would show them: those who come out alike in its order, the reasons in its words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter

from etude.conversations.chat import Chat
from etude.core.text import verbatim
from etude.core.tutors.model import Tutor
from etude.core.tutors.store import load_tutors
from etude.matching.search import Match
from etude.matching.wishes import Wishes

_SAID = TypeAdapter(tuple[list[int], list[str]])


async def advised(chat: Chat, wishes: Wishes, matches: Sequence[Match]) -> tuple[Match, ...]:
    """These matches; unchanged where no model is to be asked, or where it is of no help."""
    advice = chat.house.advice
    if advice is None or not matches:
        return tuple(matches)
    voice = chat.person.voice
    by_id = {tutor.id: tutor for tutor in chat.look(lambda conn: load_tutors(conn, [m.tutor for m in matches]))}
    wished = ", ".join(chip.label.render(voice) for chip in wishes.chips(voice.locale))
    scores = [round(sum(match.parts.values()), 3) for match in matches]
    figures = [_figures(by_id[match.tutor], match, chat.now) for match in matches]
    facts = [[reason.render(voice) for reason in match.reasons] for match in matches]
    asked = (wished, scores, figures, facts, voice.locale)
    order, sentences = await chat.consult("advice", lambda: advice.on(*asked), _SAID, *asked)
    worded = [
        replace(match, reasons=(verbatim(sentence),)) if sentence else match
        for match, sentence in zip(matches, sentences, strict=True)
    ]
    return tuple(worded[at] for at in order)


def _figures(tutor: Tutor, match: Match, now: datetime) -> dict[str, object]:
    """What may be known of a tutor without knowing who it is."""
    return {
        "rating": tutor.rating,
        "reviews": tutor.reviews_count,
        "lessons_taught": tutor.lessons_taught,
        "years": tutor.years,
        "children": "children" in tutor.levels,
        "booked_at_once": tutor.instant_book,
        "price": match.price.amount / 100,
        "minutes": match.minutes,
        "km": None if match.distance is None else round(match.distance / 1000, 1),
        "days_until_free": max((match.next_time - now).days, 0),
    }
