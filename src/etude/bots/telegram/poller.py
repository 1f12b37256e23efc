"""Long polling of our own: Telegram forgets an update only when Etude has answered or kept it.

The frameworks' pollers confirm what they fetched before it is handled, so that a crash in between loses it.
"""

import asyncio
import logging

from etude.bots.telegram.channel import Channel
from etude.bots.telegram.port import AnotherPollerError, BadTokenError, BotApi
from etude.bots.telegram.updates import Update
from etude.core.jobs.worker import RetryLaterError

log = logging.getLogger(__name__)
# Seconds: of one long poll; between looks for news while a slow update keeps the rest from being confirmed; of pauses.
LONG_POLL = 25
SHORT_REST = 0.25
FIRST_PAUSE, LONGEST_PAUSE, TURN_TO_POLL = 0.5, 30.0, 5.0


class Poller:
    """Fetches updates and hands them to the channel: chats side by side, each chat in order."""

    def __init__(self, api: BotApi, channel: Channel) -> None:
        self._api = api
        self._channel = channel
        self._next = 0
        self._working: dict[int, asyncio.Task[None]] = {}
        # Done, but behind one that is not: Telegram only confirms everything before a number.
        self._done: set[int] = set()

    async def run(self) -> None:
        """Poll until cancelled; raises BadTokenError."""
        pause = 0.0
        try:
            while True:
                try:
                    await self._poll()
                    pause = 0.0
                except BadTokenError:
                    raise
                except Exception as error:  # whatever the network does, polling goes on
                    pause = _pause_after(error, pause)
                    log.warning("Telegram could not be asked (%s); again in %.1f s.", error, pause)
                    await asyncio.sleep(pause)
        finally:
            for task in self._working.values():
                task.cancel()
            await asyncio.gather(*self._working.values(), return_exceptions=True)

    async def _poll(self) -> None:
        offset = min(self._working, default=self._next)
        updates = await self._api.fetch_updates(offset, 0 if self._working else LONG_POLL)
        self._done = {number for number in self._done if number >= offset}
        for update in updates:
            number = update.update_id
            if number not in self._working and number not in self._done:
                self._working[number] = asyncio.create_task(self._answer(update))
        if updates:
            self._next = max(update.update_id for update in updates) + 1
        if self._working:
            await asyncio.wait(self._working.values(), timeout=SHORT_REST)

    async def _answer(self, update: Update) -> None:
        try:
            await self._channel.handle(update)
        except Exception:  # one update that cannot be answered must not keep everyone else's from being confirmed
            log.exception("update %d is let go of", update.update_id)
        finally:
            del self._working[update.update_id]
            self._done.add(update.update_id)


def _pause_after(error: Exception, last: float) -> float:
    if isinstance(error, RetryLaterError):
        return error.after.total_seconds()
    if isinstance(error, AnotherPollerError):
        return TURN_TO_POLL
    return min(max(FIRST_PAUSE, last * 2), LONGEST_PAUSE)
