"""Etude's engine and driver without a store: what was said and the answers stand in dictionaries."""

from collections.abc import MutableMapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, cast

from aiogram import Bot
from sqlalchemy import Connection

from bench.bots.contestant import Script
from bench.bots.etude import START
from bench.bots.telegram import ME, TOKEN, AiogramSession, Telegram
from etude.bots.telegram.aiogram_driver import AiogramApi
from etude.bots.telegram.channel import Channel, open_channel
from etude.bots.telegram.port import Me
from etude.bots.telegram.updates import Update
from etude.conversations.chat import Chat, Scene
from etude.conversations.delivery import Courier, Outgoing
from etude.conversations.engine import Engine, Flow, Started
from etude.conversations.forms import Form, Option, answer
from etude.conversations.handoff.room import Room
from etude.conversations.house import House
from etude.conversations.messages import OpenLink, Reply, Tap, buttons_of
from etude.conversations.readings import command_of
from etude.conversations.state import State
from etude.conversations.turns import Delivery, Turns
from etude.core.files import FileStore
from etude.core.ids import PersonId, new_id
from etude.core.people.model import Person
from etude.core.settings import Settings
from etude.core.text import Text, _, verbatim
from etude.core.transaction import Transactions, Tx


def make_flow(script: Script) -> Flow:
    """The booking's six questions, read from a list like the peers', as an ordinary flow."""
    names = ("menu", "subject", "tutor", "time", "who", "agreed")
    answers = {name: answer(str) for name in names}
    form = type("Booking", (Form,), dict(answers))

    async def booking(chat: Chat) -> str:
        for name, step in zip(names, script, strict=False):
            labels = [key["text"] for row in step.rows for key in row if "callback_data" in key]
            options = [Option(verbatim(label), label) for label in labels]
            await chat.ask(answers[name], verbatim(step.text), options)
        await chat.say(verbatim(script[-1].text))
        return ""

    title: Text = _("your booking")
    return Flow("booking", form, booking, title, title)


class EngineBot:
    """The driver, the engine and the drawing are the real ones; `State` goes through JSON in each turn."""

    def __init__(self, script: Script) -> None:
        self.name = "etude, in memory"
        self.telegram = Telegram()
        self._flow = make_flow(script)

    async def start(self) -> None:
        self._bot = Bot(TOKEN, session=AiogramSession(self.telegram))
        parts = _Parts()
        self._channel: Channel = open_channel(parts, AiogramApi(self._bot), Me(ME["id"], ME["username"]))
        parts.memory.engine = Engine({"booking": self._flow})
        parts.memory.courier = parts.couriers["telegram"]

    async def feed(self, update: dict[str, Any]) -> None:
        await self._channel.handle(Update.model_validate(update))

    async def rest(self) -> None:
        return

    async def stop(self) -> None:
        return


@dataclass
class _Memory:
    """Stands where the turns stand: answers a delivery, and sends what is said."""

    engine: Engine = field(default_factory=lambda: Engine({}))
    courier: Courier | None = None
    states: dict[str, object] = field(default_factory=dict)
    said: dict[str, Reply] = field(default_factory=dict)

    async def receive(self, delivery: Delivery) -> None:
        name = delivery.address.name
        state = State.load(self.states.get(name))
        state.turn += 1
        person = Person(PersonId(name), "Daniel", "en", "UTC", None, None, None, False, {}, 1)
        scene = Scene(Tx(cast(Connection, _NoStore()), START), person, House("", "", 15), turn=state.turn)
        incoming = delivery.incoming
        if isinstance(incoming, Tap):
            button = list(buttons_of(self.said[incoming.message]))[incoming.button]
            assert not isinstance(button.meaning, OpenLink)
            self.engine.take(scene, state, command_of(button.meaning))
        else:
            self.engine.take(scene, state, Started("booking"))
        self.states[name] = state.write()
        assert self.courier
        for reply in scene.out:
            message = new_id("m")
            self.said[message] = reply
            await self.courier.send(Outgoing(message, name, reply, person.voice))


class _NoStore:
    """A connection that keeps nothing: the engine asks it only for savepoints."""

    def begin_nested(self) -> AbstractContextManager[None]:
        return nullcontext()


class _Parts:
    """What the channel asks of an installation, with the memory in the place of the turns."""

    def __init__(self) -> None:
        self.memory = _Memory()
        self.couriers: MutableMapping[str, Courier] = {}
        self.rooms: MutableMapping[str, Room] = {}

    @property
    def settings(self) -> Settings:
        return Settings(public_url="https://etude.example")

    @property
    def transactions(self) -> Transactions:
        return cast(Transactions, None)

    @property
    def turns(self) -> Turns:
        return cast(Turns, self.memory)

    @property
    def files(self) -> FileStore:
        return cast(FileStore, None)
