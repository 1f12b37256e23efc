"""The channel's own door: every update goes through here, whichever framework heard it and however it came."""

import asyncio
import logging
from collections import OrderedDict, defaultdict
from collections.abc import AsyncIterator, Iterable, MutableMapping
from contextlib import asynccontextmanager
from typing import Protocol

from etude.bots.telegram.courier import TelegramCourier
from etude.bots.telegram.drawn import Words
from etude.bots.telegram.inbound import (
    CHANNEL,
    LARGEST_FILE,
    Answered,
    Blocked,
    CalledInGroup,
    Handed,
    Heard,
    Spoken,
    address_of,
    read,
)
from etude.bots.telegram.operators import OperatorsGroup, topic_name
from etude.bots.telegram.port import BotApi, Me, RefusedError
from etude.bots.telegram.updates import Update
from etude.bots.telegram.words import line
from etude.conversations import store
from etude.conversations.delivery import Courier, UnreachableError
from etude.conversations.handoff.room import Room
from etude.conversations.handoff.tickets import hear_topic
from etude.conversations.messages import FileIn, Incoming
from etude.conversations.store import Newcomer
from etude.conversations.turns import Delivery, Turns
from etude.core.files import FileStore
from etude.core.jobs.worker import RetryLaterError
from etude.core.settings import Settings
from etude.core.text import Text, Voice, _
from etude.core.transaction import Transactions, Tx

log = logging.getLogger(__name__)
REMEMBERED = 10_000
DOWNLOAD_PAUSES = (0.5, 2.0, 0.0)


class Parts(Protocol):
    """What the channel needs of an installation; `couriers` learns who delivers to Telegram, `rooms` where operators
    answer."""

    @property
    def settings(self) -> Settings: ...

    @property
    def transactions(self) -> Transactions: ...

    @property
    def turns(self) -> Turns: ...

    @property
    def files(self) -> FileStore: ...

    @property
    def couriers(self) -> MutableMapping[str, Courier]: ...

    @property
    def rooms(self) -> MutableMapping[str, Room]: ...


class Channel:
    """Hands what is heard to the conversations, in order within a chat.

    `pauses` are the seconds after which an update that failed is tried again; after the last it is given up.
    """

    def __init__(
        self, parts: Parts, api: BotApi, me: Me, courier: TelegramCourier, pauses: Iterable[float] = ()
    ) -> None:
        self.me = me
        self.api = api
        self.courier = courier
        self._turns = parts.turns
        self._transactions = parts.transactions
        self._files = parts.files
        self._operators = parts.settings.operators_group
        self._lanes: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: defaultdict[int, int] = defaultdict(int)
        self._latest: OrderedDict[int, int] = OrderedDict()
        self._called: set[int] = set()
        self._pauses = tuple(pauses)

    async def handle(self, update: Update) -> None:
        """Answer an update; when this returns, Telegram may forget it."""
        # The button shows that it is busy until it is answered, so that comes before any waiting.
        answering = asyncio.create_task(self._answer_tap(update))
        try:
            heard = read(update, self.me, self._operators)
            if heard is not None:
                async with self._in_line(heard.chat):
                    await self._take_patiently(heard, f"{CHANNEL}:{self.me.id}:{update.update_id}")
        except BaseException:
            answering.cancel()
            raise
        await answering

    async def _take_patiently(self, heard: Heard, key: str) -> None:
        """Try again within the line, so that what comes after does not overtake it."""
        pauses = iter(self._pauses)
        while True:
            try:
                await self._take(heard, key)
                return
            except Exception as error:
                pause = next(pauses, None)
                if pause is None:
                    raise
                log.warning("%s could not be taken (%s); again in %.1f s", key, error, pause)
                await asyncio.sleep(pause)

    async def _take(self, heard: Heard, key: str) -> None:
        if isinstance(heard, Spoken):
            await self._spoken(heard, key)
        elif isinstance(heard, Handed):
            await self._handed(heard, key)
        elif isinstance(heard, Blocked):
            await self._transactions.run(lambda tx: _set_blocked(tx, heard))
        elif isinstance(heard, Answered):
            topic = topic_name(heard.chat, heard.topic)
            await self._transactions.run(lambda tx: hear_topic(tx, topic, heard.words, key))
        else:
            await self._called_in_group(heard)

    async def _spoken(self, heard: Spoken, key: str) -> None:
        """An edit of the latest message is a new text; one of an older message is passed over."""
        if heard.edited and heard.number < self._latest.get(heard.chat, 0):
            return
        self._note(heard.chat, heard.number)
        await self._receive(heard.chat, heard.newcomer, heard.incoming, key)

    async def _handed(self, heard: Handed, key: str) -> None:
        self._note(heard.chat, heard.number)
        content = await self._download(heard)
        if content is None:
            words = _("I could not take that file. I can take files of up to 20 MB; please try again.")
            await self._say(heard.chat, words, heard.newcomer.locale)
            return
        path = f"{CHANNEL}/{self.me.id}/{heard.unique}"
        await self._files.put(path, content)
        incoming = FileIn(path, heard.mime, len(content), heard.name, heard.caption)
        await self._receive(heard.chat, heard.newcomer, incoming, key)

    async def _download(self, heard: Handed) -> bytes | None:
        """The file, unless it is too large, is gone, or does not come after a few tries."""
        if heard.size > LARGEST_FILE:
            return None
        for pause in DOWNLOAD_PAUSES:
            try:
                content = await self.api.download(heard.file_id)
                return content if len(content) <= LARGEST_FILE else None
            except RefusedError:
                return None
            except Exception as error:  # whatever the network does: the words that come after must not wait for ever
                log.warning("a file of chat %s did not come: %s", heard.chat, error)
                await asyncio.sleep(pause)
        return None

    async def _receive(self, chat: int, newcomer: Newcomer, incoming: Incoming, key: str) -> None:
        await self._turns.receive(Delivery(address_of(chat), key, incoming, newcomer))

    async def _called_in_group(self, heard: CalledInGroup) -> None:
        """Lessons and money are nobody else's business: say once where to talk."""
        if heard.chat in self._called:
            return
        self._called.add(heard.chat)
        words = _("I talk in private, so that your plans stay yours: {link}", link=f"https://t.me/{self.me.username}")
        await self._say(heard.chat, words, heard.locale)

    async def _say(self, chat: int, words: Text, locale: str) -> None:
        """A word outside of any conversation, for which no trouble is worth a second try."""
        try:
            await self.api.send(chat, Words(line(words.render(Voice(locale))).html))
        except (RefusedError, UnreachableError, RetryLaterError):
            log.info("chat %s was not told", chat)

    async def _answer_tap(self, update: Update) -> None:
        if update.callback_query is None:
            return
        try:
            await self.api.answer_tap(update.callback_query.id)
        except Exception as error:  # an unanswered spinner ends by itself; the turn matters more
            log.info("a tap was not answered: %s", error)

    def _note(self, chat: int, number: int) -> None:
        if number:
            self._latest[chat] = max(number, self._latest.pop(chat, 0))
            if len(self._latest) > REMEMBERED:
                self._latest.popitem(last=False)

    @asynccontextmanager
    async def _in_line(self, chat: int) -> AsyncIterator[None]:
        """Updates of a chat wait for each other in the order they came."""
        self._waiting[chat] += 1
        try:
            async with self._lanes[chat]:
                yield
        finally:
            self._waiting[chat] -= 1
            if not self._waiting[chat]:
                del self._waiting[chat]
                self._lanes.pop(chat, None)


def open_channel(parts: Parts, api: BotApi, me: Me, pauses: Iterable[float] = ()) -> Channel:
    """The channel for this bot, which from now on also delivers what is said elsewhere, such as reminders."""
    courier = TelegramCourier(api, parts.transactions, parts.files, parts.settings.base_url)
    parts.couriers[CHANNEL] = courier
    if parts.settings.operators_group:
        parts.rooms[CHANNEL] = OperatorsGroup(api, parts.settings.operators_group)
    return Channel(parts, api, me, courier, pauses)


def _set_blocked(tx: Tx, heard: Blocked) -> None:
    address = address_of(heard.chat)
    if heard.blocked:
        store.block_address(tx.conn, tx.now, address)
    elif owner := store.person_at(tx.conn, address):
        store.link_address(tx.conn, tx.now, address, owner)
