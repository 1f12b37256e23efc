"""Runs the server on loopback, in the event loop of the test or the demo."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import uvicorn

from etude.bots.web_widget.serving import EmbeddedServer, open_door
from etude.testing.telegram_server.server import TelegramServer
from etude.testing.telegram_server.web import build_app


@dataclass(frozen=True)
class RunningServer:
    """Where a running server can be reached."""

    server: TelegramServer
    host: str
    port: int

    @property
    def url(self) -> str:
        """Base address; bots add `/bot<token>/<method>` and `/file/bot<token>/<path>`."""
        return f"http://{self.host}:{self.port}"


@asynccontextmanager
async def serve(server: TelegramServer, port: int = 0) -> AsyncIterator[RunningServer]:
    """Serve on 127.0.0.1 until the block ends; port 0 takes a free one."""
    with open_door(port) as listener:
        config = uvicorn.Config(build_app(server), log_level="warning", access_log=False, lifespan="off", ws="none")
        web = EmbeddedServer(config)
        serving = asyncio.create_task(web.serve([listener]))
        posting = asyncio.create_task(server.world.webhook.run())
        try:
            host, bound_port = listener.getsockname()
            yield RunningServer(server, host, bound_port)
        finally:
            posting.cancel()
            server.world.updates.close()
            web.stop()
            await serving
            with suppress(asyncio.CancelledError):
                await posting
