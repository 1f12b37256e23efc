"""The channel at work: one bot of our own, polled or called."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from itertools import chain, repeat

from etude.bots.telegram.channel import Channel, Parts, open_channel
from etude.bots.telegram.menu import show_menu
from etude.bots.telegram.poller import Poller
from etude.bots.telegram.port import BadTokenError, BotApi, Me, RefusedError
from etude.bots.telegram.webhook import PATH
from etude.core.jobs.worker import RetryLaterError

log = logging.getLogger(__name__)
# Long enough for a database that is being restarted; what fails for longer than that fails for another reason.
PAUSES = (0.2, 0.5, 1, 2, 5, 10, 20, 30, 30, 30, 60, 60)


def _aiogram(token: str, api_url: str | None) -> BotApi:
    from etude.bots.telegram.aiogram_driver import make_api

    return make_api(token, api_url)


def _python_telegram_bot(token: str, api_url: str | None) -> BotApi:
    from etude.bots.telegram.ptb_driver import make_api

    return make_api(token, api_url)


# Each imports its framework only when it is chosen.
FRAMEWORKS: Mapping[str, Callable[[str, str | None], BotApi]] = {
    "aiogram": _aiogram,
    "python-telegram-bot": _python_telegram_bot,
}


@asynccontextmanager
async def run_polling(
    app: Parts, token: str, api_url: str | None = None, framework: str = "aiogram"
) -> AsyncIterator[Channel]:
    """Poll for updates while the block runs, and deliver what is said.

    `api_url` is another Bot API server than Telegram's; `framework` one of FRAMEWORKS. Raises BadTokenError. A network
    that is down is waited for in the background.
    """

    async def work(api: BotApi, channel: Channel) -> None:
        await _persist(lambda: _set_up(api, channel, api.delete_webhook))
        await Poller(api, channel).run()

    async with _working(app, token, api_url, framework, work) as channel:
        yield channel


@asynccontextmanager
async def run_webhook(
    app: Parts, token: str, url: str, secret: str, api_url: str | None = None, framework: str = "aiogram"
) -> AsyncIterator[Channel]:
    """Have Telegram post updates to `url`, where `webhook_routes(channel, secret)` must be served.

    The webhook stays set when the block ends: Telegram keeps what it cannot deliver until the next start.
    """

    async def work(api: BotApi, channel: Channel) -> None:
        await _persist(lambda: _set_up(api, channel, lambda: api.set_webhook(url, secret)))

    async with _working(app, token, api_url, framework, work) as channel:
        yield channel


async def find_username(token: str, api_url: str | None = None, framework: str = "aiogram") -> str:
    """The bot's name in links such as ``t.me/<name>``; empty while Telegram is out of reach. Raises BadTokenError."""
    api = FRAMEWORKS[framework](token, api_url)
    try:
        return (await _introduce(api)).username
    finally:
        await api.close()


def webhook_url(base_url: str) -> str:
    """Where Telegram posts to on a site of this address."""
    return base_url.rstrip("/") + PATH


@asynccontextmanager
async def _working(
    app: Parts,
    token: str,
    api_url: str | None,
    framework: str,
    work: Callable[[BotApi, Channel], Coroutine[object, object, None]],
) -> AsyncIterator[Channel]:
    api = FRAMEWORKS[framework](token, api_url)
    try:
        channel = open_channel(app, api, await _introduce(api), PAUSES)
        task = asyncio.create_task(work(api, channel))
        task.add_done_callback(_complain)
        try:
            yield channel
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await channel.courier.stop()
    finally:
        await api.close()


async def _introduce(api: BotApi) -> Me:
    """Who the bot is, as far as can be said now."""
    try:
        return await api.look_up_me()
    except BadTokenError:
        raise
    except Exception as error:  # the site is worth starting while Telegram is out of reach
        log.warning("Telegram cannot be reached yet: %s", error)
        return Me(api.bot_id, "")


async def _set_up(api: BotApi, channel: Channel, listen: Callable[[], Awaitable[None]]) -> None:
    if not channel.me.username:
        channel.me = await api.look_up_me()
    await listen()
    try:
        await show_menu(api)
    except (RefusedError, RetryLaterError) as error:
        log.warning("The menu of commands stays as it was: %s", error)


async def _persist(work: Callable[[], Awaitable[None]]) -> None:
    """Until it has worked; raises BadTokenError."""
    for pause in chain(PAUSES, repeat(PAUSES[-1])):
        try:
            return await work()
        except BadTokenError:
            raise
        except Exception as error:  # whatever the network does
            log.warning("Telegram is not set up yet (%s); again in %.1f s.", error, pause)
            await asyncio.sleep(pause)
    return None


def _complain(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("Telegram has stopped.", exc_info=task.exception())
