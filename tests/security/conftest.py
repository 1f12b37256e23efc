"""Raw lines into a world, which send whatever an attacker likes."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from etude.testing.world import World

Json = dict[str, Any]


class RawLine:
    """A socket that sends whatever it is given."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[Json] = []

    async def send(self, frame: Json | str | bytes) -> None:
        await self.socket.send(json.dumps(frame) if isinstance(frame, dict) else frame)

    async def until(self, kind: str) -> Json:
        """The next frame of this kind; ConnectionClosed when the server hangs up instead."""
        async with asyncio.timeout(40):
            while True:
                frame: Json = json.loads(await self.socket.recv())
                self.frames.append(frame)
                if frame["type"] == kind:
                    return frame

    async def answered(self, frame: Json) -> list[str]:
        """What Etude says to a frame."""
        before = len(self.frames)
        await self.send(frame)
        await self.until("ack")
        said = [each for each in self.frames[before:] if each["type"] == "message" and each["from"] == "etude"]
        return [each["text"] for each in said]

    async def tap(self, label: str, client: str) -> list[str]:
        """Tap the newest button of this label."""
        for message in reversed([frame for frame in self.frames if frame["type"] == "message"]):
            cards = [button for card in message.get("cards", ()) for button in card["buttons"]]
            times = [
                {"i": time["i"], "label": time["day_label"] + ", " + time["clock"]} for time in message.get("times", ())
            ]
            for button in (*cards, *times, *message["buttons"]):
                if label in button["label"]:
                    tap = {"type": "tap", "id": client, "message": message["id"], "button": button["i"]}
                    return await self.answered(tap)
        raise AssertionError(f"There is no button “{label}”.")


Dial = Callable[..., Awaitable[RawLine]]


@pytest.fixture
async def dial(world: World) -> AsyncIterator[Dial]:
    """`await dial(visitor=…)` opens a socket and says hello."""
    async with AsyncExitStack() as stack:

        async def open_line(**hello: object) -> RawLine:
            address = world.url.replace("http", "ws", 1) + "/widget/socket"
            line = RawLine(await stack.enter_async_context(connect(address)))
            await line.send({"type": "hello", "zone": "Europe/London", **hello})
            await line.until("welcome")
            return line

        yield open_line
