"""Where a tutor teaches: online, at their own place, at their students'; near which town, and how far they travel."""

import re
from collections.abc import Sequence

from pydantic import BaseModel

from etude.conversations.chat import Chat
from etude.conversations.forms import Form, Option, Utterance, answer
from etude.conversations.parts.joining import joined
from etude.conversations.parts.teaching.words import any_of, pattern
from etude.core.ids import PersonId
from etude.core.people.store import change_person
from etude.core.text import Text, _, verbatim
from etude.core.transaction import Tx
from etude.core.tutors.model import FORMATS, Format, Tutor
from etude.core.tutors.profile.store import change_tutor
from etude.core.tutors.store import load_tutor
from etude.matching.places import Place, find_likely, find_named, labels_of, place_at

FARTHEST_KM = 100
_FORMATS: dict[Format, re.Pattern[str]] = {form: pattern("where", form) for form in FORMATS}
_IN_PERSON, _ALL, _ONLY = pattern("where", "in_person"), pattern("where", "all"), pattern("where", "only")
_NOT, _ALSO = pattern("change", "not"), pattern("change", "also")
_THOUGHTS = re.compile(rf"[;.\n]|\b(?:{any_of('change', 'but')})\b", re.IGNORECASE)
_NEAR, _LEADS = any_of("where", "near"), any_of("where", "lead")
_TOWN = re.compile(
    rf"\b(?i:{_NEAR})\s+(?P<name>(?!Zoom|Skype)[A-ZÀ-ÖØ-Þ][\w'’.-]*(?:[ -][A-ZÀ-ÖØ-Þ][\w'’.-]*){{0,2}}"
    r"(?:, [A-ZÀ-ÖØ-Þ][\w ]+)?)"
)
_LEAD = re.compile(rf"^(?:(?:{_LEADS}|{_NEAR})\s+)+", re.IGNORECASE)


class Town(BaseModel):
    """A name, and which places it may mean; none where nobody knows it."""

    name: str
    places: tuple[Place, ...] = ()


class Places(BaseModel):
    """Which formats were named and which refused; `only` says that there are no others. `radius_m` is how far."""

    formats: tuple[Format, ...] = ()
    dropped: tuple[Format, ...] = ()
    only: bool = False
    town: Town | None = None
    radius_m: int | None = None

    def then(self, later: "Places") -> "Places":
        """Both, the later one with the last word."""
        kept = () if later.only else tuple(each for each in self.formats if each not in later.dropped)
        formats = tuple(each for each in FORMATS if each in kept or each in later.formats)
        dropped = tuple(each for each in FORMATS if each in (*self.dropped, *later.dropped) and each not in formats)
        town, radius = later.town or self.town, later.radius_m or self.radius_m
        return Places(formats=formats, dropped=dropped, only=self.only or later.only, town=town, radius_m=radius)


def read_places(said: Utterance) -> Sequence[Places]:
    """Where somebody teaches, where it was asked for: what is named is all there is."""
    found = absorb_places(None, said) or Places()
    if not found.formats and not found.dropped and found.town is None:
        town = next(iter(read_town(said)), None)
        known = town is not None and (town.places or find_likely(town.name, _zone(said)))
        found = found.model_copy(update={"town": town if known else None})
    only = bool(found.formats) and not found.dropped and not _ALSO.search(said.text)
    return (found.model_copy(update={"only": only}),) if found != Places() else ()


def absorb_places(old: Places | None, said: Utterance) -> Places | None:
    """Formats, a town and a distance, wherever they are named."""
    found = Places()
    for thought in _THOUGHTS.split(said.text):
        named = tuple(form for form, pattern in _FORMATS.items() if pattern.search(thought))
        if _ALL.search(thought):
            named = FORMATS
        elif _IN_PERSON.search(thought) and not {"tutor", "student"} & set(named):
            named = (*named, "tutor")
        refused = _NOT.search(thought) is not None
        found = found.then(Places(dropped=named) if refused else Places(formats=named))
    away = said.understood.distances
    town = _named_town(said)
    radius = min(away[0].metres, FARTHEST_KM * 1000) if away else None
    if not (found.formats or found.dropped or town or radius):
        return None
    only = bool(found.formats) and _ONLY.search(said.text) is not None
    return (old or Places()).then(found.model_copy(update={"town": town, "radius_m": radius, "only": only}))


