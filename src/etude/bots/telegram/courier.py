"""Carries messages to Telegram chats."""

import asyncio
from collections import OrderedDict
from datetime import timedelta
from typing import TypeVar

from etude.bots.telegram.drawn import Attachment, Drawn, Typing, plainly, without_file
from etude.bots.telegram.port import BotApi, RefusedError, Sent, Upload
from etude.bots.telegram.render import render
from etude.conversations.delivery import Outgoing
from etude.core.files import FileStore
from etude.core.ids import MediaId
from etude.core.jobs.worker import RetryLaterError
from etude.core.transaction import Transactions
from etude.core.tutors.store import find_sample

V = TypeVar("V")
REMEMBERED = 2000
WHEN_STOPPED = timedelta(seconds=1)
LONGEST_STOP = 10.0


class TelegramCourier:
    """A message of several parts goes on after the part that was taken last, when it is tried again."""

    def __init__(self, api: BotApi, transactions: Transactions, files: FileStore, base_url: str) -> None:
        self._api = api
        self._transactions = transactions
        self._files = files
        self._base_url = base_url
        # What Telegram has of our files, by their name in the store: it is sent by this id from then on.
        self._file_ids: OrderedDict[str, str] = OrderedDict()
        self._parts: OrderedDict[str, int] = OrderedDict()
        self._sending: set[asyncio.Task[str | None]] = set()
        self._stopped = False

    async def send(self, message: Outgoing) -> str | None:
        """Deliver all parts; the id of the last. Raises UnreachableError, RetryLaterError, or what went wrong."""
        if self._stopped:
            raise RetryLaterError(WHEN_STOPPED)
        task = asyncio.create_task(self._send(message))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)
        return await task

    async def stop(self) -> None:
        """Finish what is on its way, so that nothing has to be sent twice; the rest waits for the next start."""
        self._stopped = True
        if self._sending:
            await asyncio.wait(self._sending, timeout=LONGEST_STOP)

    async def _send(self, message: Outgoing) -> str | None:
        chat = int(message.address)
        done = self._parts.get(message.id, 0)
        sent: Sent | None = None
        for number, shown in enumerate(render(message, self._base_url)):
            if number < done:
                continue
            if isinstance(shown, Typing):
                await self._api.show_typing(chat)
                continue
            sent = await self._send_part(chat, shown)
            _remember(self._parts, message.id, number + 1)
        self._parts.pop(message.id, None)
        return str(sent.message_id) if sent else None

    async def _send_part(self, chat: int, drawn: Drawn) -> Sent:
        """Whatever Telegram does not take as it is drawn is said plainly."""
        try:
            if isinstance(drawn, Attachment):
                return await self._send_file(chat, drawn)
            return await self._api.send(chat, drawn)
        except RefusedError:
            return await self._api.send(chat, plainly(drawn))

    async def _send_file(self, chat: int, drawn: Attachment) -> Sent:
        if drawn.content:
            return await self._api.send(chat, drawn, Upload(drawn.name, drawn.content))
        name = drawn.stored or await self._stored(drawn.page)
        known = self._file_ids.get(name)
        if known:
            try:
                return await self._api.send(chat, drawn, known)
            except RefusedError:
                del self._file_ids[name]
        try:
            upload = Upload(name.rpartition("/")[2], await self._files.read(name))
        except FileNotFoundError:
            return await self._api.send(chat, without_file(drawn))
        sent = await self._api.send(chat, drawn, upload)
        if sent.file_id:
            _remember(self._file_ids, name, sent.file_id)
        return sent

    async def _stored(self, page: str) -> str:
        """Where the file behind a path of our own site lies in the store."""
        media = MediaId(page.rpartition("/")[2])
        sample = await self._transactions.read(lambda conn: find_sample(conn, media))
        if sample is None:
            raise RefusedError(f"There is no file at {page}.")
        return sample.path


def _remember(kept: "OrderedDict[str, V]", key: str, value: V) -> None:
    kept[key] = value
    if len(kept) > REMEMBERED:
        kept.popitem(last=False)
