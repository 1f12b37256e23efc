"""People at a channel: each can say and tap, and sees what is said."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Protocol

from sqlalchemy import Connection
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from etude.bots.web_widget.visitors import visitor_address
from etude.conversations import store
from etude.conversations.messages import Incoming, LocationIn, Opened, OpenLink, PayLink, Reply, Tap, TextIn, buttons_of
from etude.conversations.secret_codes import show_code
from etude.conversations.store import Address, Message, Newcomer
from etude.conversations.turns import Delivery
from etude.core.people.store import load_person
from etude.core.text import Voice
from etude.testing.world import World

PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as somebody sees it; `labels` are the choices that come back to the chat, `links` what opens pages."""

    text: str
    labels: tuple[str, ...]
    links: tuple[str, ...]


class Player(Protocol):
    """A person at a channel; with `twice` whatever they do reaches Etude twice."""

    twice: bool

    @property
    def address(self) -> Address:
        """Where Etude knows them."""
        ...

    async def say(self, words: str) -> None: ...
    async def tap(self, label: str) -> None: ...
    async def open(self, payload: str) -> None: ...
    async def locate(self, lat: float, lon: float) -> None: ...
    async def heard(self) -> list[Heard]:
        """Everything that was said to them so far."""
        ...

    async def close(self) -> None:
        """Leave; what is said meanwhile is there when they come back."""
        ...


class NoSuchChoiceError(AssertionError):
    """The label to tap is under no message."""


async def said_at(world: World, address: Address) -> tuple[Voice, list[Message]]:
    """What the database holds of the conversation at an address, and how its reader is spoken to."""

    def load(conn: Connection) -> tuple[Voice, list[Message]]:
        person = store.person_at(conn, address)
        conversation = store.find_conversation(conn, person) if person else None
        if person is None or conversation is None:
            return Voice(), []
        secret = world.settings.secret_key.get_secret_value()
        said = store.messages_after(conn, conversation, 0)
        shown = [replace(each, reply=show_code(each.reply, secret)) if each.reply else each for each in said]
        return load_person(conn, person).voice, shown

    return await world.etude.transactions.read(load)


def heard_neutrally(reply: Reply, voice: Voice) -> Heard:
    """A reply as it is meant, before any channel draws it."""
    buttons = list(buttons_of(reply))
    labels = tuple(b.label.render(voice) for b in buttons if not isinstance(b.meaning, OpenLink))
    links = [b.meaning.url for b in buttons if isinstance(b.meaning, OpenLink)]
    if isinstance(reply, PayLink):
        links.append(reply.url)
    return Heard(reply.text.render(voice), labels, tuple(links))


class DirectPlayer:
    """Speaks to the turns themselves, with no channel between."""

    channel = "terminal"

    def __init__(self, world: World, address: Address, newcomer: Newcomer, *, twice: bool = False) -> None:
        self._world, self.address, self._newcomer = world, address, newcomer
        self._numbers = count()
        self.twice = twice

    async def say(self, words: str) -> None:
        await self._deliver(TextIn(words))

    async def open(self, payload: str) -> None:
        await self._deliver(Opened(payload))

    async def locate(self, lat: float, lon: float) -> None:
        await self._deliver(LocationIn(lat, lon))

    async def tap(self, label: str) -> None:
        voice, messages = await said_at(self._world, self.address)
        for message in reversed(messages):
            for number, button in enumerate(buttons_of(message.reply) if message.reply else ()):
                if button.label.render(voice) == label:
                    await self._deliver(Tap(message.id, number))
                    return
        raise NoSuchChoiceError(label)

    async def heard(self) -> list[Heard]:
        voice, messages = await said_at(self._world, self.address)
        return [heard_neutrally(message.reply, voice) for message in messages if message.reply is not None]

    async def close(self) -> None:
        return

    async def _deliver(self, incoming: Incoming) -> None:
        delivery = Delivery(self.address, f"{self.address.name}:{next(self._numbers)}", incoming, self._newcomer)
        for _time in range(2 if self.twice else 1):
            await self._world.etude.turns.receive(delivery)


