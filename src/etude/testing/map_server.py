"""A server on loopback that knows a few streets, as Nominatim and as Photon, for the real client to talk to.

https://nominatim.org/release-docs/latest/api/Search/ and https://github.com/komoot/photon say how they answer.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from etude.bots.web_widget.serving import address_of, open_door, serving


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in."""

    words: str
    language: str
    agent: str


@dataclass
class StreetMap:
    """`known` are streets with their latitude and longitude; `status` and `page` are sent instead of answers.

    `speaking` is cleared to keep everyone waiting.
    """

    url: str
    known: dict[str, tuple[str, str]] = field(default_factory=lambda: {"Abbey Lane": ("51.53211", "-0.17764")})
    status: int = 200
    page: str | None = None
    asked: list[Asked] = field(default_factory=list)
    speaking: asyncio.Event = field(default_factory=asyncio.Event)

    async def search(self, request: Request) -> Response:
        """As Nominatim."""
        found = await self._find(request, "accept-language")
        return found if isinstance(found, Response) else JSONResponse([_as_nominatim(*each) for each in found])

    async def api(self, request: Request) -> Response:
        """As Photon."""
        found = await self._find(request, "lang")
        if isinstance(found, Response):
            return found
        return JSONResponse({"type": "FeatureCollection", "features": [_as_photon(*each) for each in found]})

    async def _find(self, request: Request, language: str) -> Response | list[tuple[str, str, str]]:
        query = request.query_params
        words = query["q"]
        self.asked.append(Asked(words, query.get(language, ""), request.headers["user-agent"]))
        await self.speaking.wait()
        if self.status != 200 or self.page is not None:
            return Response(self.page or "", self.status, media_type="application/json")
        return [(name, *at) for name, at in self.known.items() if name.casefold() in words.casefold()]


@asynccontextmanager
async def running_street_map() -> AsyncIterator[StreetMap]:
    """Serve until the block ends, at a free port."""
    door = open_door(0)
    streets = StreetMap(address_of(door))
    streets.speaking.set()
    routes = [Route("/search", streets.search), Route("/api", streets.api)]
    async with serving(Starlette(routes=routes), door):
        try:
            yield streets
        finally:
            streets.speaking.set()


def _as_nominatim(name: str, lat: str, lon: str) -> dict[str, object]:
    return {"place_id": 1, "lat": lat, "lon": lon, "display_name": f"221b, {name}, London, England, United Kingdom"}


def _as_photon(name: str, lat: str, lon: str) -> dict[str, object]:
    point = {"type": "Point", "coordinates": [float(lon), float(lat)]}
    properties = {"housenumber": "221b", "street": name, "city": "London", "country": "United Kingdom"}
    return {"type": "Feature", "geometry": point, "properties": properties}
