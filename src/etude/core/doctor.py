"""Says in plain sentences how an installation stands: what is set up, what is missing, and what is dangerous."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import SecretStr
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from etude.core.machine import Machine, Reach
from etude.core.settings import Settings

MEGABYTE = 1_000_000
KEY_LENGTH = 32
KEY_VARIETY = 8
# https://www.sqlite.org/wal.html#walresetbug: two connections write or checkpoint at the same moment.
FLAWED_WAL = ((3, 7, 0), (3, 51, 2))
_TELEGRAM_TOKEN = re.compile(r"\d+:[\w-]{30,}")


class Level(Enum):
    """How much a finding matters: fine, worth knowing, or something that must not stay."""

    FINE = "ok"
    NOTE = "note"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one part of the installation; no secret is ever in it."""

    level: Level
    about: str
    sentence: str


def examine(settings: Settings, machine: Machine, now: datetime, reach: Reach) -> list[Finding]:
    """Everything there is to say, in the order of its parts; `now` is what the clock says, aware."""
    found: list[Finding] = []
    for about, check in (
        ("database", _database(settings, machine, reach)),
        ("folder", _folder(settings, machine)),
        ("time", _time(machine, now)),
        ("keys", _keys(settings)),
        ("address", _address(settings)),
        ("telegram", _telegram(settings)),
        ("payments", _payments(settings)),
        ("mail", _mail(settings)),
        ("model", _model(settings)),
        ("places", _places(settings)),
    ):
        found += [Finding(level, about, sentence) for level, sentence in check]
    return found


Said = Iterator[tuple[Level, str]]


def _database(settings: Settings, machine: Machine, reach: Reach) -> Said:
    try:
        shown = make_url(settings.database).render_as_string(hide_password=True)
    except ArgumentError:
        yield Level.DANGER, "ETUDE_DATABASE_URL is not the address of a database (postgresql://user@host/name)."
        return
    if not settings.database.startswith("sqlite"):
        trouble = reach(settings.database)
        yield (Level.DANGER, f"{shown} does not answer: {trouble}.") if trouble else (Level.FINE, f"{shown} answers.")
        return
    version = ".".join(map(str, machine.sqlite))
    if FLAWED_WAL[0] <= machine.sqlite <= FLAWED_WAL[1]:
        yield (
            Level.NOTE,
            f"SQLite {version} can damage a file that two connections write at once (mended in 3.51.3). Etude writes "
            "from one and locks the file; let no other program open it.",
        )
    yield Level.FINE, f"Everything is kept in {shown} with SQLite {version}."
    if settings.production:
        yield Level.NOTE, "One process serves one SQLite file; for several, set ETUDE_DATABASE_URL to a PostgreSQL."


def _folder(settings: Settings, machine: Machine) -> Said:
    folder, free = settings.data.absolute(), f"{machine.free_bytes // MEGABYTE} MB free"
    if not machine.writable:
        yield Level.DANGER, f"{folder} cannot be written: give it to the account that runs Etude, or set ETUDE_DATA."
    elif machine.free_bytes < 200 * MEGABYTE:
        yield Level.DANGER, f"{folder} is almost full: {free}."
    elif machine.free_bytes < 2000 * MEGABYTE:
        yield Level.NOTE, f"{folder} is filling up: {free}."
    else:
        yield Level.FINE, f"{folder} can be written, {free}."


def _time(machine: Machine, now: datetime) -> Said:
    if machine.tzdata is None:
        yield Level.DANGER, "The tzdata package is missing, so zones depend on the system: pip install tzdata."
        return
    year = int(machine.tzdata.split(".")[0])
    if now.year < year:
        yield Level.DANGER, f"The clock says {now:%Y-%m-%d}, but the zone data is from {year}: set the clock."
    elif now.year > year + 1:
        yield Level.NOTE, f"The zone data is from {year}; clocks may have changed somewhere since: upgrade tzdata."
    if machine.zone_folders:
        yield Level.NOTE, f"Zones come from {machine.zone_folders[0]} before the tzdata package {machine.tzdata}."
    else:
        yield Level.FINE, f"Zones come from the tzdata package {machine.tzdata}; it is {now:%Y-%m-%d %H:%M} UTC."


