"""Carries events to webhook endpoints: signed, retried, and disturbed on purpose where a test asks for it."""

import asyncio
import hashlib
import hmac
import random
import ssl
import time
from collections.abc import Callable
from functools import cache

import httpx

from etude.payments.sandbox.settings import SandboxFaults, SandboxSettings
from etude.payments.sandbox.store import Delivery, Store
from etude.payments.sandbox.writer import Writer


@cache
def trusted() -> ssl.SSLContext:
    """Whose certificates are believed; read once, as it takes longer than a dozen requests."""
    return httpx.create_ssl_context(trust_env=False)


def sign(secret: str, payload: str, at: int) -> str:
    """The `Stripe-Signature` header for a payload at a real Unix second (https://docs.stripe.com/webhooks#verify-manually)."""
    digest = hmac.new(secret.encode(), f"{at}.{payload}".encode(), hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class Deliverer:
    """Posts pending deliveries one by one, in order unless told to shuffle; every attempt is recorded in the file.

    A receiver has 10 seconds to answer 2xx; anything else, redirects too, is tried again with exponential back-off
    (https://docs.stripe.com/webhooks#retries).
    """

    def __init__(self, writer: Writer, settings: SandboxSettings, faults: Callable[[], SandboxFaults]) -> None:
        self._writer = writer
        self._settings = settings
        self._faults = faults
        self._woken = asyncio.Event()
        self._sending = asyncio.Lock()
        self._client = httpx.AsyncClient(timeout=10, trust_env=False, verify=trusted())

    def wake(self) -> None:
        """Look at once whether something is due."""
        self._woken.set()

    async def run(self) -> None:
        """Deliver for as long as the server lives."""
        while True:
            self._woken.clear()
            if not self._faults().hold:
                await self._deliver(await self._writer.run(lambda store: store.pending(time.time())))
            await self._rest()

    async def flush(self) -> dict[str, int]:
        """Try everything pending once, now, and what that brings about; counts of deliveries by state."""
        tried: set[int] = set()
        while batch := [d for d in await self._writer.run(lambda store: store.pending(None)) if d.seq not in tried]:
            tried.update(delivery.seq for delivery in batch)
            await self._deliver(batch)
        counts = await self._writer.run(Store.counts)
        return {"delivered": 0, "pending": 0, "failed": 0, **counts}

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.aclose()

    async def _rest(self) -> None:
        due = None if self._faults().hold else await self._writer.run(Store.next_due)
        wait = None if due is None else max(0.0, due - time.time())
        try:
            async with asyncio.timeout(wait):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _deliver(self, batch: list[Delivery]) -> None:
        async with self._sending:
            still = {delivery.seq: delivery for delivery in await self._writer.run(lambda store: store.pending(None))}
            # A flush may have overtaken this batch while it waited for the lock.
            current = [still[delivery.seq] for delivery in batch if delivery.seq in still]
            if self._faults().shuffle:
                random.shuffle(current)
            for delivery in current:
                await self._attempt(delivery)

    async def _attempt(self, delivery: Delivery) -> None:
        faults = self._faults()
        if random.random() < faults.drop:  # noqa: S311 - a fault's dice, not a secret
            outcome = "dropped"
        else:
            outcome = await self._post(delivery)
            if faults.duplicate:
                await self._post(delivery)
        state, due = self._judge(delivery, outcome)
        await self._writer.run(lambda store: store.settle(delivery.seq, state, outcome, due))

    async def _post(self, delivery: Delivery) -> str:
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": sign(delivery.secret, delivery.payload, int(time.time())),
            "User-Agent": "Stripe/1.0 (Etude payment sandbox)",
        }
        try:
            response = await self._client.post(delivery.url, content=delivery.payload, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return type(error).__name__
        return str(response.status_code)

    def _judge(self, delivery: Delivery, outcome: str) -> tuple[str, float]:
        attempts = delivery.attempts + 1
        if outcome.startswith("2"):
            return "delivered", 0.0
        if attempts >= self._settings.retry_attempts:
            return "failed", 0.0
        wait = self._settings.retry_first * 2 ** (attempts - 1)
        return "pending", time.time() + min(wait, self._settings.retry_longest).total_seconds()
