"""Why this tutor, why not that one, why not at that time: answered from what the search itself found."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from etude.conversations.answers.known import Known, look_up
from etude.conversations.answers.situation import Situation
from etude.conversations.answers.times import is_free
from etude.conversations.answers.tutors import profile_button, rates_words
from etude.conversations.forms import Utterance
from etude.conversations.messages import Button, Say, StartFlow
from etude.conversations.parts.in_sight import absorb_strange
from etude.conversations.parts.joining import joined
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.named_tutor import teaches_else
from etude.conversations.parts.tastes import taste_words
from etude.conversations.understanding import understand
from etude.core.text import Text, _, verbatim
from etude.core.tutors.model import Tutor
from etude.core.tutors.store import load_tutors
from etude.matching.misfits import Misfit, why_not_shown
from etude.matching.store import tutors_named
from etude.matching.taxonomy import load_taxonomy
from etude.matching.taxonomy.catalogue import Kind
from etude.matching.wishes import Wishes

LONGEST_NAME = 13
FORGET_TASTE = Button(_("Forget my choices"), StartFlow("forget", {"what": "taste"}))
_NOT = re.compile(r"\b(?:not|nicht|keine?|no)\b", re.IGNORECASE)
_KINDS: dict[str, Kind] = {"genres": "genre", "levels": "level", "languages": "language"}


def why(situation: Situation, said: Utterance) -> Known | None:
    """What speaks for those on the screen, or for the one who is meant: the reasons of their cards."""
    tutor = _meant(situation, said)
    cards = [card for card in situation.cards.values() if tutor is None or card.tutor == tutor.id]
    lines = [
        _("{name}: {reasons}.", name=first_name(card.name), reasons=joined(list(card.reasons), ", "))
        for card in cards
        if card.reasons
    ]
    if not lines or situation.teaches:
        return None
    if tutor is not None:
        return Known((Say(joined(lines, "\n"), (profile_button(tutor),)),))
    scene = situation.scene
    taste = taste_words(situation.conn, scene.now, scene.person.id)
    return Known((Say(joined([*lines, *taste], "\n"), (FORGET_TASTE,) if taste else ()),))


def why_price(situation: Situation, said: Utterance) -> Known | None:
    """Why somebody costs something else than before: by length and place, as the profile has it."""
    tutor = _meant(situation, said)
    if tutor is None or situation.teaches:
        return None
    rates = rates_words(situation, tutor)
    words = _(
        "The price depends on the length and the place. {name}: {rates}.", name=first_name(tutor.name), rates=rates
    )
    return Known((Say(words, (profile_button(tutor),)),))


def why_not(situation: Situation, said: Utterance) -> Known | None:
    """Why a time is not free, or a tutor not among those shown."""
    tutor, clock = _meant(situation, said), _moment(said)
    if tutor is None or situation.teaches:
        return None
    if clock is not None:
        return is_free(situation, tutor, clock)
    wishes, person = _wishes(situation), situation.scene.person
    if not wishes:
        return None
    misfit = look_up(situation.scene, why_not_shown, tutor.id, wishes, person.zone, person.locale)
    words = _words(misfit, tutor, wishes, person.locale)
    return Known((Say(words, (*_booking(misfit, tutor), profile_button(tutor))),))


def _moment(said: Utterance) -> datetime | None:
    """The time that is named; "not" would make it one to leave out, and a clock time without a day is the next one."""
    times = understand(_NOT.sub(" ", said.text), said.now, said.understood.language).times
    points = [each.start for each in times if each.kind == "point" and each.start and each.start.clock]
    if not points or points[0].clock is None:
        return None
    day = points[0].day or said.now.date()
    moment = datetime.combine(day, points[0].clock, said.now.tzinfo)
    return moment if points[0].day or moment > said.now else moment + timedelta(days=1)


def _meant(situation: Situation, said: Utterance) -> Tutor | None:
    """Whoever is named, those who teach what is wished for first; else the one who is spoken about."""
    strange = absorb_strange(None, said)
    for word in strange.words.split() if strange else ():
        found = load_tutors(situation.conn, tutors_named(situation.conn, situation.scene.now, word))
        if found:
            wished = set(_wishes(situation).subjects)
            return min(found, key=lambda each: (each.id not in situation.cards, not wished & set(each.subjects)))
    return situation.tutor


def _wishes(situation: Situation) -> Wishes:
    given = situation.booking.answers.get("wishes") if situation.booking else None
    return Wishes.model_validate(given.value) if given else Wishes()


def _booking(misfit: Misfit, tutor: Tutor) -> tuple[Button, ...]:
    if misfit.match is None:
        return ()
    wishes = misfit.wishes.model_dump(mode="json")
    label = _("Choose {name}", name=first_name(tutor.name)[:LONGEST_NAME])
    return (Button(label, StartFlow("book", {"tutor": tutor.id}, {"wishes": wishes})),)


def _words(misfit: Misfit, tutor: Tutor, wishes: Wishes, locale: str) -> Text:
    name = first_name(tutor.name)
    if misfit.wish is None:
        if misfit.place is None:
            return _("{name} does fit. Many others come a little closer to what you wish for.", name=name)
        return _("{name} does fit: number {place} for your wishes.", name=name, place=misfit.place)
    if misfit.wish == "listed":
        return _("{name} is not taking bookings now.", name=name)
    if misfit.wish == "subjects":
        return teaches_else(tutor, wishes, locale)
    if misfit.wish == "time" or misfit.match is None:
        return _("{name} has no free time just now.", name=name)
    return _OF_WISH.get(misfit.wish, _several)(misfit, name, wishes, locale)


def _price(misfit: Misfit, name: str, wishes: Wishes, locale: str) -> Text:
    assert misfit.match is not None
    return _(
        "{name} asks {price} for {minutes} min.", name=name, price=misfit.match.price, minutes=misfit.match.minutes
    )


def _time(misfit: Misfit, name: str, wishes: Wishes, locale: str) -> Text:
    assert misfit.match is not None
    return _("{name} has no time then. The next is {start:when}.", name=name, start=misfit.match.next_time)


def _way(misfit: Misfit, name: str, wishes: Wishes, locale: str) -> Text:
    assert misfit.match is not None
    assert wishes.place is not None
    km = (misfit.match.distance or 0) / 1000
    return _(
        "{name} is {km} km from {place}, a longer way than you wish for.", name=name, km=km, place=wishes.place.name
    )


def _visit(misfit: Misfit, name: str, wishes: Wishes, locale: str) -> Text:
    if wishes.place is None:
        return _("{name} doesn't come to students for that, but teaches at their own place.", name=name)
    return _(
        "{name} doesn't come to {place} for that, but teaches at their own place.", name=name, place=wishes.place.name
    )


def _studio(misfit: Misfit, name: str, wishes: Wishes, locale: str) -> Text:
    return _("{name} doesn't teach that at a place of their own, but comes to students.", name=name)


def _online(misfit: Misfit, name: str, wishes: Wishes, locale: str) -> Text:
    return _("{name} teaches online, and not where you look in person.", name=name)


def _in_person(misfit: Misfit, name: str, wishes: Wishes, locale: str) -> Text:
    return _("{name} teaches in person, and not online.", name=name)


def _length(misfit: Misfit, name: str, wishes: Wishes, locale: str) -> Text:
    return _("{name} gives no lessons of {minutes} minutes there.", name=name, minutes=wishes.minutes or 0)


def _not_taught(misfit: Misfit, name: str, wishes: Wishes, locale: str) -> Text:
    kind, asked = _KINDS[str(misfit.wish)], getattr(wishes, str(misfit.wish))
    what = [verbatim(load_taxonomy().label(kind, each, locale)) for each in asked]
    return _("{name}'s profile doesn't name {what}.", name=name, what=joined(what, ", "))


def _stars(misfit: Misfit, name: str, wishes: Wishes, locale: str) -> Text:
    return _("{name}'s rating is below that, or there is none yet.", name=name)


def _unchecked(misfit: Misfit, name: str, wishes: Wishes, locale: str) -> Text:
    return _("{name}'s identity has not been checked yet.", name=name)


def _several(misfit: Misfit, name: str, wishes: Wishes, locale: str) -> Text:
    return _("{name} misses more than one of your wishes. Without them it would work.", name=name)


_OF_WISH: dict[str, Callable[[Misfit, str, Wishes, str], Text]] = {
    "price_max": _price,
    "windows": _time,
    "farther": _way,
    "visit": _visit,
    "studio": _studio,
    "place": _online,
    "online": _in_person,
    "minutes": _length,
    "genres": _not_taught,
    "levels": _not_taught,
    "languages": _not_taught,
    "rating_min": _stars,
    "badge": _unchecked,
}