def read_town(said: Utterance) -> Sequence[Town]:
    """The town that was said or shared; whatever else was said is the name of one that nobody knows."""
    if said.location is not None:
        there = place_at(said.location.lat, said.location.lon)
        return (Town(name=there.name, places=(there,)),) if there else ()
    if any(command.confidence >= 0.7 for command in said.understood.commands):
        return ()
    if town := _named_town(said):
        return (town,)
    name = _LEAD.sub("", " ".join(said.text.split())).strip(" .!?")[:40]
    if not any(letter.isalpha() for letter in name) or len(name.split()) > 5:
        return ()
    return (Town(name=name[:1].upper() + name[1:], places=tuple(find_named(name, _zone(said)))),)


def _named_town(said: Utterance) -> Town | None:
    wished = said.understood.wishes.place
    found = _TOWN.search(said.text)
    for name in (wished.name if wished else "", found["name"] if found else ""):
        if name and (places := find_named(name, _zone(said))):
            return Town(name=name, places=tuple(places))
    return None


def _zone(said: Utterance) -> str:
    return getattr(said.now.tzinfo, "key", "UTC")


def read_distance(said: Utterance) -> Sequence[int]:
    """Metres; a bare number is kilometres."""
    words = said.text.strip(" .!?")
    if words.isdecimal() and len(words) <= 3:
        return (int(words) * 1000,)
    return tuple(each.metres for each in said.understood.distances[:1])


class Where(Form):
    """Where lessons take place."""

    places = answer(
        Places,
        reads=read_places,
        names=("place", "area", "where"),
        hint=_("Tap one, or say it: “online, and at my place in Camden”."),
    )
    heard_places = answer(Places, absorbs=absorb_places)
    formats = answer(Places, reads=read_places, hint=_("Tap one, or say “online and at my place”."))
    town = answer(Town, reads=read_town, names=("town", "city", "district"), hint=_("Say a town: “Leeds”."))
    which = answer(Town, reads=read_town, hint=_("Tap one, or say a larger town nearby."))
    radius = answer(int, reads=read_distance, names=("distance",), hint=_("Say how far, such as “5 km”."))


class Area(BaseModel):
    """Where somebody teaches, settled."""

    formats: tuple[Format, ...]
    place: Place | None
    radius_m: int


async def settle_where(chat: Chat) -> tuple[Format, ...]:
    """Where they teach from now on, asked for and kept; prices are another matter."""
    heard = chat.given(Where.heard_places, None)
    if heard is not None:
        before = chat.given(Where.places, Places())
        await chat.amend(Where.places, before.then(heard), drop=(Where.heard_places, Where.town, Where.radius))
    old = await chat.once("where_before", area_of, chat.person.id)
    said = await chat.ask(Where.places, _question(old), _options())
    if not Places(formats=old.formats).then(said).formats:
        said = said.then(await chat.ask(Where.formats, _("And where is that: online, or in person?"), _options()))
    formats = Places(formats=old.formats).then(said).formats
    place = await _settle_town(chat, said, old, formats)
    radius = 0
    if "student" in formats:
        radius = said.radius_m or old.radius_m
        if not radius:
            radius = await chat.ask(Where.radius, _("How far do you travel?"), _ways())
    area = Area(formats=formats, place=place, radius_m=min(max(radius, 500), FARTHEST_KM * 1000) if radius else 0)
    await chat.once("kept_where", keep_where, chat.person.id, area)
    return formats


