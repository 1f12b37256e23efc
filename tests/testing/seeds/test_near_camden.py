"""Carla's first wish: jazz piano for Ben, who is nine, near Camden, on weekday evenings, for less than £40."""

from datetime import UTC, datetime, time

import pytest
from sqlalchemy import Connection

from etude.core.database import Database
from etude.matching.search import find_tutors
from etude.matching.taxonomy.entries import GenreId, SubjectId
from etude.matching.windows import Window
from etude.matching.wishes import PriceLimit, WishedPlace, Wishes
from etude.testing.seeds import people, plant

WISHES = Wishes(
    subjects=(SubjectId("piano"),),
    genres=(GenreId("jazz"),),
    place=WishedPlace(name="Camden", lat=51.5390, lon=-0.1426, zone="Europe/London", radius_m=3000),
    windows=(Window(days=frozenset(range(5)), start=time(17)),),
    price_max=PriceLimit(amount=4000, currency="GBP"),
    learner_age=9,
    learner_self=False,
)


@pytest.mark.parametrize("month", [1, 3, 6, 8, 11, 12])
async def test_carla_finds_ada_first_and_at_least_three_more(database: Database, month: int) -> None:
    """Whatever the day the demo is begun on."""
    now = datetime(2026, month, 4 + month, 20, 15, tzinfo=UTC)
    await database.write(lambda conn: plant(conn, now))

    def search(conn: Connection) -> list[str]:
        found = find_tutors(conn, now, WISHES, people.CARLA.zone, "en", 0, 5)
        assert found.relaxed is None
        return [match.tutor for match in found.matches]

    found = await database.read(search)
    assert len(found) >= 4
    assert people.ADA.id == found[0]
