"""Why a tutor is shown: told from the parts of their score, and from nothing else."""

from collections.abc import Iterator, Mapping

from etude.core.text import Text, _, verbatim
from etude.matching.ranking import YOUNG, Fit
from etude.matching.taxonomy import load_taxonomy
from etude.matching.wishes import Wishes

MOST = 3
MANY_TAUGHT, MANY_YEARS, QUICK_MINUTES = 100, 5, 120
# A part brings something from here on; below it, it would be a poor reason.
WORTH = 0.01


def tell_reasons(found: Fit, parts: Mapping[str, float], wishes: Wishes, locale: str) -> tuple[Text, ...]:
    """Up to three true reasons, the most telling first."""
    brought = {name for name, value in parts.items() if value > WORTH}
    told = [words for part, words in _candidates(found, wishes, locale) if part in brought]
    return tuple(told[:MOST])


def _candidates(found: Fit, wishes: Wishes, locale: str) -> Iterator[tuple[str, Text]]:
    """Each reason there may be, under the part of the score that it stands on."""
    tutor, taxonomy = found.tutor, load_taxonomy()
    yield "again", _("booked by you before")
    yield "favourite", _("one of your favourites")
    if found.rate.format == "student" and wishes.at == "student":
        yield "distance", _("comes to you")
    elif found.distance is not None and wishes.place is not None:
        yield "distance", _("{km} km from {place}", km=max(found.distance, 100) / 1000, place=wishes.place.name)
    if found.rate.format == "student" and wishes.at != "student":
        yield "distance", _("comes to you")
    for genre in wishes.genres:
        if genre in tutor.genres:
            yield "wished", _("teaches {what}", what=verbatim(taxonomy.label("genre", genre, locale)))
    if wishes.learner_age is not None and wishes.learner_age < YOUNG:
        yield "children", _("good with children")
    if tutor.lessons_taught >= MANY_TAUGHT:
        yield "experience", _("{count} lessons taught here", count=tutor.lessons_taught // 10 * 10)
    elif tutor.years >= MANY_YEARS:
        yield "years", _("teaching for {years} years", years=tutor.years)
    if found.rate.format == "online":
        yield "place", _("online")
    if tutor.answers_within.total_seconds() <= QUICK_MINUTES * 60:
        yield "answers", _("answers quickly")
