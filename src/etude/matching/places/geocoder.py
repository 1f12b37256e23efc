"""Servers that know every street: a small port, and OpenStreetMap's Nominatim and Photon behind it, by geopy."""

import asyncio
import re
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol, TypeAlias
from urllib.parse import urlsplit

from geopy.adapters import AioHTTPAdapter  # type: ignore[import-untyped]
from geopy.exc import GeopyError  # type: ignore[import-untyped]
from geopy.geocoders import Nominatim, Photon  # type: ignore[import-untyped]
from geopy.location import Location  # type: ignore[import-untyped]

from etude.matching.places.finding import nearest
from etude.matching.places.place import Place, coarse, is_on_earth

# https://osmfoundation.org/wiki/Licence/Attribution_Guidelines
OPENSTREETMAP = "© OpenStreetMap contributors, openstreetmap.org/copyright"
PATIENCE_S = 1.5
MOST = 3
STREET_RADIUS_M = 3_000
# How far from the nearest town a street may be.
LONELIEST_M = 300_000
LONGEST_NAME = 40
# House numbers say where somebody lives, and no search for a tutor needs them.
_HOUSE = re.compile(r"(?<![\w-])\d{1,3}\s?[a-z]?(?![\w-])", re.IGNORECASE)
# geopy has no types of its own.
_Service: TypeAlias = Callable[..., Any]
SERVICES: dict[str, tuple[_Service, str]] = {
    # At most one request a second, an agent that says who asks, and answers kept:
    # https://operations.osmfoundation.org/policies/nominatim/
    "nominatim": (Nominatim, "https://nominatim.openstreetmap.org"),
    # "Throttled in case of extensive usage": https://photon.komoot.io
    "photon": (Photon, "https://photon.komoot.io"),
}


class GeocodingError(Exception):
    """The service that knows places could not be reached, or answered nonsense; it is done without."""


class Geocoder(Protocol):
    """Turns words into places, the likeliest first; none where there is no such place."""

    name: str

    async def locate(self, words: str, locale: str) -> list[Place]:
        """Raises GeocodingError where it cannot be said."""
        ...


class MapServer:
    """A server of one of `SERVICES`; an empty `url` is the public one."""

    def __init__(self, service: str, url: str, agent: str, patience_s: float = PATIENCE_S) -> None:
        made, public = SERVICES[service]
        at = urlsplit(url or public)
        self.name = f"{service} {at.netloc}"
        self._patience_s = patience_s
        self._open: Callable[[], Any] = partial(
            made,
            user_agent=agent,
            domain=at.netloc + at.path,
            scheme=at.scheme,
            timeout=patience_s,
            adapter_factory=AioHTTPAdapter,
        )

    async def locate(self, words: str, locale: str) -> list[Place]:
        """Streets and towns, no more exact than a kilometre; house numbers are not sent. Raises GeocodingError."""
        asked = without_house(words)
        if not asked:
            return []
        try:
            async with asyncio.timeout(self._patience_s), self._open() as server:
                found = await server.geocode(asked, exactly_one=False, limit=MOST, language=locale[:2])
        except (GeopyError, TimeoutError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise GeocodingError from error
        return [place for each in found or () if (place := _read(each))]


def open_geocoder(service: str, url: str, agent: str) -> Geocoder | None:
    """The server that the settings name; None where nobody is to be asked. A url alone is a Nominatim's."""
    if not service and not url:
        return None
    service = service or "nominatim"
    if service not in SERVICES:
        raise ValueError(f"There is no geocoder called {service!r}; there are {' and '.join(SERVICES)}.")
    return MapServer(service, url, agent)


def without_house(words: str) -> str:
    """An address without the number of the house."""
    return " ".join(_HOUSE.sub(" ", words).split()).strip(" ,")


def _read(found: Location) -> Place | None:
    """A found location as a place: the zone is that of the nearest town. None for nonsense and for the open sea."""
    lat, lon = found.latitude, found.longitude
    if not is_on_earth(lat, lon) or not (near := nearest(lat, lon, LONELIEST_M)):
        return None
    name = without_house(str(found.address)).partition(",")[0][:LONGEST_NAME].strip()
    if not name:
        return None
    at, city = coarse(lat, lon), near.city or near.name
    return Place(name, *at, near.zone, STREET_RADIUS_M, city, near.country, near.region, 0, OPENSTREETMAP)
