"""A person reads their chats: forward only, each message once, with some patience."""

from collections.abc import Callable

from etude.testing.telegram_server.accounts import Account
from etude.testing.telegram_server.chats import Chat, Message
from etude.testing.telegram_server.errors import NothingArrivedError
from etude.testing.telegram_server.view import SeenMessage, see
from etude.testing.telegram_server.world import World

PATIENCE = 5.0
"""Seconds of real time a person waits before a test fails."""


class Reader:
    """Remembers how far its person has read."""

    def __init__(self, world: World, account: Account) -> None:
        self._world = world
        self._account = account
        self._read = world.bulletin.revision

    def unread(self, chat: Chat) -> list[SeenMessage]:
        """Messages of others that came or changed since, in the order of that."""
        news = [each for each in self._arrived(chat) if each.changed > self._read]
        return [self._see(each) for each in sorted(news, key=lambda each: each.changed)]

    async def wait_for_new(self, count: int, seconds: float, chat: Chat) -> list[SeenMessage]:
        """The next `count` new messages of others."""
        if not await self._world.bulletin.wait_until(lambda: len(self._new(chat)) >= count, seconds):
            raise self._disappointed(f"{count} new message(s)", seconds, chat)
        taken = self._new(chat)[:count]
        self._read = max((each.born for each in taken), default=self._read)
        return [self._see(each) for each in taken]

    async def wait_for_match(self, fits: Callable[[SeenMessage], bool], seconds: float, chat: Chat) -> SeenMessage:
        """The first new or changed message of others that fits; what came before it counts as read."""
        await self._world.bulletin.wait_until(lambda: any(map(fits, self.unread(chat))), seconds)
        for seen in self.unread(chat):
            if fits(seen):
                self._read = seen.revision
                return seen
        raise self._disappointed("a message that fits", seconds, chat)

    def _arrived(self, chat: Chat) -> list[Message]:
        return [each for each in chat.visible() if each.sender.id != self._account.id]

    def _new(self, chat: Chat) -> list[Message]:
        return [each for each in self._arrived(chat) if each.born > self._read]

    def _see(self, message: Message) -> SeenMessage:
        return see(message, self._world.files)

    def _disappointed(self, wish: str, seconds: float, chat: Chat) -> NothingArrivedError:
        name = self._account.first_name
        shown = [self._see(each) for each in chat.visible()][-3:]
        last = [(seen.sender, seen.text, seen.labels) for seen in shown]
        return NothingArrivedError(f"{name} waited {seconds} s for {wish}; on screen at last: {last}")
