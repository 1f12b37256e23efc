"""Towns everywhere, from GeoNames: looked up where a place is spoken of, never searched for in any other words.

`towns.tsv.gz` holds them in the order of latitudes; `tools/gather_towns.py` makes it. The data are GeoNames'
(https://www.geonames.org), under CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/).
"""

import gzip
import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache
from importlib.resources import files

from rapidfuzz import fuzz, process

from etude.matching.places.place import Place, distance_m
from etude.matching.taxonomy.words import split_words

FILE = files("etude.matching.places").joinpath("towns.tsv.gz")
CREDIT = "GeoNames"
# A town that only some call so counts beside one of that very name where this part of its people live there.
ALSO = 0.5
LIKE, MOST_LIKE = 76, 24
SHORTEST_LIKE = 4
# Thousands of people, and how far one usually travels inside.
_SIZES = ((1000, 20_000), (200, 12_000), (0, 8_000))
_METRES_A_DEGREE = 111_200


def town_key(name: str) -> str:
    """A name as it is compared: without accents, signs and capitals."""
    words = (word.text.replace("'", "") for word in split_words(name))
    return " ".join(word for word in words if word.isalnum())


class Towns:
    """Some seventy thousand towns and large districts; made once with `load_towns`."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._starts, self._lats, self._lons = array("I"), array("f"), array("f")
        start = 0
        while start < len(text):
            lat, lon, _rest = text[start : start + 24].split(b"\t", 2)
            self._starts.append(start)
            self._lats.append(float(lat))
            self._lons.append(float(lon))
            start = text.find(b"\n", start) + 1 or len(text)

    def named(self, name: str) -> list[Place]:
        """The towns of this name, the largest first; those that only some call so must be large."""
        key = town_key(name)
        found = sorted(self._find(key), key=lambda place: -place.people)
        own = [place for place in found if town_key(place.name) == key]
        return [place for place in found if place in own or not own or place.people > ALSO * own[0].people]

    def like(self, name: str) -> list[tuple[float, Place]]:
        """The towns whose names are near to a misspelt one, with how near (0 to 100), of each name the largest."""
        key = town_key(name)
        if len(key) < SHORTEST_LIKE:
            return []
        close = process.extract(key, self._names, scorer=fuzz.ratio, score_cutoff=LIKE, limit=MOST_LIKE)
        found = sorted(((score, self._read(self._starts[at])) for _name, score, at in close), key=lambda s: s[1].people)
        return list({place.name: (score, place) for score, place in found}.values())

    def nearest(self, lat: float, lon: float, within_m: int) -> Place | None:
        """The town nearest to a point; None where there is none `within_m`."""
        reach = within_m / _METRES_A_DEGREE
        band = range(bisect_left(self._lats, lat - reach), bisect_right(self._lats, lat + reach))
        shrink = math.cos(math.radians(lat))

        def apart(at: int) -> float:
            """In degrees of latitude, as on a flat map: enough to say who is nearest."""
            around = abs(self._lons[at] - lon) % 360
            return math.hypot(self._lats[at] - lat, min(around, 360 - around) * shrink)

        at = min(band, key=apart, default=None)
        place = None if at is None else self._read(self._starts[at])
        return place if place and distance_m((lat, lon), (place.lat, place.lon)) < within_m else None

    @cached_property
    def _names(self) -> list[str]:
        ends = (self._text.find(b"|", self._text.index(b"\t|", start) + 2) for start in self._starts)
        begins = (self._text.index(b"\t|", start) + 2 for start in self._starts)
        return [self._text[begin:end].decode() for begin, end in zip(begins, ends, strict=True)]

    def _find(self, key: str) -> Iterator[Place]:
        wanted = f"|{key}|".encode()
        at = self._text.find(wanted) if key else -1
        while at >= 0:
            yield self._read(self._text.rfind(b"\n", 0, at) + 1)
            end = self._text.find(b"\n", at)
            at = self._text.find(wanted, end) if end >= 0 else -1

    def _read(self, start: int) -> Place:
        end = self._text.find(b"\n", start)
        line = self._text[start : end if end >= 0 else None].decode()
        lat, lon, country, region, zone, thousands, name, _keys = line.split("\t")
        people = int(thousands)
        radius_m = next(metres for least, metres in _SIZES if people >= least)
        return Place(name, float(lat), float(lon), zone, radius_m, None, country, region or None, people, CREDIT)


@lru_cache(maxsize=1)
def load_towns() -> Towns:
    """The towns, read at their first use."""
    return Towns(gzip.decompress(FILE.read_bytes()))
