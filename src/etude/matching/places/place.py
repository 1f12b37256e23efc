"""A place and the distance between two."""

from dataclasses import dataclass

from geopy.distance import great_circle  # type: ignore[import-untyped]


@dataclass(frozen=True, slots=True)
class Place:
    """A named point: degrees in WGS 84, its IANA zone, and metres within which people there usually travel."""

    name: str
    lat: float
    lon: float
    zone: str
    radius_m: int
    city: str | None = None
    country: str | None = None


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> int:
    """Metres between two (latitude, longitude) points along a great circle; within 0.6 % of the ellipsoid's."""
    return round(float(great_circle(one, other).meters))
