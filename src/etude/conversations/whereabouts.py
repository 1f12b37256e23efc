"""Finds out where somebody means: a town that is spoken of, a place shared from the phone, a journey from somewhere.

Districts that Etude knows are understood in any words; towns of the world are looked up only where a place is spoken of
("near …", "in …") or asked for. A server that knows streets, where there is one, is asked outside the turn's
transaction, and for nothing but the name of the place.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from etude.conversations.chat import LookupNeeded, Scene
from etude.conversations.forms import Spoken, Utterance
from etude.conversations.readings import SURE
from etude.conversations.state import State
from etude.conversations.understanding.journeys import read_journey
from etude.conversations.understanding.lexicon import LANGUAGES, load_lexicon
from etude.core.text import Text, _
from etude.core.transaction import Transactions
from etude.matching.places import GeocodingError, MapSearch, Place, find_likely, find_named, load_gazetteer, place_at
from etude.matching.places.store import places_json
from etude.matching.taxonomy import fold, load_taxonomy, split_words
from etude.matching.wishes import WishedPlace

Named = tuple[str, list[Place]]
log = logging.getLogger(__name__)
# The question whose whole answer is a place.
ASKS_PLACE = "Booking.cleared"
KEPT = timedelta(minutes=5)
MOST_WORDS, LONGEST = 6, 60
# In "in …" a small word may be anything; only a town of so many thousand is taken for one without its capital.
KNOWN_ANYWHERE, SHORTEST = 20, 5
_NEAR = re.compile(
    r"\b(?:(?P<near>near|around|close to|nearby|nahe|in der nähe von|cerca de)|in|bei|en)\s+(?P<rest>[^;!?\n]+)", re.I
)
_FROM = re.compile(r"\b(?P<near>from|von|ab|desde|de)\s+(?P<rest>[^;!?\n]+)", re.IGNORECASE)
_WORD = re.compile(r"[^\s,]+,?")


class Whereabouts:
    """Adds to what was said the place that it means; `maps` knows streets, where there is such a server."""

    def __init__(self, maps: MapSearch | None = None) -> None:
        self._maps = maps

    def hear(self, scene: Scene, state: State, said: Utterance) -> Utterance:
        """What was said, with its place. Raises LookupNeeded where a server has to be asked first."""
        if said.location is not None:
            place = place_at(said.location.lat, said.location.lon)
            return _at(said, place) if place else replace(said, where=Spoken("nowhere"))
        run = state.current
        if run is not None and run.flow != "book":
            return said
        journey = read_journey(said.text)
        radius_m = journey[1] if journey else 0
        if shared := _shared(said, scene.person.zone):
            return _meant(said, *shared, radius_m)
        if said.understood.wishes.place is not None:
            return _at(said, said.understood.wishes.place, radius_m)
        asked = run is not None and run.asked is not None and run.asked.answer == ASKS_PLACE
        spoken = _spoken(said, scene.person.zone, after_journey=journey[0] if journey else "")
        name, places = spoken or (_answered(said, scene.person.zone) if asked else None) or ("", [])
        if places:
            return _meant(said, name, places, radius_m)
        if name:
            return self._look_up(scene, said, name, radius_m, surely=spoken is not None)
        return replace(said, where=Spoken("journey", journey[0], radius_m=radius_m)) if journey else said

    def _look_up(self, scene: Scene, said: Utterance, name: str, radius_m: int, *, surely: bool) -> Utterance:
        """A name that nobody here knows: on the map, else whatever it may have meant, if it was `surely` a place."""
        found = self._on_the_map(scene, name) if self._maps else []
        if found:
            scene.asides.append(_credit(found[0]))
            return _meant(said, name, found, radius_m)
        likely = find_likely(name, scene.person.zone)
        if not likely and not surely:
            return said
        return replace(said, where=Spoken("likely" if likely else "unknown", name, tuple(likely), radius_m))

    def _on_the_map(self, scene: Scene, name: str) -> list[Place]:
        maps, locale = self._maps, scene.person.locale
        assert maps is not None
        key = f"map/{maps.known(name, locale)}"
        if key not in scene.found:
            raise LookupNeeded(key, lambda transactions: _ask(maps, transactions, name, locale), KEPT)
        return places_json.validate_python(scene.found[key].value)


async def _ask(maps: MapSearch, transactions: Transactions, name: str, locale: str) -> object:
    """What the server says, nothing where it is of no help just now."""
    try:
        places = await maps.find(transactions, name, locale)
    except GeocodingError as error:
        log.info("the map was no help: %r", error.__cause__ or error)
        places = []
    return places_json.dump_python(places, mode="json")


def _shared(said: Utterance, zone: str) -> Named | None:
    """A name of our own that several places have, unless what follows it says which: "Cambridge, Ontario"."""
    if said.understood.wishes.place is None:
        return None
    words = split_words(said.text)
    for mention in load_gazetteer().mentions(words):
        if mention.others:
            places = [mention.place, *mention.others]
            name = min((place.name for place in places), key=len)
            start, rest = words[mention.first].start, said.text[words[mention.last - 1].end :]
            after = _WORD.findall(rest)[:2] if rest.startswith(",") else []
            told = [f"{said.text[start : words[mention.last - 1].end]}, {' '.join(after[: n + 1])}" for n in (1, 0)]
            exact = [found for each in told if after and (found := find_named(each.rstrip(" ,."), zone))]
            return name, exact[0] if exact else places
    return None


def _spoken(said: Utterance, zone: str, after_journey: str) -> Named | None:
    """The name after "near" or "in", and after a journey "from", with the places that it may mean."""
    from_there = _FROM.finditer(said.text.partition(after_journey)[2]) if after_journey else ()
    for found in (*_after_near(said.text), *from_there):
        near, words = bool(found["near"]), _WORD.findall(found["rest"])[:MOST_WORDS]
        if named := _longest_known(words, zone, near=near, language=said.understood.language):
            return named
        if (near or _is_capital(words, said)) and (name := _strange_name(words, said.understood.language)):
            return name, []
    return None


def _answered(said: Utterance, zone: str) -> Named | None:
    """The name that a whole reply is, where a place was asked for."""
    if said.understood.wishes or any(command.confidence >= SURE for command in said.understood.commands):
        return None
    words = _WORD.findall(said.text[:LONGEST])[:MOST_WORDS]
    named = _longest_known(words, zone, near=True, language=said.understood.language)
    return named or (_strange_name(words, said.understood.language) or "", [])


def _after_near(text: str) -> Iterator[re.Match[str]]:
    """Each "near …", also one that stands in what follows another."""
    found = _NEAR.search(text)
    while found is not None:
        yield found
        found = _NEAR.search(text, found.start("rest"))


def _longest_known(words: list[str], zone: str, *, near: bool, language: str) -> Named | None:
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count]).strip(" ,.")
        places = find_named(name, zone)
        if places and (near or count > 1 or _is_town(name, places[0], language)):
            return name, places
    return None


def _is_town(name: str, place: Place, language: str) -> bool:
    """Whether a single word after "in" means the town: "in Reading", "in basingstoke", but not "in half"."""
    known = any(fold(name) in load_lexicon(each).known for each in LANGUAGES)
    if name[0].isupper() and language != "de":
        return True
    return not known and len(name) >= SHORTEST and (place.people >= KNOWN_ANYWHERE or name[0].isupper())


def _is_capital(words: list[str], said: Utterance) -> bool:
    """Whether a name begins here: nouns of German do not count."""
    return bool(words) and words[0][0].isupper() and said.understood.language != "de"


def _strange_name(words: list[str], language: str) -> str:
    """The words up to an everyday one, if they are none themselves: "Abbey Road", of "Abbey Road on Mondays"."""
    known, taken = load_lexicon(language).known, list[str]()
    for word in words:
        plain = word.strip(" ,.")
        if not plain[:1].isupper() and not plain[:1].isdigit() and (fold(plain) in known or taken):
            break
        taken.append(plain)
        if word.endswith((",", ".")):
            break
    first = next((word for word in taken if word[:1].isalpha()), "")
    if len(first) <= 2 or _is_familiar(first):
        return ""
    name = " ".join(taken)[:LONGEST]
    return name[:1].upper() + name[1:]


def _is_familiar(word: str) -> bool:
    known = any(fold(word) in load_lexicon(language).known for language in LANGUAGES)
    return known or any(load_taxonomy().find(word, language) for language in LANGUAGES)


def _meant(said: Utterance, name: str, places: list[Place], radius_m: int) -> Utterance:
    if len(places) == 1:
        return _at(said, places[0], radius_m)
    return replace(said, where=Spoken("places", name[:1].upper() + name[1:], tuple(places), radius_m))


def _at(said: Utterance, place: Place | WishedPlace, radius_m: int = 0) -> Utterance:
    """What was said, with this place as a wish; how far one would go is what was said of it."""
    distance = next((each.metres for each in said.understood.distances), place.radius_m)
    wished = WishedPlace(name=place.name, lat=place.lat, lon=place.lon, zone=place.zone, radius_m=radius_m or distance)
    wishes = said.understood.wishes.model_copy(update={"place": wished})
    return replace(said, understood=replace(said.understood, wishes=wishes))


def _credit(place: Place) -> Text:
    return _("{place}: found with OpenStreetMap. {credit}", place=place.name, credit=place.credit)
