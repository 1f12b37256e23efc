"""Brings a database to the tables that this version of Etude expects.

Old and new code may share a database while they change places, so a migration adds and fills; what it makes superfluous
is removed in a later version. Going back is restoring a backup, so there are no downgrades.
"""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from etude.core.database import open_database

FOLDER = Path(__file__).parent
# Among processes; any number will do, as long as every process of Etude takes the same.
_LOCK = 0x657475
# Within this one: Alembic keeps the migration that is under way in a global.
_ONE_AT_A_TIME = threading.Lock()


def migrate(url: str) -> None:
    """Migrate the database at `url`; what is current is left alone. Safe to call from anywhere, by several at once."""
    with _ONE_AT_A_TIME, ThreadPoolExecutor(1) as outside_any_loop:
        outside_any_loop.submit(asyncio.run, _migrate(url)).result()


def upgrade(conn: Connection, revision: str = "head") -> None:
    """The same within a transaction of the caller's: all of it is done, or nothing."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    command.upgrade(configure(conn), revision)


def configure(conn: Connection) -> Config:
    """Alembic's configuration for a connection, for its commands."""
    config = Config(attributes={"connection": conn})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


async def _migrate(url: str) -> None:
    database = open_database(url)
    try:
        await database.write(upgrade)
    finally:
        await database.close()
