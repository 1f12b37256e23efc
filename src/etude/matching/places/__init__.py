"""Where lessons happen: names of cities and districts, their position and zone, and how far apart two places are."""

from etude.matching.places.gazetteer import Gazetteer, PlaceMention, find_place, load_gazetteer
from etude.matching.places.geocoder import Geocoder, GeocodingError, NominatimGeocoder, make_geocoder
from etude.matching.places.place import Place, distance_m

__all__ = [
    "Gazetteer",
    "Geocoder",
    "GeocodingError",
    "NominatimGeocoder",
    "Place",
    "PlaceMention",
    "distance_m",
    "find_place",
    "load_gazetteer",
    "make_geocoder",
]
