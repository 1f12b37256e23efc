"""Posts updates to the bot's webhook (https://core.telegram.org/bots/api#setwebhook)."""

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import httpx

from etude.testing.telegram_server.updates import Update, UpdateQueue
from etude.testing.telegram_server.wire import Json

RETRY_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Pauses between attempts, in real time; "a reasonable amount of attempts" is all that is documented."""
_LONG = 3600.0


@dataclass(frozen=True)
class WebhookTarget:
    """Where updates are posted, with the secret that proves who posts."""

    url: str
    secret: str | None
    max_connections: int


@dataclass(frozen=True)
class WebhookFailure:
    """Why the last attempt failed."""

    at: datetime
    reason: str


def is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class WebhookPost:
    """Delivers in order within a lane and side by side across lanes; whatever is not answered with 2xx comes again."""

    def __init__(
        self,
        queue: UpdateQueue,
        now: Callable[[], datetime],
        call: Callable[[Json], Awaitable[object]],
        retry_seconds: Sequence[float] = RETRY_SECONDS,
    ) -> None:
        self.target: WebhookTarget | None = None
        self.last_failure: WebhookFailure | None = None
        self._queue = queue
        self._now = now
        self._call = call
        self._retry_seconds = retry_seconds
        self._busy: set[int] = set()

    def aim(self, target: WebhookTarget | None) -> None:
        """Deliver to this target from now on; None stops delivering."""
        self.target = target
        self.last_failure = None
        self._queue.news.announce()

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with httpx.AsyncClient(trust_env=False, verify=False) as client, asyncio.TaskGroup() as deliveries:  # noqa: S501
            while True:
                self._start(client, deliveries)
                await self._queue.news.wait(_LONG)

    def _start(self, client: httpx.AsyncClient, deliveries: asyncio.TaskGroup) -> None:
        target = self.target
        for update in self._queue.pending if target else []:
            if target is None or len(self._busy) >= target.max_connections:
                return
            if update.lane not in self._busy:
                self._busy.add(update.lane)
                deliveries.create_task(self._deliver(client, target, update))

    async def _deliver(self, client: httpx.AsyncClient, target: WebhookTarget, update: Update) -> None:
        try:
            for pause in (0.0, *self._retry_seconds):
                await asyncio.sleep(pause)
                if self.target is not target or update not in self._queue.pending:
                    return
                if await self._post(client, target, update):
                    break
            self._queue.confirm(update)
        finally:
            self._busy.discard(update.lane)
            self._queue.news.announce()

    async def _post(self, client: httpx.AsyncClient, target: WebhookTarget, update: Update) -> bool:
        if not is_loopback(target.url):
            # A test must never reach out into the world.
            self._fail("Failed to resolve host: Name or service not known")
            return False
        headers = {"X-Telegram-Bot-Api-Secret-Token": target.secret} if target.secret else {}
        try:
            response = await client.post(target.url, json=update.to_wire(), headers=headers)
        except httpx.HTTPError as failure:
            self._fail("Connection refused" if isinstance(failure, httpx.ConnectError) else "Read timeout expired")
            return False
        if not response.is_success:
            self._fail(f"Wrong response from the webhook: {response.status_code} {response.reason_phrase}")
            return False
        await self._follow_reply(response)
        return True

    async def _follow_reply(self, response: httpx.Response) -> None:
        """The response may name one method to call (#making-requests-when-getting-updates)."""
        try:
            reply = response.json()
        except ValueError:
            return  # Most bots answer with nothing, or with words for people.
        if isinstance(reply, dict) and "method" in reply:
            await self._call(reply)

    def _fail(self, reason: str) -> None:
        self.last_failure = WebhookFailure(self._now(), reason)