def _keys(settings: Settings) -> Said:
    key = settings.secret_key.get_secret_value()
    if not key and settings.production:
        yield Level.DANGER, "In production the key that signs links is yours to keep: set ETUDE_SECRET_KEY."
    elif not key:
        yield Level.FINE, f"The key that signs links is made once and kept in {settings.data}."
    elif len(key) < KEY_LENGTH or len(set(key)) < KEY_VARIETY:
        yield Level.DANGER, f"ETUDE_SECRET_KEY can be guessed: take {KEY_LENGTH} random characters or more."
    else:
        yield Level.FINE, "Links are signed with ETUDE_SECRET_KEY."


def _address(settings: Settings) -> Said:
    if _is_loopback(settings.base_url):
        yield (
            Level.DANGER if settings.production else Level.NOTE,
            f"{settings.base_url} opens on this machine only; set ETUDE_PUBLIC_URL to the address people use.",
        )
    elif not settings.base_url.startswith("https://"):
        yield Level.DANGER, f"{settings.base_url} is not encrypted, and its links are secrets: serve it by https."
    else:
        yield Level.FINE, f"People reach Etude at {settings.base_url}."


def _telegram(settings: Settings) -> Said:
    token = settings.telegram_token.get_secret_value()
    if not token:
        yield Level.NOTE, "No Telegram: set ETUDE_TELEGRAM_TOKEN to what @BotFather gave you."
        return
    if not _TELEGRAM_TOKEN.fullmatch(token):
        yield Level.DANGER, "ETUDE_TELEGRAM_TOKEN does not look like a token (digits, a colon, 35 characters)."
    if _is_loopback(settings.base_url):
        yield Level.DANGER, "Telegram's people have phones, which cannot open links to this machine: see the address."
    if _is_set(settings.telegram_webhook_secret) and not settings.public_url:
        yield Level.NOTE, "Updates are polled for: a webhook needs ETUDE_PUBLIC_URL too."
    else:
        yield Level.FINE, "Telegram is set up."


def _payments(settings: Settings) -> Said:
    key = settings.stripe_key.get_secret_value()
    if not key and settings.production:
        yield Level.DANGER, "The payment sandbox refuses to run in production: set ETUDE_STRIPE_KEY."
    elif not key:
        yield Level.NOTE, "Payments go to the sandbox that comes with Etude; no money moves."
    elif settings.production and "_test_" in key:
        yield Level.DANGER, "ETUDE_STRIPE_KEY is a test key: lessons would be given and never paid."
    elif not _is_set(settings.stripe_webhook_secret):
        yield Level.DANGER, "Stripe's events cannot be told from forged ones: set ETUDE_STRIPE_WEBHOOK_SECRET."
    else:
        yield Level.FINE, "Payments go to Stripe."


def _mail(settings: Settings) -> Said:
    if settings.smtp_url:
        yield Level.FINE, f"Mail goes out by {urlsplit(settings.smtp_url).hostname}."
    else:
        yield Level.NOTE, "No mail is sent: set ETUDE_SMTP_URL to mail notices that nobody has looked at."


def _model(settings: Settings) -> Said:
    if _is_set(settings.openai_key) or settings.openai_url:
        yield Level.FINE, f"{settings.openai_model} is asked where Etude itself is unsure."
    else:
        yield Level.NOTE, "No language model: Etude understands with its own grammar alone."


def _places(settings: Settings) -> Said:
    service = settings.geocoder or ("nominatim" if settings.geocoder_url else "")
    if service not in ("", "nominatim", "photon"):
        yield Level.DANGER, f"There is no geocoder {service!r}: set ETUDE_GEOCODER to nominatim, photon or nothing."
    elif not service:
        yield Level.FINE, "Places are the districts and towns that come with Etude; nobody is asked."
    elif settings.geocoder_url:
        yield Level.FINE, f"Streets are looked up by {service} at {urlsplit(settings.geocoder_url).hostname}."
    else:
        yield (
            Level.NOTE,
            f"Streets are looked up by the public {service}, once a second at most: for more, run your own.",
        )


def _is_set(secret: SecretStr) -> bool:
    return bool(secret.get_secret_value())


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified
