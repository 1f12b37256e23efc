"""The booking with aiogram-dialog: a window for each step, a button widget's tap kept in the dialog's data.

Its state is kept by aiogram's storage: in memory, or in SQLite as a small storage of the ordinary kind keeps it, a row
of JSON for each key. What a turn writes is committed once, before the update is acknowledged; a storage that commits
each write would pay for several.
"""

import json
import sqlite3
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder, StateType, StorageKey
from aiogram.fsm.storage.memory import MemoryStorage, SimpleEventIsolation
from aiogram.types import Message, Update
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.kbd import Group, Keyboard, Select, Url
from aiogram_dialog.widgets.text import Const, Format

from bench.bots.contestant import Script, Step
from bench.bots.telegram import TOKEN, AiogramSession, Telegram


class Booking(StatesGroup):
    menu = State()
    subject = State()
    tutor = State()
    time = State()
    who = State()
    agree = State()
    pay = State()


PUT = "INSERT INTO fsm (key, {0}) VALUES (?, ?) ON CONFLICT DO UPDATE SET {0} = excluded.{0}"
STEPS = (Booking.menu, Booking.subject, Booking.tutor, Booking.time, Booking.who, Booking.agree, Booking.pay)


class DialogBot:
    """`durable` keeps the state in a SQLite file with synchronous=FULL, as ours is; otherwise it is in memory."""

    def __init__(self, script: Script, *, durable: bool) -> None:
        self.name = "aiogram-dialog" + (", SQLite" if durable else ", in memory")
        self.telegram = Telegram()
        self._script = script
        self._folder = tempfile.TemporaryDirectory(prefix="etude-bench-")
        self._sqlite = SqliteStorage(Path(self._folder.name) / "fsm.sqlite3") if durable else None

    async def start(self) -> None:
        defaults = DefaultBotProperties(parse_mode="HTML", link_preview_is_disabled=True)
        self._bot = Bot(TOKEN, session=AiogramSession(self.telegram), default=defaults)
        storage = self._sqlite or MemoryStorage()
        self._dispatcher = Dispatcher(storage=storage, events_isolation=SimpleEventIsolation())
        self._dispatcher.message.register(_greet, CommandStart())
        self._dispatcher.include_router(make_dialog(self._script))
        setup_dialogs(self._dispatcher)

    async def feed(self, update: dict[str, Any]) -> None:
        await self._dispatcher.feed_update(self._bot, Update.model_validate(update, context={"bot": self._bot}))
        if self._sqlite:
            self._sqlite.commit()

    async def rest(self) -> None:
        return

    async def stop(self) -> None:
        await self._dispatcher.storage.close()
        self._folder.cleanup()


class SqliteStorage(BaseStorage):
    """State and data of each key in a row; the caller commits."""

    def __init__(self, file: Path) -> None:
        self._keys = DefaultKeyBuilder(with_destiny=True)
        self._conn = open_sqlite(file)
        self._conn.execute("CREATE TABLE fsm (key TEXT PRIMARY KEY, state TEXT, data TEXT) WITHOUT ROWID")

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        self._put(PUT.format("state"), key, name)

    async def get_state(self, key: StorageKey) -> str | None:
        found: str | None = self._get("SELECT state FROM fsm WHERE key = ?", key)
        return found

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        words = json.dumps(data)
        self._put(PUT.format("data"), key, words)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._get("SELECT data FROM fsm WHERE key = ?", key) or "{}")
        return found

    async def close(self) -> None:
        self._conn.close()

    def commit(self) -> None:
        self._conn.commit()

    def _put(self, statement: str, key: StorageKey, value: object) -> None:
        self._conn.execute(statement, (self._keys.build(key), value))

    def _get(self, statement: str, key: StorageKey) -> Any:
        row = self._conn.execute(statement, (self._keys.build(key),)).fetchone()
        return row[0] if row else None


def open_sqlite(file: Path) -> sqlite3.Connection:
    """With the pragmas that Etude sets."""
    conn = sqlite3.connect(file)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON"):
        conn.execute(f"PRAGMA {pragma}")
    return conn


def make_dialog(script: Script) -> Dialog:
    steps = enumerate(zip(STEPS, script, strict=True))
    return Dialog(*(_window(number, state, step) for number, (state, step) in steps))


def _window(number: int, state: State, step: Step) -> Window:
    """Its choices are read from a list by a getter, as a bot reads them that does not have them fixed."""
    links = [Url(Const(key["text"]), Const(key["url"])) for row in step.rows for key in row if "url" in key]
    labels = [(key["text"], str(place)) for place, key in enumerate(_keys(step)) if "callback_data" in key]

    async def choices(**_kept: Any) -> dict[str, Any]:
        return {"choices": labels, "text": step.text}

    async def choose(_query: Any, _widget: Any, manager: DialogManager, item: str) -> None:
        manager.dialog_data[state.state or ""] = labels[int(item)][0]
        await manager.switch_to(STEPS[number + 1])

    select = Select(Format("{item[0]}"), "choice", lambda item: item[1], "choices", on_click=choose)
    keyboard: list[Keyboard] = [Group(select, *links, width=max(map(len, step.rows), default=1))]
    return Window(Format("{text}"), *keyboard, state=state, getter=choices)


def _keys(step: Step) -> list[dict[str, str]]:
    return [key for row in step.rows for key in row]


async def _greet(_message: Message, dialog_manager: DialogManager) -> None:
    await dialog_manager.start(Booking.menu, mode=StartMode.RESET_STACK)
