"""The zone of the machine that a terminal runs on."""

from collections.abc import Mapping
from pathlib import Path

from etude.core.text import zone_named


def machine_zone(environ: Mapping[str, str], etc: Path = Path("/etc")) -> str:
    """The IANA zone: as `TZ` says, else as the machine is set up under `etc`; UTC where nothing says it."""
    told = (environ.get("TZ", "").removeprefix(":"), str((etc / "localtime").resolve()), _written(etc / "timezone"))
    return next((name for each in told if (name := _named(each))), "UTC")


def _named(told: str) -> str:
    """The zone of this name, or whose file this is; nothing where it is none."""
    name = told.partition("zoneinfo/")[2] or told
    try:
        return zone_named(name).key
    except (LookupError, ValueError, OSError):
        return ""


def _written(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except (OSError, ValueError):
        return ""
