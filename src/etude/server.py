"""One installation as a process serves it: its data folder, its door, its bot, and a sandbox where Stripe is not."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import APIRouter
from pydantic import SecretStr

from etude.app import Etude, build, running, web
from etude.bots.telegram import find_username, run_polling, run_webhook, webhook_routes, webhook_url
from etude.bots.web_widget.serving import address_of, open_door, serving
from etude.core.clock import Clock
from etude.core.migrations import migrate
from etude.core.ownership import FolderInUseError, Keys, Running, announce, load_keys, owning, prepare_folder
from etude.core.settings import Settings
from etude.payments.embedded import make_sandbox, with_sandbox


class SecondPollerError(Exception):
    """Telegram gives its updates to one poller."""

    def __init__(self) -> None:
        super().__init__(
            "Another process polls Telegram already. Several need the webhook: set ETUDE_TELEGRAM_WEBHOOK_SECRET and "
            "ETUDE_PUBLIC_URL."
        )


async def serve(settings: Settings, clock: Clock, say: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is under way.

    Raises FolderUnusableError, FolderInUseError, PortTakenError, BadTokenError or SecondPollerError, each with a
    sentence for whoever started it.
    """
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    async with opened(settings, clock) as etude:
        say(f"Etude is ready: {etude.house.base_url}/")
        await stop.wait()
    say("Stopped. Whatever was under way is finished.")


@asynccontextmanager
async def opened(settings: Settings, clock: Clock) -> AsyncIterator[Etude]:
    """A whole Etude, serving its pages and working until the block ends.

    A bot that somebody runs already is mounted on it; `settings.telegram_token` is for a bot of Etude's own.
    """
    prepare_folder(settings.data)
    async with AsyncExitStack() as stack:
        owner = _own_folder(stack, settings)
        keys = load_keys(settings.data)
        door = stack.enter_context(open_door(settings.port, settings.host))
        made = await _complete(stack, settings, keys, address_of(door))
        await asyncio.to_thread(migrate, made.database)
        bot = _Bot(made, hook=bool(settings.public_url))
        etude = build(made, clock, terminal_key=keys.terminal, telegram=await bot.find_name())
        await stack.enter_async_context(running(etude))
        routes = await bot.meet(stack, etude, owner=owner)
        await stack.enter_async_context(serving(web(etude, *routes), door))
        if owner:
            announce(settings.data, Running(address_of(door), keys.terminal))
        stack.callback(etude.worker.stop)
        yield etude


def _own_folder(stack: AsyncExitStack, settings: Settings) -> bool:
    """Whether this process owns the data folder; only where nothing in it is written by one alone may it not."""
    try:
        stack.enter_context(owning(settings.data))
    except FolderInUseError:
        if settings.database.startswith("sqlite") or not settings.stripe_key.get_secret_value():
            raise
        return False
    return True


async def _complete(stack: AsyncExitStack, settings: Settings, keys: Keys, address: str) -> Settings:
    """The settings with whatever an installation makes for itself; a sandbox runs where there is no Stripe."""
    made = settings.model_copy(
        update={
            "public_url": settings.public_url or address,
            "secret_key": SecretStr(settings.secret_key.get_secret_value() or keys.secret),
        }
    )
    if made.stripe_key.get_secret_value():
        return made
    door = stack.enter_context(open_door(settings.port and settings.port + 2))
    sandbox = address_of(door)
    await stack.enter_async_context(serving(make_sandbox(made, keys, sandbox, address), door))
    return with_sandbox(made, keys, sandbox)


class _Bot:
    """Telegram, where there is a token: by webhook where that has a secret and an address, otherwise by polling."""

    def __init__(self, settings: Settings, *, hook: bool) -> None:
        self._token = settings.telegram_token.get_secret_value()
        self._api = settings.telegram_api or None
        self._secret = settings.telegram_webhook_secret.get_secret_value() if hook else ""

    async def find_name(self) -> str:
        return await find_username(self._token, self._api) if self._token else ""

    async def meet(self, stack: AsyncExitStack, etude: Etude, *, owner: bool) -> Sequence[APIRouter]:
        if not self._token:
            return ()
        if self._secret:
            url = webhook_url(etude.house.base_url)
            channel = await stack.enter_async_context(run_webhook(etude, self._token, url, self._secret, self._api))
            return (webhook_routes(channel, self._secret),)
        if not owner:
            raise SecondPollerError
        await stack.enter_async_context(run_polling(etude, self._token, self._api))
        return ()
