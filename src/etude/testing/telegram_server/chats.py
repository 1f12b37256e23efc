"""Chats and the messages in them (https://core.telegram.org/bots/api#chat, #message)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from etude.testing.telegram_server.accounts import Account
from etude.testing.telegram_server.wire import Json, unix, without_empty

ChatKind = Literal["private", "group", "supergroup"]


@dataclass(frozen=True)
class CallbackAnswer:
    """What a tap was answered with; `alert` says that it covers the screen. `text` is empty for a silent answer."""

    text: str = ""
    alert: bool = False
    url: str | None = None


@dataclass
class Topic:
    """A topic of a forum; `id` is the message thread id."""

    id: int
    name: str
    icon_color: int
    is_open: bool = True


@dataclass
class Message:
    """A message as the server keeps it. `content` holds the Bot API's own fields for text, media and service."""

    id: int
    chat: "Chat"
    sender: Account
    date: datetime
    content: Json
    inline_keyboard: Json | None = None
    reply_keyboard: Json | None = None
    topic: Topic | None = None
    reply_to: "Message | None" = None
    edited_at: datetime | None = None
    is_deleted: bool = False
    reactions: list[Json] = field(default_factory=list)
    answers: list[CallbackAnswer] = field(default_factory=list)
    born: int = 0
    """Revision of the bulletin at which it was sent."""
    changed: int = 0
    """Revision of the bulletin at which it was last sent, edited or reacted to."""

    @property
    def text(self) -> str:
        return str(self.content.get("text") or self.content.get("caption") or "")

    @property
    def entities(self) -> list[Json]:
        found = self.content.get("entities") or self.content.get("caption_entities") or []
        return list(found)

    def to_wire(self, *, with_reply: bool = True) -> Json:
        return without_empty(
            {
                "message_id": self.id,
                "from": self.sender.to_wire(),
                "chat": self.chat.to_wire(),
                "date": unix(self.date),
                "edit_date": unix(self.edited_at) if self.edited_at else None,
                "message_thread_id": self.topic.id if self.topic else None,
                "is_topic_message": True if self.topic else None,
                "reply_to_message": self.reply_to.to_wire(with_reply=False) if self.reply_to and with_reply else None,
                "reply_markup": self.inline_keyboard,
                **self.content,
            }
        )


@dataclass
class Chat:
    """A private chat between a person and the bot, or a group with the bot in it."""

    id: int
    kind: ChatKind
    title: str | None = None
    person: Account | None = None
    members: dict[int, Account] = field(default_factory=dict)
    is_forum: bool = False
    bot_is_admin: bool = False
    is_blocked: bool = False
    messages: list[Message] = field(default_factory=list)
    topics: dict[int, Topic] = field(default_factory=dict)
    actions: list[str] = field(default_factory=list)

    def to_wire(self) -> Json:
        if self.person is not None:
            person = self.person
            names = {"username": person.username, "first_name": person.first_name, "last_name": person.last_name}
            return without_empty({"id": self.id, "type": self.kind, **names})
        forum = True if self.is_forum else None
        return without_empty({"id": self.id, "type": self.kind, "title": self.title, "is_forum": forum})

    def visible(self) -> Iterator[Message]:
        return (message for message in self.messages if not message.is_deleted)

    def find(self, message_id: int) -> Message | None:
        return next((message for message in self.visible() if message.id == message_id), None)
