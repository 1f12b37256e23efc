"""A world to attack: a copy of one seeded database on each store, and raw lines into it."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from etude.core.database import open_database
from etude.testing.postgres import PostgresServer
from etude.testing.seeds import plant
from etude.testing.world import START, World, running_world

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
        async with asyncio.timeout(10):
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


@pytest.fixture(scope="session")
def seeded_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("seeded") / "etude.sqlite3"
    shutil.copy(migrated_file, file)
    _plant(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def seeded_template(postgres: PostgresServer, migrated_template: str) -> str:
    url = postgres.create_database(migrated_template)
    _plant(url)
    return url


@pytest.fixture
async def world(store: str, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    if store == "sqlite":
        shutil.copy(request.getfixturevalue("seeded_file"), tmp_path / "etude.sqlite3")
        async with running_world("", tmp_path) as running:
            yield running
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.create_database(request.getfixturevalue("seeded_template"))
    async with running_world(url, tmp_path) as running:
        yield running
    server.drop_database(url)


def _plant(url: str) -> None:
    with ThreadPoolExecutor(1) as outside_any_loop:
        outside_any_loop.submit(asyncio.run, _fill(url)).result()


async def _fill(url: str) -> None:
    database = open_database(url)
    await database.write(lambda conn: plant(conn, START))
    await database.close()
