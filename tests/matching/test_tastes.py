"""Carla's choices teach the search what she cares for: a little at a time, never beyond bounds, and to be forgotten."""

import random
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert, select

from etude.core.database import Database
from etude.core.ids import PersonId
from etude.core.tables import favourites
from etude.core.transaction import Tx
from etude.matching.shown import dismiss_shown, forget_shown, keep_shown, load_taste, pick_shown
from etude.matching.tables import shown
from etude.matching.tastes import NONE_KNOWN, Seen, describe_taste, learn_taste
from etude.testing.seeds import people, plant

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
ADA, TOM, GRACE = people.ADA.id, people.TOM.id, people.GRACE.id
CHEAP, DEAR = {"price": 0.15, "rating": 0.6}, {"price": 0.02, "rating": 0.6}


def test_who_always_takes_the_cheaper_one_cares_for_the_price() -> None:
    seen = [
        each
        for number in range(6)
        for each in (Seen(ADA, number, CHEAP, "picked"), Seen(TOM, number, DEAR), Seen(GRACE, number, DEAR))
    ]
    taste = learn_taste(seen, [], [])
    assert taste.weight("price") > 1.3
    assert taste.weight("rating") == 1.0
    assert [str(words) for words in describe_taste(taste)] == ["a low price"]


def test_no_taste_goes_beyond_half_or_twice() -> None:
    chance = random.Random(1)
    seen = [
        Seen(PersonId(f"per_{chance.randint(0, 9)}"), number // 3, {"price": chance.choice((0.0, 9.0))}, said)
        for number in range(900)
        for said in [chance.choice(("picked", "passed", "dismissed", None))]
    ]
    for _round in range(20):
        taste = learn_taste(chance.sample(seen, 300), [], [])
        assert all(0.5 <= weight <= 2.0 for weight in taste.weights.values())
        assert all(-0.8 <= sum(parts.values()) <= 0.6 for parts in taste.history.values())


async def test_what_was_shown_and_chosen_is_kept_and_forgotten(database: Database) -> None:
    await database.write(lambda conn: plant(conn, NOW))

    def look_and_choose(conn: Connection) -> None:
        tx = Tx(conn, NOW)
        keep_shown(tx, people.CARLA.id, [(ADA, DEAR), (TOM, DEAR)], 0)
        keep_shown(tx, people.CARLA.id, [(ADA, DEAR), (TOM, DEAR)], 0)  # the same screen, drawn again
        dismiss_shown(tx, people.CARLA.id, TOM)
        more = Tx(conn, NOW + timedelta(minutes=1))
        keep_shown(more, people.CARLA.id, [(GRACE, CHEAP)], 2)
        pick_shown(more, people.CARLA.id, GRACE)
        conn.execute(insert(favourites).values(person_id=people.CARLA.id, tutor_id=ADA, created_at=NOW))

    await database.write(look_and_choose)
    responses = select(shown.c.tutor_id, shown.c.response).order_by(shown.c.id)
    found = await database.read(lambda conn: [tuple(row) for row in conn.execute(responses)])
    assert found == [(ADA, "passed"), (TOM, "dismissed"), (GRACE, "picked")]

    taste = await database.read(lambda conn: load_taste(conn, LATER, people.CARLA.id))
    assert dict(taste.history[TOM]) == {"dismissed": -0.6}
    assert dict(taste.history[ADA]) == {"favourite": 0.3}
    just_now = await database.read(lambda conn: load_taste(conn, NOW + timedelta(minutes=2), people.CARLA.id))
    assert TOM not in just_now.history  # a list stays as it is while it is looked through

    await database.write(lambda conn: forget_shown(conn, people.CARLA.id))
    left = await database.read(lambda conn: load_taste(conn, LATER, people.CARLA.id))
    assert left.weights == NONE_KNOWN.weights
    assert set(left.history) == {ADA}
