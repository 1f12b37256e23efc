"""A person with Telegram in their hand: writes, taps, waits, reads."""

import asyncio
import re
from collections.abc import Callable
from typing import overload

from etude.testing.telegram_server.accounts import Account
from etude.testing.telegram_server.chats import Chat, Message, Topic
from etude.testing.telegram_server.errors import NoSuchButtonError, NothingArrivedError
from etude.testing.telegram_server.formatted_text import compose
from etude.testing.telegram_server.group import Group
from etude.testing.telegram_server.media import MediaKind, describe_media, store_media
from etude.testing.telegram_server.methods.places import describe_bot_in
from etude.testing.telegram_server.payments import Checkout
from etude.testing.telegram_server.privacy import is_heard
from etude.testing.telegram_server.reading import PATIENCE, Reader
from etude.testing.telegram_server.tapping import Tap, find_button, press
from etude.testing.telegram_server.view import LabelRows, SeenButton, SeenMessage, see, see_labels
from etude.testing.telegram_server.wire import Json, unix, without_empty
from etude.testing.telegram_server.world import World

_WORDS = {"text", "entities", "caption", "caption_entities"}
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
"""https://core.telegram.org/bots/features#deep-linking"""


class Person:
    """Does what a person can do in a private chat with the bot, or in `chat`, a group they are in."""

    def __init__(self, world: World, account: Account) -> None:
        self._world = world
        self._reader = Reader(world, account)
        self.account = account

    @property
    def id(self) -> int:
        return self.account.id

    @property
    def chat(self) -> list[SeenMessage]:
        """The private chat with the bot as it looks now, oldest first; deleted messages are gone."""
        return self.messages()

    @property
    def reply_keyboard(self) -> LabelRows:
        """The labels in place of the person's own keyboard, if the bot put any there."""
        keyboards = [each.reply_keyboard for each in self._private().visible() if each.reply_keyboard is not None]
        return see_labels(keyboards[-1]) if keyboards else ()

    @property
    def chat_actions(self) -> list[str]:
        """What the bot let them see it doing, such as `typing`."""
        return list(self._private().actions)

    def messages(self, chat: Group | None = None, topic: Topic | None = None) -> list[SeenMessage]:
        """A chat as it looks now, or one topic of it."""
        visible = self._place(chat).visible()
        return [see(each, self._world.files) for each in visible if topic is None or each.topic == topic]

    async def send(
        self,
        text: str,
        *,
        chat: Group | None = None,
        topic: Topic | None = None,
        reply_to: SeenMessage | None = None,
    ) -> SeenMessage:
        """Write a message. Commands, links and mentions in it are marked as Telegram marks them."""
        words = text.strip()
        if not 1 <= len(words) <= self._world.limits.text:
            raise ValueError("The app sends between 1 and 4096 characters.")
        return self._say(compose("text", words, []), chat, topic, reply_to)

    async def start(self, payload: str = "") -> SeenMessage:
        """Press Start, perhaps from a link `t.me/<bot>?start=<payload>`: up to 64 of A-Z, a-z, 0-9, _ and -."""
        if not _PAYLOAD.fullmatch(payload):
            raise ValueError("A deep link carries at most 64 characters of A-Z, a-z, 0-9, _ and -.")
        if self._private().is_blocked:
            await self.unblock()
        return await self.send(f"/start {payload}".strip())

    async def send_location(self, latitude: float, longitude: float, *, chat: Group | None = None) -> SeenMessage:
        return self._say({"location": {"latitude": latitude, "longitude": longitude}}, chat)

    async def send_contact(self, phone_number: str, *, of: "Person | None" = None) -> SeenMessage:
        """Share their own number, or someone else's card."""
        account = (of or self).account
        card = {
            "phone_number": phone_number,
            "first_name": account.first_name,
            "last_name": account.last_name,
            "user_id": account.id,
        }
        return self._say({"contact": without_empty(card)})

    async def send_photo(self, data: bytes, caption: str = "", *, chat: Group | None = None) -> SeenMessage:
        return self._send_media("photo", data, caption, chat=chat)

    async def send_voice(self, data: bytes, seconds: int = 1, *, chat: Group | None = None) -> SeenMessage:
        return self._send_media("voice", data, details={"duration": seconds}, chat=chat)

    async def send_audio(
        self,
        data: bytes,
        caption: str = "",
        *,
        seconds: int = 1,
        file_name: str | None = None,
        title: str | None = None,
    ) -> SeenMessage:
        return self._send_media("audio", data, caption, file_name, details={"duration": seconds, "title": title})

    async def send_video(
        self, data: bytes, caption: str = "", *, seconds: int = 1, file_name: str | None = None
    ) -> SeenMessage:
        return self._send_media("video", data, caption, file_name, details={"duration": seconds})

    async def send_document(
        self,
        data: bytes,
        file_name: str,
        caption: str = "",
        *,
        mime_type: str | None = None,
        chat: Group | None = None,
    ) -> SeenMessage:
        return self._send_media("document", data, caption, file_name, mime_type, chat=chat)

    async def edit(self, message: SeenMessage, text: str) -> SeenMessage:
        """Change the words of one of their own messages."""
        found = self._own(message)
        found.edited_at = self._world.clock.now()
        rest = {name: value for name, value in found.content.items() if name not in _WORDS}
        self._world.change(
            found, {**rest, **compose("text" if "text" in found.content else "caption", text.strip(), [])}
        )
        self._tell("edited_message", found)
        return see(found, self._world.files)

    async def delete(self, message: SeenMessage) -> None:
        """Take a message of theirs back; bots are not told."""
        found = self._own(message)
        found.is_deleted = True
        self._world.change(found)

    async def react(self, message: SeenMessage, emoji: str) -> None:
        """Put a reaction on a message. The bot hears of it only if it asked for `message_reaction` updates."""
        found = self._find(message)
        old, new = found.reactions, [{"type": "emoji", "emoji": emoji}]
        found.reactions = new
        self._world.change(found)
        update = {
            "chat": found.chat.to_wire(),
            "message_id": found.id,
            "user": self.account.to_wire(),
            "date": unix(self._world.clock.now()),
            "old_reaction": old,
            "new_reaction": new,
        }
        self._world.publish("message_reaction", update, found.chat.id)

    async def tap(self, button: str, message: SeenMessage | None = None, *, chat: Group | None = None) -> Tap:
        """Press a button by label or callback data: the newest one on screen, or the one under `message`.

        A `message` seen earlier keeps its old buttons, as an app does that has not loaded an edit yet.
        """
        shown = [message] if message else list(reversed(self.messages(chat)))
        found = find_button(button, shown)
        if found is not None:
            return press(self._world, self.account, found[0], self._find(found[1]))
        if message is None and chat is None and any(button in row for row in self.reply_keyboard):
            return Tap(SeenButton(button), self._world, sent=await self.send(button))
        labels = [label for seen in shown for label in seen.labels]
        raise NoSuchButtonError(f"No button {button!r}; on screen are {labels} and {self.reply_keyboard}.")

    async def pay(self, message: SeenMessage, seconds: float = PATIENCE) -> Checkout:
        """Press Pay under an invoice and wait for the bot's consent."""
        checkout = self._world.payments.open(self.account, self._find(message))
        self._world.publish("pre_checkout_query", checkout.to_wire(), message.chat_id)
        if not await self._world.bulletin.wait_until(lambda: checkout.is_approved is not None, seconds):
            raise NothingArrivedError(f"The checkout was not answered within {seconds} s.")
        return checkout

    async def block(self) -> None:
        """Block the bot; it gets a my_chat_member update, and a 403 from now on."""
        self._set_blocked(True)

    async def unblock(self) -> None:
        self._set_blocked(False)

    @overload
    async def wait_for(
        self, expected: int = 1, seconds: float = PATIENCE, *, chat: Group | None = None
    ) -> list[SeenMessage]: ...

    @overload
    async def wait_for(
        self, expected: Callable[[SeenMessage], bool], seconds: float = PATIENCE, *, chat: Group | None = None
    ) -> SeenMessage: ...

    async def wait_for(
        self,
        expected: int | Callable[[SeenMessage], bool] = 1,
        seconds: float = PATIENCE,
        *,
        chat: Group | None = None,
    ) -> list[SeenMessage] | SeenMessage:
        """Read on: the next `expected` new messages of others, or the first one, new or changed, that satisfies it.

        Each message is read once; reading goes forward only. NothingArrivedError after `seconds` of real time.
        """
        place = self._place(chat)
        if isinstance(expected, int):
            return await self._reader.wait_for_new(expected, seconds, place)
        return await self._reader.wait_for_match(expected, seconds, place)

    async def stay_quiet(self, seconds: float = 0.2, *, chat: Group | None = None) -> list[SeenMessage]:
        """Wait a moment and return what is unread then, to see that nothing came."""
        await asyncio.sleep(seconds)
        return self._reader.unread(self._place(chat))

    def _send_media(
        self,
        kind: MediaKind,
        data: bytes,
        caption: str = "",
        file_name: str | None = None,
        mime_type: str | None = None,
        *,
        details: Json | None = None,
        chat: Group | None = None,
    ) -> SeenMessage:
        stored = store_media(self._world.files, kind, data, file_name, mime_type)
        words = compose("caption", caption.strip(), []) if caption.strip() else {}
        return self._say({**describe_media(kind, stored, details or {}), **words}, chat)

    def _say(
        self, content: Json, chat: Group | None = None, topic: Topic | None = None, reply_to: SeenMessage | None = None
    ) -> SeenMessage:
        place = self._place(chat)
        self._world.chats.setdefault(place.id, place)
        replied = self._find(reply_to) if reply_to else None
        topic = topic or (replied.topic if replied else None)
        if topic is not None and not topic.is_open:
            raise PermissionError(f"The topic {topic.name!r} is closed.")
        message = self._world.post(place, self.account, content, topic=topic, reply_to=replied)
        self._tell("message", message)
        return see(message, self._world.files)

    def _tell(self, kind: str, message: Message) -> None:
        if is_heard(message, self._world.bot, reads_all=self._world.reads_all_group_messages):
            self._world.publish(kind, message.to_wire(), message.chat.id)

    def _set_blocked(self, blocked: bool) -> None:
        chat = self._private()
        if chat.is_blocked == blocked:
            return
        self._world.chats.setdefault(chat.id, chat)
        before = describe_bot_in(self._world, chat)
        chat.is_blocked = blocked
        update = {
            "chat": chat.to_wire(),
            "from": self.account.to_wire(),
            "date": unix(self._world.clock.now()),
            "old_chat_member": before,
            "new_chat_member": describe_bot_in(self._world, chat),
        }
        self._world.publish("my_chat_member", update, chat.id)

    def _private(self) -> Chat:
        known = self._world.chats.get(self.id)
        return known or Chat(self.id, "private", person=self.account, members={self.id: self.account})

    def _place(self, group: Group | None) -> Chat:
        if group is None:
            return self._private()
        chat = self._world.chats[group.id]
        if self.id not in chat.members:
            raise PermissionError(f"{self.account.first_name} is not in {group.title!r}.")
        return chat

    def _find(self, seen: SeenMessage) -> Message:
        found = self._world.chats[seen.chat_id].find(seen.id)
        if found is None:
            raise LookupError("The message was deleted.")
        return found

    def _own(self, seen: SeenMessage) -> Message:
        found = self._find(seen)
        if found.sender.id != self.id:
            raise PermissionError("Only one's own messages can be changed.")
        return found
