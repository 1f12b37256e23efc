"""Serves an application in the running event loop, beside others, leaving signals to whoever started the loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import CLOSED, CLOSING


class PortTakenError(Exception):
    """Another program uses this port."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__(f"Port {port} is in use by another program.")


def open_door(port: int, host: str = "127.0.0.1") -> socket.socket:
    """A listening socket, at a free port where `port` is 0; raises PortTakenError."""
    try:
        door = socket.create_server((host, port))
    except OSError as error:
        raise PortTakenError(port) from error
    # asyncio leaves this to whoever opens the socket; without it an answer's body waits 40 ms for its head's receipt.
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return door


def address_of(door: socket.socket) -> str:
    """Where a door is reached, such as ``http://127.0.0.1:8000``."""
    host, port = door.getsockname()[:2]
    return f"http://{host}:{port}"


@asynccontextmanager
async def serving(application: ASGIApp, door: socket.socket) -> AsyncIterator[str]:
    """Serve until the block ends; the address. Access logs stay off: paths of feeds and payments are secrets."""
    config = uvicorn.Config(
        application,
        log_level="warning",
        access_log=False,
        ws="websockets-sansio",
        # In bytes; a frame of ours is refused kindly from 64 Ki signs on, and a larger one is not even gathered.
        ws_max_size=256 * 1024,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=2,
    )
    server = EmbeddedServer(config)
    task = asyncio.create_task(server.serve([door]))
    try:
        yield address_of(door)
    finally:
        server.stop()
        await task


class EmbeddedServer(uvicorn.Server):
    """Leaves signals to whoever started the event loop, and stops as soon as it is told to."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told_to_stop = asyncio.Event()

    def stop(self) -> None:
        self.should_exit = True
        self._told_to_stop.set()

    async def main_loop(self) -> None:
        """Once a second, for the date in its answers; uvicorn's own looks ten times as often whether to stop."""
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._told_to_stop.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; uvicorn's own trips over a WebSocket that the other side is just closing, which needs no goodbye."""
        for connection in list(self.server_state.connections):
            if isinstance(connection, WebSocketsSansIOProtocol) and connection.conn.state in (CLOSING, CLOSED):
                connection.transport.close()
        await asyncio.sleep(0)
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to whoever started the event loop."""
        yield
