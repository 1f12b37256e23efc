"""Answers of servers that know places, and whose turn it is to ask them."""

from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, select, update

from etude.core.database import insert_for
from etude.matching.places.place import Place
from etude.matching.places.tables import geocodings

places_json: TypeAdapter[list[Place]] = TypeAdapter(list[Place])
EVERY = timedelta(seconds=1)
TURN = "turn"


def load_places(conn: Connection, now: datetime, key: str) -> list[Place] | None:
    """What was answered under this key; None where nobody has asked, or too long ago."""
    kept = select(geocodings.c.places).where(geocodings.c.key == key, geocodings.c.until > now)
    row = conn.execute(kept).first()
    return None if row is None else places_json.validate_python(row[0])


def keep_places(conn: Connection, now: datetime, key: str, places: list[Place], until: datetime) -> None:
    """Keep an answer, and forget what is too old."""
    conn.execute(delete(geocodings).where((geocodings.c.until <= now) | (geocodings.c.key == key)))
    _insert(conn, key, places, until)


def take_turn(conn: Connection, now: datetime, patience: timedelta) -> datetime | None:
    """When this process may ask, a second after whoever asks before it; None if that is too long to wait."""
    _insert(conn, TURN, [], now)
    mine = geocodings.c.key == TURN
    free = conn.execute(select(geocodings.c.until).where(mine).with_for_update()).scalar_one()
    at: datetime = max(now, free)
    if at - now > patience:
        return None
    conn.execute(update(geocodings).where(mine).values(until=at + EVERY))
    return at


def _insert(conn: Connection, key: str, places: list[Place], until: datetime) -> None:
    row = {"key": key, "places": places_json.dump_python(places, mode="json"), "until": until}
    conn.execute(insert_for(conn.dialect.name, geocodings).values(row).on_conflict_do_nothing())
