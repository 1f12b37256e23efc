"""Serves an application in the running event loop, beside others, leaving signals to whoever started the loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp


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
    server = _EmbeddedServer(config)
    task = asyncio.create_task(server.serve([door]))
    try:
        yield address_of(door)
    finally:
        server.should_exit = True
        await task


class _EmbeddedServer(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to whoever started the event loop."""
        yield
