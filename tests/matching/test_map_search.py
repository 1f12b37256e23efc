"""Servers that know streets: the real geopy against one on loopback that is good, slow, wrong or down."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from etude.core.clock import SkippingClock, frozen
from etude.core.database import Database
from etude.core.transaction import Transactions
from etude.matching.places import GeocodingError, MapSearch, MapServer, open_geocoder
from etude.matching.places.tables import geocodings
from etude.testing.map_server import StreetMap, running_street_map

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FOR_EVER = 20


@pytest.fixture
async def streets() -> AsyncIterator[StreetMap]:
    async with running_street_map() as running:
        yield running


@pytest.fixture(params=["nominatim", "photon"])
def geocoder(streets: StreetMap, request: pytest.FixtureRequest) -> MapServer:
    """Each of them, in front of the same streets."""
    return MapServer(request.param, streets.url, "etude-tests (https://etude.example)")


@pytest.fixture
def clock() -> SkippingClock:
    return frozen(MONDAY)


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def transactions(database: Database, clock: SkippingClock) -> Transactions:
    return Transactions(database, clock)


@pytest.fixture
def maps(geocoder: MapServer, slept: list[float]) -> MapSearch:
    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    return MapSearch(geocoder, sleep)


async def test_a_street_is_found_by_its_name_to_a_kilometre_and_without_its_house(
    geocoder: MapServer, streets: StreetMap
) -> None:
    places = await geocoder.locate("221b Abbey Lane", "en")
    assert [(place.name, place.lat, place.lon) for place in places] == [("Abbey Lane", 51.53, -0.18)]
    assert places[0].zone == "Europe/London"
    assert "OpenStreetMap contributors" in places[0].credit
    assert [(asked.words, asked.language) for asked in streets.asked] == [("Abbey Lane", "en")]
    assert streets.asked[0].agent == "etude-tests (https://etude.example)"


async def test_what_is_nowhere_is_not_found(geocoder: MapServer) -> None:
    assert await geocoder.locate("Nowhere Lane", "de") == []
    assert await geocoder.locate("12", "en") == []


@pytest.mark.filterwarnings("ignore:Latitude normalization")
@pytest.mark.parametrize("lat_lon", [("91", "0"), ("0.0", "0.0"), ("NaN", "0"), ("90", "0")])
async def test_a_point_where_nobody_lives_is_not_believed(
    geocoder: MapServer, streets: StreetMap, lat_lon: tuple[str, str]
) -> None:
    streets.known["Abbey Lane"] = lat_lon
    try:
        assert await geocoder.locate("Abbey Lane", "en") == []
    except GeocodingError:
        assert lat_lon[0] in ("91", "NaN")


@pytest.mark.parametrize("page", ["", "<h1>Welcome</h1>", "[", '"no"', '[{"lat": "north"}]', '{"features": 7}', "null"])
async def test_nonsense_is_no_answer(geocoder: MapServer, streets: StreetMap, page: str) -> None:
    streets.page = page
    with suppress(GeocodingError):
        assert await geocoder.locate("Abbey Lane", "en") == []


@pytest.mark.parametrize("status", [403, 429, 500, 503])
async def test_a_refusal_is_said_so(geocoder: MapServer, streets: StreetMap, status: int) -> None:
    streets.status = status
    with pytest.raises(GeocodingError):
        await geocoder.locate("Abbey Lane", "en")


async def test_a_slow_server_is_not_waited_for(streets: StreetMap) -> None:
    streets.speaking.clear()
    hasty = MapServer("nominatim", streets.url, "etude-tests", patience_s=0.05)
    async with asyncio.timeout(FOR_EVER):
        with pytest.raises(GeocodingError):
            await hasty.locate("Abbey Lane", "en")


async def test_nobody_at_the_address() -> None:
    with pytest.raises(GeocodingError):
        await MapServer("photon", "http://127.0.0.1:9", "etude-tests").locate("Abbey Lane", "en")


async def test_nobody_is_asked_twice_the_same(
    maps: MapSearch, streets: StreetMap, transactions: Transactions, clock: SkippingClock
) -> None:
    first = await maps.find(transactions, "3 Abbey Lane", "en")
    assert await maps.find(transactions, "abbey lane", "en") == first
    assert await maps.find(transactions, "Nowhere Lane", "en") == []
    assert await maps.find(transactions, "Nowhere Lane", "en") == []
    assert [asked.words for asked in streets.asked] == ["Abbey Lane", "Nowhere Lane"]

    clock.skip(timedelta(days=61))
    await maps.find(transactions, "Abbey Lane", "en")
    assert len(streets.asked) == 3


async def test_what_was_asked_cannot_be_read_from_what_is_kept(maps: MapSearch, transactions: Transactions) -> None:
    await maps.find(transactions, "Nowhere Lane", "en")
    rows = await transactions.read(lambda conn: conn.execute(select(geocodings.c.key)).scalars().all())
    assert len(rows) == 2
    assert not any("lane" in key.casefold() for key in rows)


async def test_it_is_asked_once_a_second_whoever_asks(
    geocoder: MapServer, maps: MapSearch, transactions: Transactions, clock: SkippingClock, slept: list[float]
) -> None:
    """Another process keeps to the same count; nobody is kept waiting for longer than a second."""
    another = MapSearch(geocoder, maps._sleep)
    await maps.find(transactions, "One Lane", "en")
    await another.find(transactions, "Two Lane", "en")
    assert slept == [0.0, 1.0]
    with pytest.raises(GeocodingError):
        await maps.find(transactions, "Three Lane", "en")
    clock.skip(timedelta(seconds=3))
    await maps.find(transactions, "Three Lane", "en")
    assert slept == [0.0, 1.0, 0.0]


async def test_a_server_that_is_down_is_left_alone_for_a_minute(
    maps: MapSearch, streets: StreetMap, transactions: Transactions, clock: SkippingClock
) -> None:
    streets.status = 503
    for name in ("One Lane", "Two Lane", "Three Lane"):
        with pytest.raises(GeocodingError):
            await maps.find(transactions, name, "en")
        clock.skip(timedelta(seconds=2))
    assert len(streets.asked) == 1
    streets.status = 200
    clock.skip(timedelta(minutes=1))
    assert await maps.find(transactions, "Abbey Lane", "en")


def test_the_settings_name_the_server() -> None:
    assert open_geocoder("", "", "etude") is None
    by_url, by_name = open_geocoder("", "https://maps.example/nominatim", "etude"), open_geocoder("photon", "", "etude")
    assert by_url is not None
    assert by_name is not None
    assert (by_url.name, by_name.name) == ("nominatim maps.example", "photon photon.komoot.io")
    with pytest.raises(ValueError, match="no geocoder"):
        open_geocoder("carrier-pigeon", "", "etude")
