"""Where lessons happen: names to places, distances, and a geocoder that is asked only for what we do not know."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from zoneinfo import available_timezones

import pytest

from etude.matching.places import (
    GeocodingError,
    NominatimGeocoder,
    distance_m,
    find_place,
    load_gazetteer,
    make_geocoder,
)


class Nominatim(BaseHTTPRequestHandler):
    """A street map server that knows one street."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        known = "Abbey" in self.path
        street = {"lat": "51.5321", "lon": "-0.1776", "display_name": "Abbey Road, London, England"}
        body = json.dumps([street] if known else []).encode()
        self.send_response(503 if "Broken" in self.path else 200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Tests stay quiet."""


@pytest.fixture
def street_map() -> Iterator[tuple[NominatimGeocoder, list[str]]]:
    Nominatim.asked = []
    server = HTTPServer(("127.0.0.1", 0), Nominatim)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield NominatimGeocoder("etude-tests", f"127.0.0.1:{server.server_port}", "http"), Nominatim.asked
    server.shutdown()
    server.server_close()
    thread.join()


def test_ada_is_found_in_camden() -> None:
    place = find_place("near Camden, London", "en")
    assert place is not None
    assert (place.name, place.city, place.zone) == ("Camden", "London", "Europe/London")


@pytest.mark.parametrize(
    ("text", "name"),
    [("in Kreuzberg", "Kreuzberg"), ("Neukolln", "Neukölln"), ("en Nueva York", "New York"), ("bei Köln", "Cologne")],
)
def test_places_are_found_by_their_names_in_each_language(text: str, name: str) -> None:
    place = find_place(text)
    assert place is not None
    assert place.name == name


def test_a_text_without_a_place_has_none() -> None:
    assert find_place("piano on Tuesday") is None


def test_london_has_its_districts_and_every_zone_exists() -> None:
    places = load_gazetteer().places
    assert len([place for place in places if place.city == "London"]) >= 40
    assert {place.zone for place in places} <= available_timezones()
    for place in places:
        city = next((other for other in places if other.name == place.city), place)
        assert distance_m((place.lat, place.lon), (city.lat, city.lon)) < 40_000, place.name


def test_camden_and_islington_are_about_three_kilometres_apart() -> None:
    assert 2_000 < distance_m((51.5390, -0.1426), (51.5362, -0.1033)) < 3_500


def test_a_shared_location_is_named_by_its_nearest_place() -> None:
    assert load_gazetteer().nearest(51.5405, -0.1400).name == "Camden"


async def test_the_street_map_is_asked_only_for_what_we_do_not_know(
    street_map: tuple[NominatimGeocoder, list[str]],
) -> None:
    geocoder, asked = street_map
    known = await geocoder.locate("Camden", "en")
    assert known is not None
    assert asked == []
    street = await geocoder.locate("3 Abbey Road", "en")
    assert street is not None
    assert (street.name, street.zone, street.city) == ("Abbey Road", "Europe/London", "London")
    assert await geocoder.locate("Nowhere Lane", "en") is None


async def test_a_broken_street_map_is_said_so(street_map: tuple[NominatimGeocoder, list[str]]) -> None:
    geocoder, _asked = street_map
    with pytest.raises(GeocodingError):
        await geocoder.locate("Broken Bridge", "en")


async def test_the_setting_names_the_geocoder() -> None:
    assert make_geocoder() is load_gazetteer()
    assert isinstance(make_geocoder("nominatim"), NominatimGeocoder)
    with pytest.raises(ValueError, match="no geocoder"):
        make_geocoder("carrier-pigeon")
