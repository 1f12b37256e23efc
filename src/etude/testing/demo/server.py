"""The demo in one process: the app, the payment sandbox, a school's site on an origin of its own, and a mailbox."""

import asyncio
import shlex
import shutil
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr

from etude.app import build, running, web
from etude.bots.telegram import BadTokenError, find_username, run_polling
from etude.bots.web_widget.serving import address_of, open_door, serving
from etude.core.clock import SkippingClock
from etude.core.database import Database, open_database
from etude.core.installation.store import read_note
from etude.core.migrations import upgrade
from etude.core.ownership import Keys, Running, announce, load_keys, owning, prepare_folder
from etude.core.settings import Settings
from etude.payments.sandbox import SandboxSettings, create_app
from etude.testing.demo.pages import AHEAD, Demo, demo_routes, school_site
from etude.testing.mail_server import receiving_mail
from etude.testing.seeds import files, plant

Say = Callable[[str], None]
# Where `etude chat` looks by itself; this process may have been told of another folder in a way the next one is not.
DEFAULT_FOLDER: Path = Settings.model_fields["data"].default


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the demo's parts are reached."""

    site: str
    school: str
    sandbox: str


@dataclass(frozen=True, slots=True)
class Served:
    """A demo that runs: its own site's address, the others', and what it shows and moves."""

    site: str
    addresses: Addresses
    demo: Demo


@asynccontextmanager
async def serving_demo(settings: Settings, say: Say) -> AsyncIterator[Served]:
    """Run the demo while the block runs.

    Raises FolderUnusableError, FolderInUseError or PortTakenError, each with a sentence for whoever started it.
    """
    prepare_folder(settings.data)
    async with AsyncExitStack() as stack:
        stack.enter_context(owning(settings.data))
        doors = [stack.enter_context(open_door(port)) for port in _ports(settings.port)]
        addresses = Addresses(*(address_of(door) for door in doors))
        keys = load_keys(settings.data)
        mail = await stack.enter_async_context(receiving_mail(settings.data / "mail"))
        made = _settings(settings, keys, addresses, mail.url)
        clock = SkippingClock()
        await _prepare(made, clock, say)
        bot = await _find_bot(made, say)
        etude = build(made, clock, terminal_key=keys.terminal, telegram=bot or "")
        demo = Demo(etude, clock, mail, addresses.school, keys.terminal)
        pages = web(etude, demo_routes(demo))
        await stack.enter_async_context(serving(create_app(_sandbox(made, keys, addresses), clock.now), doors[2]))
        await stack.enter_async_context(serving(school_site(addresses.site), doors[1]))
        await stack.enter_async_context(running(etude))
        if bot is not None:
            token, api = _telegram(made)
            await stack.enter_async_context(run_polling(etude, token, api))
        await stack.enter_async_context(serving(pages, doors[0]))
        announce(settings.data, Running(addresses.site, keys.terminal))
        yield Served(addresses.site, addresses, demo)


async def run_demo(settings: Settings, say: Say) -> None:
    """Serve until SIGINT or SIGTERM comes, then close everything in order."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serving_demo(settings, say) as served:
        say(f"Etude is ready: {served.site}/")
        folder = "" if settings.data == DEFAULT_FOLDER else f" --data {shlex.quote(str(settings.data))}"
        say(f"Chat in another terminal: .venv/bin/etude chat --as student{folder}   (or --as tutor)")
        say("Stop with Ctrl-C. What happens is kept in the data folder for the next start.")
        await stop.wait()
    say("Stopped. Everything is kept for the next start.")


def _ports(first: int) -> tuple[int, int, int]:
    """Three ports that follow each other; all of them free ones where `first` is 0."""
    return (first, first + 1, first + 2) if first else (0, 0, 0)


def _settings(settings: Settings, keys: Keys, addresses: Addresses, smtp: str) -> Settings:
    """The settings, with the demo's own parts where nothing else was set."""
    own = {
        "public_url": settings.public_url or addresses.site,
        "secret_key": SecretStr(settings.secret_key.get_secret_value() or keys.secret),
        "smtp_url": settings.smtp_url or smtp,
    }
    if not settings.stripe_key.get_secret_value():
        own |= {
            "stripe_key": SecretStr(keys.stripe),
            "stripe_webhook_secret": SecretStr(keys.webhook),
            "stripe_api": addresses.sandbox,
        }
    return settings.model_copy(update=own)


def _sandbox(settings: Settings, keys: Keys, addresses: Addresses) -> SandboxSettings:
    return SandboxSettings(
        database=settings.data / "sandbox.sqlite3",
        public_url=addresses.sandbox,
        secret_key=keys.stripe,
        webhook_url=f"{addresses.site}/webhooks/stripe",
        webhook_secret=keys.webhook,
        production=settings.production,
    )


def _telegram(settings: Settings) -> tuple[str, str | None]:
    """The bot's token, and where it is used, None for Telegram itself."""
    return settings.telegram_token.get_secret_value(), settings.telegram_api or None


async def _find_bot(settings: Settings, say: Say) -> str | None:
    """The user name of the bot whose token is set, empty while Telegram is out of reach; None without a bot."""
    token, api = _telegram(settings)
    if not token:
        return None
    try:
        name = await find_username(token, api)
    except BadTokenError:
        say("Telegram does not know the bot's token in ETUDE_TELEGRAM_TOKEN: going on without Telegram.")
        return None
    say(
        f"In Telegram: https://t.me/{name}"
        if name
        else "Telegram is out of reach; it is tried again until it is there."
    )
    return name


async def _prepare(settings: Settings, clock: SkippingClock, say: Say) -> None:
    """Migrate and seed the database, put the samples in place, and set the clock to where it was left."""
    database = open_database(settings.database)
    try:
        await database.write(upgrade)
        await _restore_clock(database, clock)
        planted = await database.write(lambda conn: plant(conn, clock.now()))
        if planted.fresh:
            say(f"Made {planted.tutors} tutors with {planted.reviews} reviews.")
    finally:
        await database.close()
    await asyncio.to_thread(keep_samples, settings.data)


async def _restore_clock(database: Database, clock: SkippingClock) -> None:
    ahead = await database.read(lambda conn: read_note(conn, AHEAD))
    if isinstance(ahead, int | float):
        clock.ahead = timedelta(seconds=ahead)


def keep_samples(folder: Path) -> None:
    """Put the seeds' pictures and sounds where the file store finds them."""
    for name, source in files().items():
        target = folder / "files" / name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