class SocketPlayer:
    """Speaks the widget's frames over a real socket."""

    def __init__(self, world: World, hello: dict[str, object], *, twice: bool = False) -> None:
        self._world, self._hello = world, hello
        self._numbers = count()
        self._messages: list[dict[str, Any]] = []
        self._acked: set[str] = set()
        self._changed = asyncio.Event()
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None
        self.twice = twice

    async def say(self, words: str) -> None:
        await self._send({"type": "text", "text": words})

    async def open(self, payload: str) -> None:
        await self._send({"type": "open", "payload": payload})

    async def locate(self, lat: float, lon: float) -> None:
        await self._send({"type": "location", "lat": lat, "lon": lon})

    async def tap(self, label: str) -> None:
        for message in reversed(self._messages):
            for button in _all_buttons(message):
                if button["label"] == label:
                    await self._send({"type": "tap", "message": message["id"], "button": button["i"]})
                    return
        raise NoSuchChoiceError(label)

    async def heard(self) -> list[Heard]:
        await self._catch_up()
        return [_heard(message) for message in self._messages if message["from"] != "you"]

    async def close(self) -> None:
        """Leave; what is said meanwhile comes with the next connection."""
        if self._socket is not None and self._reading is not None:
            await self._socket.close()
            await self._reading
            self._socket = self._reading = None

    async def _send(self, frame: dict[str, object]) -> None:
        await self._connect()
        assert self._socket is not None
        client = f"c{next(self._numbers)}"
        for _time in range(2 if self.twice else 1):
            await self._socket.send(json.dumps(frame | {"id": client}))
        await self._until(lambda: client in self._acked)

    async def _connect(self) -> None:
        if self._reading is not None and not self._reading.done():
            return
        self._socket = await connect(self._world.url.replace("http", "ws", 1) + "/widget/socket")
        after = self._messages[-1]["seq"] if self._messages else 0
        await self._socket.send(json.dumps(self._hello | {"type": "hello", "after": after}))
        welcome = json.loads(await self._socket.recv())
        self._hello["visitor"] = welcome["visitor"]
        self._reading = asyncio.create_task(self._read(self._socket))

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for line in socket:
                frame = json.loads(line)
                if frame["type"] == "message":
                    if self._messages and frame["seq"] != self._messages[-1]["seq"] + 1:
                        self._messages = []
                    self._messages.append(frame)
                elif frame["type"] == "ack":
                    self._acked.add(frame["id"])
                self._changed.set()
        except ConnectionClosed:
            return

    async def _catch_up(self) -> None:
        """Until everything that the server has said is here."""
        await self._connect()

        def newest(conn: Connection) -> int:
            person = store.person_at(conn, self.address)
            conversation = store.find_conversation(conn, person) if person else None
            return store.load_conversation(conn, conversation).seq if conversation else 0

        seq = await self._world.etude.transactions.read(newest)
        await self._until(lambda: not seq or (bool(self._messages) and self._messages[-1]["seq"] >= seq))

    @property
    def address(self) -> Address:
        if self._hello.get("key"):
            return Address("terminal", str(self._hello["address"]))
        return visitor_address(str(self._hello["visitor"]))

    async def _until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not true():
                self._changed.clear()
                await self._changed.wait()


def _all_buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    times = [
        {"i": time["i"], "label": f"{time['day_label']}, {time['clock']}", "url": None}
        for time in message.get("times", ())
    ]
    cards = [button for card in message.get("cards", ()) for button in card["buttons"]]
    return [*cards, *times, *message["buttons"]]


def _heard(message: dict[str, Any]) -> Heard:
    buttons = _all_buttons(message)
    links = [button["url"] for button in buttons if button["url"]]
    if "pay" in message:
        links.append(message["pay"]["url"])
    return Heard(message["text"], tuple(b["label"] for b in buttons if not b["url"]), tuple(links))
