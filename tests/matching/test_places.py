"""Where lessons happen: names to places, points on the map, distances."""

from zoneinfo import available_timezones

import pytest

from etude.matching.places import distance_m, find_likely, find_named, find_place, labels_of, load_gazetteer, place_at
from etude.matching.places.towns import FILE, load_towns

LONDON, BERLIN = "Europe/London", "Europe/Berlin"


def test_ada_is_found_in_camden() -> None:
    place = find_place("near Camden, London", "en")
    assert place is not None
    assert (place.name, place.city, place.zone) == ("Camden", "London", LONDON)


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


def test_the_towns_of_the_world_come_in_two_megabytes_and_each_has_a_zone() -> None:
    assert len(FILE.read_bytes()) < 2_000_000
    towns = [load_towns()._read(start) for start in load_towns()._starts]
    assert len(towns) > 60_000
    assert {town.zone for town in towns} <= available_timezones()


@pytest.mark.parametrize(
    ("name", "zone", "found"),
    [
        ("basingstoke", LONDON, ["Basingstoke GB"]),
        ("King’s Lynn", LONDON, ["King's Lynn GB"]),
        ("kings lynn", BERLIN, ["King's Lynn GB"]),
        ("Bad Homburg", BERLIN, ["Bad Homburg vor der Höhe DE"]),
        ("Lodz", BERLIN, ["Łódź PL"]),
        # Our own districts come first.
        ("Camden", LONDON, ["Camden GB"]),
        # A hamlet is not meant where a city has the name, and a namesake afar not where one is near.
        ("Paris", BERLIN, ["Paris FR"]),
        ("Newcastle", LONDON, ["Newcastle upon Tyne GB"]),
        ("Newcastle", BERLIN, ["Newcastle AU", "Newcastle ZA", "Newcastle upon Tyne GB"]),
        ("Cambridge, Ontario", LONDON, ["Cambridge CA"]),
        ("Reading, Pennsylvania", LONDON, ["Reading US"]),
        ("Valencia, España", LONDON, ["Valencia ES"]),
        ("Reading, Ontario", LONDON, []),
        ("Xyzzyville", LONDON, []),
        ("", LONDON, []),
        ("|", LONDON, []),
    ],
)
def test_a_name_means_the_town_that_somebody_there_would_mean(name: str, zone: str, found: list[str]) -> None:
    assert [f"{place.name} {place.country}" for place in find_named(name, zone)] == found


def test_namesakes_are_told_apart_on_a_button() -> None:
    assert labels_of(find_named("Cambridge", BERLIN), "en", "Cambridge") == ["Cambridge, UK", "Cambridge, USA"]
    assert labels_of(find_named("Durham", LONDON), "de", "Durham") == ["North Carolina", "Durham, UK"]
    assert labels_of(find_named("Newcastle", BERLIN), "es", "Newcastle") == [
        "New South Wales",
        "Newcastle, Sudáfrica",
        "Newcastle, UK",
    ]


@pytest.mark.parametrize(
    ("slip", "likeliest"), [("Camdn", "Camden"), ("Manchster", "Manchester"), ("Edinborough", "Edinburgh")]
)
def test_a_slip_of_the_finger_is_near_what_was_meant(slip: str, likeliest: str) -> None:
    assert find_likely(slip, LONDON)[0].name == likeliest


def test_what_is_like_nothing_is_nothing() -> None:
    assert find_likely("Xyzzyville", LONDON) == []
    assert find_likely("q", LONDON) == []


def test_a_shared_place_is_called_by_what_is_nearest_and_kept_to_a_kilometre() -> None:
    place = place_at(51.54051, -0.14003)
    assert place is not None
    assert (place.name, place.lat, place.lon) == ("Camden", 51.54, -0.14)
    near_winchester = place_at(51.06, -1.32)
    assert near_winchester is not None
    assert (near_winchester.name, near_winchester.zone) == ("Winchester", LONDON)


def test_a_place_beyond_the_date_line_is_near_one_before_it() -> None:
    place = load_towns().nearest(-16.42, -179.9, within_m=100_000)
    assert place is not None
    assert place.name == "Labasa"


def test_swapped_coordinates_are_put_right() -> None:
    place = place_at(-0.14, 51.54)
    assert place is not None
    assert (place.name, place.lat, place.lon) == ("Camden", 51.54, -0.14)


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(90, 0), (-90, 180), (0, 0), (91, 181), (1e300, -1e300), (float("nan"), 0), (float("inf"), float("-inf"))],
)
def test_where_nobody_lives_is_nowhere(lat: float, lon: float) -> None:
    assert place_at(lat, lon) is None