async def _settle_town(chat: Chat, said: Places, old: Area, formats: Sequence[Format]) -> Place | None:
    """The town or district, needed for lessons in person and to know which time it is there."""
    in_person = bool({"tutor", "student"} & set(formats))
    town = said.town
    if town is None and (old.place or not in_person) and (old.place or chat.person.zone != "UTC"):
        return old.place
    if town is None:
        words = _("Near which town or district? Students see no more than its name.")
        if not in_person:
            words = _("Which town are you in? I ask so that your hours are right; nobody else sees it.")
        town = await chat.ask(Where.town, words)
    if len(town.places) != 1:
        town = await _which(chat, town)
    return town.places[0]


async def _which(chat: Chat, town: Town) -> Town:
    likely = town.places or tuple(find_likely(town.name, chat.person.zone))
    labels = labels_of(likely, chat.person.locale) if likely else []
    options = [
        Option(verbatim(label), Town(name=place.name, places=(place,)))
        for label, place in zip(labels, likely, strict=True)
    ]
    words = _("Which {name} do you mean?", name=town.name)
    if not town.places:
        words = _("I don't know {name} yet. Which larger town or district is near?", name=town.name)
    return await chat.ask(Where.which, words, options, given=(town.name,), check=_is_known)


def _is_known(town: Town) -> Text | None:
    if len(town.places) == 1:
        return None
    return _("I don't know {name} yet. A larger town nearby will do.", name=town.name)


def _question(old: Area) -> Text:
    if not old.formats:
        return _("Where do you teach? Such as “at my place in Camden, and online”.")
    now = _("You teach {where}.", where=where_words(old.formats, old.place.name if old.place else None, old.radius_m))
    return _("{now} What changes? Such as “also online” or “I travel up to 5 km”.", now=now)


def _options() -> list[Option[Places]]:
    labels: tuple[tuple[Text, tuple[Format, ...]], ...] = (
        (_("Online"), ("online",)),
        (_("At my place"), ("tutor",)),
        (_("At my students'"), ("student",)),
        (_("All of these"), FORMATS),
    )
    return [Option(label, Places(formats=formats, only=True)) for label, formats in labels]


def _ways() -> list[Option[int]]:
    return [Option(_("{km} km", km=km), km * 1000) for km in (3, 5, 10, 20)]


def where_words(formats: Sequence[Format], place: str | None, radius_m: int) -> Text:
    """Where somebody teaches: "online, at their own place in Camden, at students' up to 5 km away"."""
    said = {
        "online": _("online"),
        "tutor": _("at your place, {place}", place=place or ""),
        "student": _("at your students', up to {km} km", km=f"{radius_m / 1000:g}"),
    }
    return joined([said[each] for each in FORMATS if each in formats], "; ")


def area_of_tutor(tutor: Tutor, formats: Sequence[Format]) -> Area:
    place = None
    if tutor.place and tutor.lat is not None and tutor.lon is not None:
        city = tutor.city if tutor.city != tutor.place else None
        place = Place(tutor.place, tutor.lat, tutor.lon, tutor.zone, 3000, city)
    return Area(formats=tuple(formats), place=place, radius_m=tutor.radius_m)


def area_of(tx: Tx, tutor: PersonId) -> Area:
    """Where they teach now."""
    found = load_tutor(tx.conn, tutor)
    return area_of_tutor(found, found.formats)


def keep_where(tx: Tx, tutor: PersonId, area: Area) -> bool:
    """Who teaches in person is seen near their town; whoever teaches online alone is seen nowhere."""
    place = area.place
    values: dict[str, object] = {"online": "online" in area.formats, "radius_m": area.radius_m}
    shown = place if {"tutor", "student"} & set(area.formats) else None
    values |= {"place": shown and shown.name, "city": shown and (shown.city or shown.name)}
    values |= {"lat": shown and shown.lat, "lon": shown and shown.lon}
    change_tutor(tx.conn, tutor, **values)
    if place is not None:
        change_person(tx.conn, tutor, zone=place.zone)
    return True
