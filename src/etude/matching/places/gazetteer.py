"""Our own small gazetteer: the places a text names, found without asking anyone."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, TypeAlias

from etude.matching.places.place import Place, distance_m
from etude.matching.taxonomy.phrases import PhraseIndex
from etude.matching.taxonomy.words import Word, split_words

_CITY_RADIUS_M = 12000
_DISTRICT_RADIUS_M = 3000
_RawCity: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place that a text names, from word `first` up to, not including, word `last`; `others` are called the same."""

    place: Place
    first: int
    last: int
    others: tuple[Place, ...] = ()


class Gazetteer:
    """The places we know, with a compiled index of their names; build it once with `load_gazetteer`."""

    def __init__(self, places: Sequence[tuple[Place, tuple[str, ...]]]) -> None:
        self.places = tuple(place for place, _ in places)
        self._index = PhraseIndex((name, place) for place, names in places for name in names)

    def mentions(self, words: Sequence[Word]) -> list[PlaceMention]:
        """The places named by `words`. A district followed by its own city ("Camden, London") is one mention."""
        kept = [(at, word) for at, word in enumerate(words) if word.text not in ("-", ",")]
        plain = [word for _, word in kept]
        found: list[PlaceMention] = []
        at = 0
        while at < len(plain):
            match = self._index.match_at(plain, at)
            if match is None:
                at += 1
                continue
            place, *others = match[1]
            mention = PlaceMention(place, kept[at][0], kept[at + match[0] - 1][0] + 1, tuple(others))
            _append_or_join(found, mention)
            at += match[0]
        return found

    def nearest(self, lat: float, lon: float) -> Place:
        """The known place nearest to a point: it names a shared location and lends it a zone."""
        return min(self.places, key=lambda place: distance_m((lat, lon), (place.lat, place.lon)))


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """The gazetteer, read and compiled at its first use."""
    raw = tomllib.loads(files("etude.matching.places").joinpath("gazetteer.toml").read_text("utf-8"))
    return Gazetteer([entry for city, fields in raw.items() for entry in _read_city(city, fields)])


def find_place(text: str, locale: str = "en") -> Place | None:
    """The first known place that `text` names, in any of our languages; None where it names none."""
    found = load_gazetteer().mentions(split_words(text))
    return found[0].place if found else None


def _read_city(city: str, raw: _RawCity) -> Iterator[tuple[Place, tuple[str, ...]]]:
    lat, lon = raw["at"]
    zone, country = raw["zone"], raw["country"]
    whole = Place(city, lat, lon, zone, raw.get("radius_m", _CITY_RADIUS_M), None, country)
    yield whole, (city, *raw.get("names", ()))
    for name, (lat, lon, *others) in raw.get("districts", {}).items():
        yield Place(name, lat, lon, zone, _DISTRICT_RADIUS_M, city, country), (name, *others)


def _append_or_join(found: list[PlaceMention], mention: PlaceMention) -> None:
    last = found[-1] if found else None
    if last and last.last >= mention.first - 1:
        if last.place.city == mention.place.name:
            found[-1] = PlaceMention(last.place, last.first, mention.last)
            return
        if mention.place.city == last.place.name:
            found[-1] = PlaceMention(mention.place, last.first, mention.last)
            return
    found.append(mention)
