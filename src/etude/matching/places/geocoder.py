"""Finding places that our gazetteer does not know: a small port, and OpenStreetMap's Nominatim behind it."""

import asyncio
from typing import Protocol

from geopy.exc import GeopyError  # type: ignore[import-untyped]
from geopy.geocoders import Nominatim  # type: ignore[import-untyped]

from etude.core.errors import EtudeError
from etude.core.text import _
from etude.matching.places.gazetteer import Gazetteer, load_gazetteer
from etude.matching.places.place import Place

_STREET_RADIUS_M = 3000


class GeocodingError(EtudeError):
    """The service that knows places could not be reached."""

    permanent = False
    sentence = _("I can't look up places right now. The name of a city or district works too.")


class Geocoder(Protocol):
    """Turns words into a place, or None where there is no such place."""

    async def locate(self, text: str, locale: str) -> Place | None: ...


class NominatimGeocoder:
    """Asks the gazetteer first and a Nominatim server only for what it does not know.

    The public server allows one request a second and wants an agent name with a contact:
    https://operations.osmfoundation.org/policies/nominatim/. Point `domain` at a server of your own for more.
    """

    def __init__(
        self,
        agent: str,
        domain: str = "nominatim.openstreetmap.org",
        scheme: str = "https",
        timeout_s: float = 2.0,
        gazetteer: Gazetteer | None = None,
    ) -> None:
        self._gazetteer = gazetteer or load_gazetteer()
        self._service = Nominatim(user_agent=agent, domain=domain, scheme=scheme, timeout=timeout_s)

    async def locate(self, text: str, locale: str) -> Place | None:
        """The place of these words; the zone is that of the nearest place we know. Raises GeocodingError."""
        return await self._gazetteer.locate(text, locale) or await asyncio.to_thread(self._ask, text, locale)

    def _ask(self, text: str, locale: str) -> Place | None:
        try:
            found = self._service.geocode(text, language=locale)
        except GeopyError as error:
            raise GeocodingError from error
        if found is None:
            return None
        near = self._gazetteer.nearest(found.latitude, found.longitude)
        name = found.address.split(",")[0]
        return Place(name, found.latitude, found.longitude, near.zone, _STREET_RADIUS_M, near.city, near.country)


def make_geocoder(
    kind: str = "gazetteer", agent: str = "etude", domain: str = "nominatim.openstreetmap.org"
) -> Geocoder:
    """The geocoder that a setting names: ``gazetteer`` (the default, nothing leaves the house) or ``nominatim``."""
    if kind == "gazetteer":
        return load_gazetteer()
    if kind == "nominatim":
        return NominatimGeocoder(agent, domain)
    raise ValueError(f"There is no geocoder called {kind!r}; there are gazetteer and nominatim.")
