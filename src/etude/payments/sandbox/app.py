"""Puts the sandbox together as one ASGI application."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.routing import Route

from etude.payments.sandbox.controls import Controls
from etude.payments.sandbox.door import Door, unknown_url
from etude.payments.sandbox.endpoints import ENDPOINTS
from etude.payments.sandbox.hosted.onboarding import Onboarding
from etude.payments.sandbox.hosted.pages import Pages
from etude.payments.sandbox.sandbox import Sandbox
from etude.payments.sandbox.settings import SandboxSettings

_TICK_SECONDS = 1.0


def read_system_clock() -> datetime:
    """The real time."""
    return datetime.now(UTC)


def create_app(settings: SandboxSettings, clock: Callable[[], datetime] = read_system_clock) -> Starlette:
    """A Stripe-compatible server whose objects are dated by `clock` (aware); signatures are dated by real time.

    Its lifespan delivers webhooks. Starlette does not run the lifespan of a mounted application, so whoever mounts
    this one enters `app.router.lifespan_context(app)` in their own. `app.state.sandbox` is the running `Sandbox`, for
    those in the same process. Raises `ProductionRefusedError` in production.
    """
    sandbox = Sandbox(settings.checked(), clock)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(sandbox.deliverer.run()), asyncio.create_task(_tick(sandbox))]
        try:
            yield
        finally:
            await _stop(tasks)
            await sandbox.close()

    app = Starlette(routes=_routes(sandbox), lifespan=lifespan)
    app.state.sandbox = sandbox
    return app


def _routes(sandbox: Sandbox) -> list[Route]:
    door = Door(sandbox)
    api = [Route(path, door.open(endpoint), methods=[method]) for method, path, endpoint in ENDPOINTS]
    elsewhere = Route("/{rest:path}", door.open(unknown_url), methods=["GET", "POST", "DELETE"])
    pages = Pages(sandbox)
    hosted = [*pages.routes(), *Onboarding(sandbox, pages.draw).routes()]
    return [*api, *hosted, *Controls(sandbox).routes(), elsewhere]


async def _tick(sandbox: Sandbox) -> None:
    while True:
        await asyncio.sleep(_TICK_SECONDS)
        await sandbox.tick()


async def _stop(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
