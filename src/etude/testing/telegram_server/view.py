"""What a person sees of a message."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from etude.testing.telegram_server.chats import CallbackAnswer, Message
from etude.testing.telegram_server.files import FileShelf
from etude.testing.telegram_server.html_text import write_html
from etude.testing.telegram_server.media import MediaKind, find_media
from etude.testing.telegram_server.wire import Json


@dataclass(frozen=True)
class SeenButton:
    """A button under a message. Only the label is visible; the rest is what the app does with a tap."""

    text: str
    callback_data: str | None = None
    url: str | None = None
    is_pay: bool = False


@dataclass(frozen=True)
class SeenMedia:
    """A picture, sound, film or document, as the person would open it."""

    kind: MediaKind
    data: bytes
    file_name: str
    mime_type: str


@dataclass(frozen=True)
class SeenEntity:
    """Formatting of a part of the text; offset and length in UTF-16 code units."""

    kind: str
    offset: int
    length: int
    url: str | None = None


@dataclass(frozen=True)
class SeenContact:
    """A shared contact."""

    phone_number: str
    first_name: str


ButtonRows: TypeAlias = tuple[tuple[SeenButton, ...], ...]
LabelRows: TypeAlias = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class SeenMessage:
    """A message as it looks at this moment; later edits make a new one. `text` is the caption of media."""

    id: int
    chat_id: int
    sender: str
    from_bot: bool
    date: datetime
    text: str
    html: str
    entities: tuple[SeenEntity, ...] = ()
    buttons: ButtonRows = ()
    reply_keyboard: LabelRows = ()
    media: SeenMedia | None = None
    location: tuple[float, float] | None = None
    contact: SeenContact | None = None
    edited: bool = False
    topic_id: int | None = None
    reply_to_id: int | None = None
    album: str | None = None
    reactions: tuple[str, ...] = ()
    answers: tuple[CallbackAnswer, ...] = ()
    service: str | None = None
    """What a service message reports, such as `forum_topic_created`."""
    revision: int = field(default=0, repr=False, compare=False)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of all buttons under the message, row by row."""
        return tuple(button.text for row in self.buttons for button in row)


_SERVICE = (
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "successful_payment",
    "new_chat_members",
)


def see(message: Message, files: FileShelf) -> SeenMessage:
    """The message as it looks now."""
    content = message.content
    return SeenMessage(
        id=message.id,
        chat_id=message.chat.id,
        sender=message.sender.first_name,
        from_bot=message.sender.is_bot,
        date=message.date,
        text=message.text,
        html=write_html(message.text, message.entities),
        entities=tuple(_see_entity(entity) for entity in message.entities),
        buttons=_see_buttons(message.inline_keyboard),
        reply_keyboard=see_labels(message.reply_keyboard),
        media=_see_media(content, files),
        location=_see_location(content),
        contact=_see_contact(content),
        edited=message.edited_at is not None,
        topic_id=message.topic.id if message.topic else None,
        reply_to_id=message.reply_to.id if message.reply_to else None,
        album=content.get("media_group_id"),
        reactions=tuple(str(each.get("emoji") or each["type"]) for each in message.reactions),
        answers=tuple(message.answers),
        service=next((name for name in _SERVICE if name in content), None),
        revision=message.changed,
    )


def see_labels(keyboard: Json | None) -> LabelRows:
    """The labels of a reply keyboard; none when it was removed."""
    rows = (keyboard or {}).get("keyboard", [])
    return tuple(tuple(each if isinstance(each, str) else str(each["text"]) for each in row) for row in rows)


def _see_buttons(keyboard: Json | None) -> ButtonRows:
    rows = (keyboard or {}).get("inline_keyboard", [])
    return tuple(tuple(_see_button(button) for button in row) for row in rows)


def _see_button(button: Json) -> SeenButton:
    url = button.get("url") or (button.get("web_app") or {}).get("url")
    return SeenButton(button["text"], button.get("callback_data"), url, bool(button.get("pay")))


def _see_entity(entity: Json) -> SeenEntity:
    return SeenEntity(entity["type"], entity["offset"], entity["length"], entity.get("url"))


def _see_media(content: Json, files: FileShelf) -> SeenMedia | None:
    found = find_media(content)
    stored = files.find(found[1]) if found else None
    return SeenMedia(found[0], stored.data, stored.name, stored.mime_type) if found and stored else None


def _see_location(content: Json) -> tuple[float, float] | None:
    location = content.get("location")
    return (location["latitude"], location["longitude"]) if location else None


def _see_contact(content: Json) -> SeenContact | None:
    contact = content.get("contact")
    return SeenContact(contact["phone_number"], contact["first_name"]) if contact else None
