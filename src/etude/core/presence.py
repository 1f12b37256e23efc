"""Which processes of an installation live: on PostgreSQL each holds a lock for as long as its session does.

The server gives the lock back as soon as the session has ended, however its process died, so what a dead process had
leased need not wait until the leases end. Of a whole host that vanishes nobody hears so soon: then they do.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, text

# The first half of the lock's number; the second is made of the process's name.
_OURS = int.from_bytes(b"Etud", "big")
_ABSENT = text("""
    SELECT name FROM unnest(CAST(:names AS text[])) AS name
    WHERE NOT EXISTS (
        SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = :ours
        AND objid = CAST(hashtext(name) AS oid)
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    )
""")


async def say_present(raw: Any, name: str) -> None:
    """From now until this connection of asyncpg's ends, `name` counts as alive."""
    await raw.execute("SELECT pg_advisory_lock_shared($1, hashtext($2))", _OURS, name)


def absent(conn: Connection, names: Collection[str]) -> set[str]:
    """Those of these processes that do not live, or have lost their line to the database for the moment."""
    return set(conn.execute(_ABSENT, {"names": sorted(names), "ours": _OURS}).scalars()) if names else set()
