"""A sandbox on a free port, the real client library, and somebody who receives its webhooks."""

import asyncio
import contextlib
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import stripe
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from etude.payments.sandbox import SandboxSettings, create_app

SECRET = "whsec_etude"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The client library hands httpx its form as text in a way that httpx has deprecated.
    quiet = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(quiet)


@dataclass
class Clock:
    """Stands still until somebody moves it."""

    now: datetime = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def later(self, **passed: float) -> None:
        self.now += timedelta(**passed)


@dataclass
class Inbox:
    """Receives webhooks, verifies each with the client library, and answers with `status`."""

    url: str = ""
    status: int = 200
    secret: str = SECRET
    on_event: Callable[[stripe.Event], Awaitable[None]] | None = None
    events: list[stripe.Event] = field(default_factory=list)
    attempts: int = 0

    async def receive(self, request: Request) -> Response:
        self.attempts += 1
        body = await request.body()
        event = stripe.Webhook.construct_event(body, request.headers["stripe-signature"], self.secret)
        if self.on_event:
            await self.on_event(event)
        if self.status < 300:
            self.events.append(event)
        return Response(status_code=self.status)

    @property
    def types(self) -> list[str]:
        return [event.type for event in self.events]


@dataclass
class Till:
    """A running sandbox as a test sees it."""

    url: str
    client: stripe.StripeClient
    browser: httpx.AsyncClient
    clock: Clock
    inbox: Inbox

    @property
    def v1(self) -> Any:
        return self.client.v1

    async def flush(self) -> dict[str, int]:
        return (await self.browser.post(f"{self.url}/sandbox/flush", timeout=30)).json()

    async def set_faults(self, **faults: object) -> None:
        (await self.browser.post(f"{self.url}/sandbox/faults", json=faults)).raise_for_status()

    async def checkout(self, **changes: object) -> Any:
        """Daniel's piano lesson with Ada, £30.00."""
        item = {"price_data": {"currency": "gbp", "unit_amount": 3000, "product_data": {"name": "Piano with Ada"}}}
        params = {
            "mode": "payment",
            "line_items": [{**item, "quantity": 1}],
            "success_url": "https://etude.example/done?session={CHECKOUT_SESSION_ID}",
            "cancel_url": "https://etude.example/back",
            **changes,
        }
        return await self.v1.checkout.sessions.create_async({k: v for k, v in params.items() if v is not None})

    async def pay(self, session: Any, card: str = "4242424242424242", **changes: str) -> httpx.Response:
        fields = {"email": "daniel@example.com", "card": card, "expiry": "12/34", "cvc": "123", **changes}
        return await self.browser.post(session.url, data=fields)


def bind(port: int = 0) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.bind(("127.0.0.1", port))
    return listener


@contextlib.asynccontextmanager
async def serve(app: Starlette, listener: socket.socket) -> AsyncIterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none", lifespan="on"))
    task = asyncio.create_task(server.serve([listener]))
    while not server.started and not task.done():  # noqa: ASYNC110 - uvicorn offers no event for it
        await asyncio.sleep(0.005)
    try:
        yield
    finally:
        server.should_exit = True
        await task
        listener.close()


def join(sandbox: Starlette, inbox: Inbox) -> Starlette:
    """The sandbox and its receiver in one process and event loop, as a demo has them."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with sandbox.router.lifespan_context(sandbox):
            yield

    routes = [Route("/inbox", inbox.receive, methods=["POST"]), Mount("/pay", sandbox)]
    return Starlette(routes=routes, lifespan=lifespan)


Start = Callable[..., contextlib.AbstractAsyncContextManager[Till]]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Starts a sandbox with changed settings, always on the same file and port and with the same inbox."""
    clock, inbox, port = Clock(), Inbox(), 0

    @contextlib.asynccontextmanager
    async def run(**changes: object) -> AsyncIterator[Till]:
        nonlocal port
        listener = bind(port)
        port = listener.getsockname()[1]
        host = f"http://127.0.0.1:{port}"
        inbox.url = f"{host}/inbox"
        settings: dict[str, Any] = {
            "database": tmp_path / "sandbox.sqlite3",
            "public_url": f"{host}/pay",
            "webhook_url": inbox.url,
            "webhook_secret": SECRET,
            "retry_first": timedelta(milliseconds=20),
            **changes,
        }
        client = stripe.StripeClient(
            "sk_test_etude",
            base_addresses={"api": f"{host}/pay"},
            http_client=stripe.HTTPXClient(verify_ssl_certs=False),
            max_network_retries=0,
        )
        app = join(create_app(SandboxSettings(**settings), clock), inbox)
        async with serve(app, listener), httpx.AsyncClient(timeout=60, verify=False) as browser:
            yield Till(f"{host}/pay", client, browser, clock, inbox)
            await client._requestor._client._client_async.aclose()

    return run


@pytest.fixture
async def till(start: Start) -> AsyncIterator[Till]:
    async with start() as till:
        yield till


Refusal = Callable[[Awaitable[object]], Awaitable[Any]]


@pytest.fixture
def refusal() -> Refusal:
    """Awaits a request that has to be refused and returns the client library's error."""

    async def take(request: Awaitable[object]) -> Any:
        with pytest.raises(stripe.StripeError) as caught:
            await request
        return caught.value

    return take


@pytest.fixture
def read_text() -> Callable[[httpx.Response], str]:
    """The words of a page, without its tags."""
    return lambda page: " ".join(
        re.sub(r"<style>.*?</style>|<script>.*?</script>|<[^>]+>", " ", page.text, flags=re.S).split()
    )
