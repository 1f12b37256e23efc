"""A terminal's connection to a running server, over the widget's socket."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from etude.core.ids import new_id


class RefusedError(Exception):
    """The server does not let this terminal in."""


class GoneError(ConnectionError):
    """The server is gone. Start it again, and this chat goes on where it was."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class Line:
    """What is said comes out of `said`, in order; None says that the server at `site` is gone."""

    def __init__(self, socket: ClientConnection, site: str) -> None:
        self._socket, self.site = socket, site
        self._acked: dict[str, asyncio.Event] = {}
        self.said: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()

    async def send(self, frame: dict[str, object]) -> None:
        """Send one frame; returns when it is taken and all that was answered at once is in `said`. Raises GoneError."""
        client, taken = new_id("c"), asyncio.Event()
        self._acked[client] = taken
        try:
            await self._socket.send(json.dumps(frame | {"id": client}))
        except ConnectionClosed as error:
            raise GoneError from error
        await taken.wait()
        if self._acked.pop(client, None) is not None:
            raise GoneError

    async def listen(self) -> None:
        """Read until the server is gone."""
        seen = 0
        try:
            async for raw in self._socket:
                frame = json.loads(raw)
                if frame["type"] == "message":
                    await self.said.put(frame)
                    seen = max(seen, frame["seq"])
                    await self._socket.send(json.dumps({"type": "seen", "seq": seen}))
                elif frame["type"] == "ack" and frame["id"] in self._acked:
                    self._acked.pop(frame["id"]).set()
        except ConnectionClosed:
            pass
        finally:
            await self.said.put(None)
            for taken in self._acked.values():
                taken.set()


@asynccontextmanager
async def open_line(url: str, key: str, who: str, locale: str, zone: str) -> AsyncIterator[tuple[Line, int]]:
    """Connect as `who`; the line, and the number of the last message so far. Raises RefusedError."""
    async with connect(url.replace("http", "ws", 1) + "/widget/socket", max_size=None) as socket:
        hello = {"type": "hello", "key": key, "as": who, "locale": locale, "zone": zone, "after": 0}
        await socket.send(json.dumps(hello))
        welcome = json.loads(await socket.recv())
        if welcome["type"] != "welcome":
            raise RefusedError(welcome.get("text", ""))
        line = Line(socket, url)
        listening = asyncio.create_task(line.listen())
        try:
            yield line, welcome["seq"]
        finally:
            await socket.close()
            await listening
