"""Tutors as cards in the chat."""

from collections import Counter
from collections.abc import Sequence

from etude.conversations.chat import Chat
from etude.conversations.forms import Answer
from etude.conversations.messages import Button, Cards, TutorCard
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.picking import Pick, pick_of
from etude.core.money import Money
from etude.core.text import Text, _, counted, verbatim
from etude.core.tutors.model import Tutor
from etude.matching.search import Found, Match, Way
from etude.matching.wishes import Wishes

BADGES = {"checked": _("Identity checked")}
BOOKED_AT_ONCE = _("booked at once")
MOST_WISHES = 6
RELAXED = {
    "windows": _("the time"),
    "price_max": _("the price"),
    "genres": _("the style"),
    "farther": _("the way there"),
    "visit": _("coming to you"),
    "studio": _("a place of their own"),
    "place": _("the place"),
    "minutes": _("the length"),
    "levels": _("the level"),
    "languages": _("the language"),
    "online": _("where it takes place"),
    "rating_min": _("the rating"),
    "badge": _("the check of identity"),
}
_WAYS = {
    "windows": _("Any time"),
    "price_max": _("Any price"),
    "genres": _("Any style"),
    "farther": _("Farther away"),
    "visit": _("At the tutor's"),
    "studio": _("At my place"),
    "place": _("Online"),
    "minutes": _("Any length"),
    "levels": _("Any level"),
    "languages": _("Any language"),
    "online": _("In person"),
    "rating_min": _("Any rating"),
    "badge": _("Checked or not"),
}


def tutor_cards(
    chat: Chat,
    chosen: Answer[Pick],
    wishes: Wishes,
    words: Text,
    found: Found,
    tutors: Sequence[Tutor],
    buttons: Sequence[Button],
) -> Cards:
    """The tutors found, each with a button that chooses them."""
    by_id = {tutor.id: tutor for tutor in tutors}
    called = Counter(first_name(tutor.name) for tutor in tutors)
    cards = []
    for match in found.matches:
        tutor = by_id[match.tutor]
        name = first_name(tutor.name) if called[first_name(tutor.name)] == 1 else tutor.name
        pick = chat.button(chosen, pick_of(tutor, match, wishes), _("Choose {name}", name=name[:13]))
        cards.append(tutor_card(tutor, match, [pick]))
    return Cards(words, tuple(cards), tuple(buttons))


def way_label(way: Way) -> Text | None:
    """Softer wishes as a button, with how many tutors they bring: "Up to £50 (4)"."""
    limit = way.wishes.price_max
    if way.relaxed == "price_max" and limit is not None and limit.currency:
        return _("Up to {price} ({count})", price=Money(limit.amount, limit.currency), count=way.count)
    words = _WAYS.get(way.relaxed)
    return _("{way} ({count})", way=words, count=way.count) if words else None


def intro(wishes: Wishes, found: Found, locale: str, page: int) -> Text:
    """What was wished for, and which wish had to give."""
    if found.relaxed == "place":
        return _("Nobody fits in person. These teach online:")
    if found.relaxed == "farther":
        return _("Nobody fits that near. These are farther away:")
    if found.relaxed == "visit" and wishes.place:
        return _("Nobody who fits comes to {place}. These teach at their place:", place=wishes.place.name)
    if found.relaxed == "visit":
        return _("Nobody who fits comes to students. These teach at their place:")
    if found.relaxed == "studio":
        return _("Nobody who fits teaches at their place there. These come to you:")
    if found.relaxed:
        return _("Nobody fits all of that. These do, but for {wish}:", wish=RELAXED.get(found.relaxed, verbatim("")))
    chips = [chip.label for chip in wishes.chips(locale)][:MOST_WISHES]
    what = chips[0]
    for chip in chips[1:]:
        what = _("{head}, {tail}", head=what, tail=chip)
    return _("More for {what}:", what=what) if page else _("{what}: here is who fits best.", what=what)


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
        reasons=(*match.reasons, BOOKED_AT_ONCE) if tutor.instant_book else match.reasons,
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
    return counted(
        "★ {rating} from {count} review",
        "★ {rating} from {count} reviews",
        tutor.reviews_count,
        rating=tutor.rating,
    )
