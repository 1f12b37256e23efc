"""What the machine under Etude is like, for the doctor to judge."""

import asyncio
import shutil
import sqlite3
import tempfile
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from etude.core.database import open_database
from etude.core.settings import Settings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Machine:
    """What the checks need to know of the machine: versions, free bytes, where zones are looked up first."""

    sqlite: tuple[int, int, int]
    tzdata: str | None
    zone_folders: tuple[str, ...]
    free_bytes: int
    writable: bool


Reach = Callable[[str], str | None]
"""Tries a database address: None when it answers, else why not."""


def look_around(settings: Settings) -> Machine:
    """The facts of this machine; it writes nothing that stays."""
    folder = next(path for path in (settings.data.absolute(), *settings.data.absolute().parents) if path.exists())
    return Machine(
        sqlite=sqlite3.sqlite_version_info,
        tzdata=_installed("tzdata"),
        zone_folders=tuple(path for path in zoneinfo.TZPATH if Path(path).exists()),
        free_bytes=shutil.disk_usage(folder).free,
        writable=_can_write(folder),
    )


def read_database(url: str, read: Callable[[Connection], T]) -> T:
    """What `read` finds in the database. Not to be called inside an event loop."""

    async def ask() -> T:
        database = open_database(url)
        try:
            return await database.read(read)
        finally:
            await database.close()

    return asyncio.run(ask())


def reach_database(url: str) -> str | None:
    """Ask the database for a row; None when it answers, else why not. Not to be called inside an event loop."""

    try:
        read_database(url, lambda conn: conn.execute(text("SELECT 1")).first())
    except ModuleNotFoundError:
        return "the driver is missing, pip install 'etude[postgres]'"
    except (OSError, SQLAlchemyError) as error:
        return str(error).splitlines()[0].rstrip(".")
    return None


def _installed(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _can_write(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
