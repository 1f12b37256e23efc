"""The booking with python-telegram-bot's ConversationHandler, which keeps choices in `user_data`.

Three ways to persist: in SQLite before the update is acknowledged, by a `BasePersistence` of the ordinary kind (a row
for each user and each conversation; what a turn writes is committed once); by the library's own PicklePersistence,
which writes once a minute and so loses up to a minute of acknowledged turns; not at all.
"""

import asyncio
import json
import tempfile
import warnings
from pathlib import Path
from typing import Any, Literal, TypeAlias

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    BasePersistence,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    PersistenceInput,
    PicklePersistence,
)
from telegram.warnings import PTBUserWarning

from bench.bots.contestant import Script, Step
from bench.bots.dialog import open_sqlite
from bench.bots.telegram import TOKEN, PtbRequest, Telegram

Kept: TypeAlias = Literal["SQLite", "pickle", "in memory"]
Context: TypeAlias = ContextTypes.DEFAULT_TYPE
UserData: TypeAlias = dict[Any, Any]
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class PtbBot:
    """`kept` says where its state is."""

    def __init__(self, script: Script, kept: Kept) -> None:
        self.name = f"python-telegram-bot, {kept}"
        self.telegram = Telegram()
        self._script = script
        self._folder = tempfile.TemporaryDirectory(prefix="etude-bench-")
        self._kept = kept
        self._one_at_a_time = asyncio.Lock()

    async def start(self) -> None:
        self._sqlite: SqlitePersistence | None = None
        builder = ApplicationBuilder().token(TOKEN).updater(None).job_queue(None)
        builder = builder.request(PtbRequest(self.telegram)).get_updates_request(PtbRequest(self.telegram))
        if self._kept == "SQLite":
            self._sqlite = SqlitePersistence(Path(self._folder.name) / "ptb.sqlite3")
            builder.persistence(self._sqlite)
        elif self._kept == "pickle":
            builder.persistence(PicklePersistence(Path(self._folder.name) / "ptb.pickle"))
        self._application: Application[Any, Any, Any, Any, Any, Any] = builder.build()
        self._application.add_handler(make_conversation(self._script, persistent=self._kept != "in memory"))
        await self._application.initialize()
        if self._kept == "pickle":
            await self._application.start()

    async def feed(self, update: dict[str, Any]) -> None:
        """The application takes one update at a time unless it is told otherwise."""
        async with self._one_at_a_time:
            await self._application.process_update(Update.de_json(update, self._application.bot))
            if self._sqlite:
                await self._application.update_persistence()
                self._sqlite.commit()

    async def rest(self) -> None:
        return

    async def stop(self) -> None:
        if self._application.running:
            await self._application.stop()
        await self._application.shutdown()
        self._folder.cleanup()


class SqlitePersistence(BasePersistence[UserData, UserData, UserData]):
    """A row for each user's data and for each conversation's state; the caller commits."""

    def __init__(self, file: Path) -> None:
        only_users = PersistenceInput(bot_data=False, chat_data=False, user_data=True, callback_data=False)
        super().__init__(store_data=only_users)
        self._conn = open_sqlite(file)
        self._conn.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, data TEXT)")
        self._conn.execute("CREATE TABLE states (name TEXT, key TEXT, state TEXT, PRIMARY KEY (name, key))")

    def commit(self) -> None:
        self._conn.commit()

    async def get_user_data(self) -> dict[int, UserData]:
        return {user: json.loads(data) for user, data in self._conn.execute("SELECT id, data FROM users")}

    async def get_conversations(self, name: str) -> dict[Any, Any]:
        rows = self._conn.execute("SELECT key, state FROM states WHERE name = ?", (name,))
        return {tuple(json.loads(key)): json.loads(state) for key, state in rows}

    async def update_user_data(self, user_id: int, data: UserData) -> None:
        put = "INSERT INTO users VALUES (?, ?) ON CONFLICT DO UPDATE SET data = excluded.data"
        self._conn.execute(put, (user_id, json.dumps(data)))

    async def update_conversation(self, name: str, key: Any, new_state: object | None) -> None:
        put = "INSERT INTO states VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state"
        self._conn.execute(put, (name, json.dumps(key), json.dumps(new_state)))

    async def drop_user_data(self, user_id: int) -> None:
        self._conn.execute("DELETE FROM users WHERE id = ?", (user_id,))

    async def refresh_user_data(self, user_id: int, user_data: UserData) -> None: ...

    async def flush(self) -> None:
        self._conn.commit()
        self._conn.close()

    async def get_chat_data(self) -> dict[int, UserData]:
        return {}

    async def get_bot_data(self) -> UserData:
        return {}

    async def get_callback_data(self) -> None:
        return None

    async def update_chat_data(self, chat_id: int, data: UserData) -> None: ...

    async def update_bot_data(self, data: UserData) -> None: ...

    async def update_callback_data(self, data: Any) -> None: ...

    async def drop_chat_data(self, chat_id: int) -> None: ...

    async def refresh_chat_data(self, chat_id: int, chat_data: UserData) -> None: ...

    async def refresh_bot_data(self, bot_data: UserData) -> None: ...


def make_conversation(script: Script, *, persistent: bool) -> ConversationHandler[Context]:
    """State `n` waits for a tap under what was said in step `n`."""

    async def greet(update: Update, context: Context) -> int:
        assert update.effective_chat
        await _say(context, update.effective_chat.id, 0, script[0])
        return 0

    async def choose(update: Update, context: Context) -> int:
        query = update.callback_query
        assert query
        assert query.data
        assert query.message
        assert context.user_data is not None
        await query.answer()
        step, place = map(int, query.data.split(":"))
        context.user_data[step] = _labels(script[step])[place]
        await _say(context, query.message.chat.id, step + 1, script[step + 1])
        return step + 1 if step + 2 < len(script) else ConversationHandler.END

    states = {step: [CallbackQueryHandler(choose, rf"^{step}:\d+$")] for step in range(len(script) - 1)}
    start = [CommandHandler("start", greet)]
    with warnings.catch_warnings():
        # A conversation of one person in a private chat is not tracked for each message: that is the ordinary kind.
        warnings.simplefilter("ignore", PTBUserWarning)
        return ConversationHandler(start, states, start, name="booking", persistent=persistent)  # type: ignore[arg-type]


async def _say(context: Context, chat: int, number: int, step: Step) -> None:
    """Its buttons are made anew each time, as a bot makes them that does not have them fixed."""
    places, rows = 0, []
    for row in step.rows:
        keys = []
        for key in row:
            data = f"{number}:{places}" if "callback_data" in key else None
            keys.append(InlineKeyboardButton(key["text"], url=key.get("url"), callback_data=data))
            places += 1
        rows.append(keys)
    markup = InlineKeyboardMarkup(rows) if rows else None
    await context.bot.send_message(
        chat, step.text, parse_mode="HTML", reply_markup=markup, link_preview_options=NO_PREVIEW
    )


def _labels(step: Step) -> list[str]:
    return [key["text"] for row in step.rows for key in row]
