"""Where lessons happen: names of cities and districts, their position and zone, and how far apart two places are."""

from etude.matching.places.finding import find_likely, find_named, labels_of, place_at
from etude.matching.places.gazetteer import Gazetteer, PlaceMention, find_place, load_gazetteer
from etude.matching.places.geocoder import Geocoder, GeocodingError, MapServer, open_geocoder
from etude.matching.places.map_search import MapSearch
from etude.matching.places.place import Place, distance_m

__all__ = [
    "Gazetteer",
    "Geocoder",
    "GeocodingError",
    "MapSearch",
    "MapServer",
    "Place",
    "PlaceMention",
    "distance_m",
    "find_likely",
    "find_named",
    "find_place",
    "labels_of",
    "load_gazetteer",
    "open_geocoder",
    "place_at",
]
