"""Writes a migration for what the code's tables have and the migrations lack: next_migration.py "what it adds"."""

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import Connection

from etude.core.database import open_database
from etude.core.migrations import FOLDER, configure, upgrade
from etude.testing.schema import complete_metadata


async def write_migration(what: str) -> None:
    complete_metadata()
    number = len(list((FOLDER / "versions").glob("[0-9]*.py"))) + 1

    def write(conn: Connection) -> None:
        upgrade(conn)
        command.revision(configure(conn), what, autogenerate=True, rev_id=f"{number:04d}")

    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'empty.sqlite3'}")
        await database.write(write)
        await database.close()


asyncio.run(write_migration(" ".join(sys.argv[1:])))
