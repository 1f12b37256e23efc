"""Tutors as cards in the chat."""

from collections.abc import Sequence

from etude.conversations.messages import Button, TutorCard
from etude.core.text import Text, _, verbatim
from etude.core.tutors.model import Tutor
from etude.matching.search import Match

BADGES = {"checked": _("Identity checked")}


def tutor_card(tutor: Tutor, match: Match, buttons: Sequence[Button]) -> TutorCard:
    """One match with its price, next time and reasons."""
    return TutorCard(
        tutor=tutor.id,
        name=tutor.name,
        headline=verbatim(tutor.headline),
        price=match.price,
        minutes=match.minutes,
        rating=tutor.rating,
        reviews=tutor.reviews_count,
        next_time=match.next_time,
        reasons=match.reasons,
        badge=badge_words(tutor),
        photo=f"/media/{tutor.photo.id}" if tutor.photo else None,
        profile=f"/tutors/{tutor.slug}",
        buttons=tuple(buttons),
    )


def badge_words(tutor: Tutor) -> Text | None:
    return BADGES.get(tutor.badge or "")


def rating_words(tutor: Tutor) -> Text:
    """Stars and how many they stand on."""
    if tutor.rating is None:
        return _("New here, no reviews yet")
    return _("★ {rating} from {count} reviews", rating=tutor.rating, count=tutor.reviews_count)
