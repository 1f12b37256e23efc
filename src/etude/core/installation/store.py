"""The `notes` table: facts by key, such as how far the demo's clock was moved."""

from sqlalchemy import Connection, delete, insert, select

from etude.core.tables import notes


def read_note(conn: Connection, key: str) -> object | None:
    """A fact (JSON), None where nothing is noted."""
    found: object | None = conn.execute(select(notes.c.value).where(notes.c.key == key)).scalar()
    return found


def write_note(conn: Connection, key: str, value: object) -> None:
    """Note a fact in place of what was noted before."""
    conn.execute(delete(notes).where(notes.c.key == key))
    conn.execute(insert(notes).values(key=key, value=value))
