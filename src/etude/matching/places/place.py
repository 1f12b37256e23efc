"""A place and the distance between two."""

import math
from dataclasses import dataclass

from geopy.distance import great_circle  # type: ignore[import-untyped]

# About a kilometre: enough for who is near whom, too little to find somebody's door.
COARSE = 2


@dataclass(frozen=True, slots=True)
class Place:
    """A named point: degrees in WGS 84, its IANA zone, and metres within which people there usually travel.

    `country` is an ISO 3166 code, `region` a state by its name where a country's towns are told apart by it, `people`
    how many thousands live there (0 where that is not known), `credit` who is to be named for knowing it.
    """

    name: str
    lat: float
    lon: float
    zone: str
    radius_m: int
    city: str | None = None
    country: str | None = None
    region: str | None = None
    people: int = 0
    credit: str = ""


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> int:
    """Metres between two (latitude, longitude) points along a great circle; within 0.6 % of the ellipsoid's."""
    return round(float(great_circle(one, other).meters))


def coarse(lat: float, lon: float) -> tuple[float, float]:
    """A point to about a kilometre."""
    return round(lat, COARSE), round(lon, COARSE)


def is_on_earth(lat: float, lon: float) -> bool:
    """Whether two numbers are a latitude and a longitude at all."""
    return math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180
