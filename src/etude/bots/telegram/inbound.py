"""What an update asks of Etude: pure, and the same for both frameworks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from etude.bots.telegram.port import Me
from etude.bots.telegram.updates import CallbackQuery, File, Message, Update, User
from etude.conversations.messages import ContactIn, Incoming, LocationIn, Opened, Tap, TextIn
from etude.conversations.store import Address, Newcomer
from etude.core.text import nearest_locale

CHANNEL = "telegram"
# What the buttons under Etude's messages send: the message's id and the button's number.
OURS = r"^m_[0-9a-z]+:\d+$"
# https://core.telegram.org/bots/api#getfile
LARGEST_FILE = 20 * 1024 * 1024
# Whoever corrects a slip does it soon; an edit of an old message is no answer to what is asked now.
EDITED_WITHIN = timedelta(minutes=10)
_MIMES = {
    "photo": "image/jpeg",
    "audio": "audio/mpeg",
    "voice": "audio/ogg",
    "video": "video/mp4",
    "video_note": "video/mp4",
    "document": "application/octet-stream",
}
_NAMES = {"photo": "photo.jpg", "voice": "voice.ogg", "audio": "audio.mp3", "video": "video.mp4"}


@dataclass(frozen=True, slots=True)
class Spoken:
    """Somebody said something in their private chat; `edited` when it corrects an earlier message."""

    chat: int
    newcomer: Newcomer
    incoming: Incoming
    number: int = 0
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Handed:
    """Somebody sent a file, which still lies with Telegram. `size` in bytes; 0 where Telegram does not say."""

    chat: int
    newcomer: Newcomer
    file_id: str
    unique: str
    mime: str
    size: int
    name: str
    caption: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Blocked:
    """Somebody has blocked the bot, or lets it write again."""

    chat: int
    blocked: bool


@dataclass(frozen=True, slots=True)
class CalledInGroup:
    """Somebody called the bot in a group, where it does not talk."""

    chat: int
    locale: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An operator wrote in a topic of their group; words are empty where something else was sent."""

    chat: int
    topic: int
    words: str


Heard: TypeAlias = Spoken | Handed | Blocked | CalledInGroup | Answered


def read(update: Update, me: Me, operators: int = 0) -> Heard | None:
    """What an update means; None for what concerns us in no way. `operators` is the group of Etude's own people."""
    if update.callback_query:
        return _read_tap(update.callback_query)
    if update.my_chat_member:
        change = update.my_chat_member
        status = change.new_chat_member.status
        return Blocked(change.chat.id, status == "kicked") if change.chat.type == "private" else None
    message = update.message or update.edited_message
    if message is None or message.sender is None or message.sender.is_bot:
        return None
    if operators and message.chat.id == operators:
        return _read_operator(message) if update.message else None
    if message.chat.type != "private":
        return _read_group(message, me) if update.message else None
    if update.message is None:
        return _read_edit(message)
    return _read_message(message)


def address_of(chat: int) -> Address:
    return Address(CHANNEL, str(chat))


def newcomer_of(user: User) -> Newcomer:
    """Telegram says a name and perhaps a language, never a time zone."""
    return Newcomer(user.first_name, nearest_locale(user.language_code))


def _read_tap(query: CallbackQuery) -> Spoken | None:
    message, _colon, number = (query.data or "").rpartition(":")
    if query.message is None or query.message.chat.type != "private":
        return None
    # A button that is not ours, or has lost its number, is answered with where things stand.
    tap = Tap(message, int(number) if number.isascii() and number.isdigit() else -1)
    return Spoken(query.message.chat.id, newcomer_of(query.sender), tap)


def _read_message(message: Message) -> Heard | None:
    assert message.sender
    chat, newcomer = message.chat.id, newcomer_of(message.sender)
    kind, file = _file_of(message)
    if file is not None:
        name = file.file_name or _NAMES.get(kind, "file")
        mime = file.mime_type or _MIMES[kind]
        size, words = file.file_size or 0, message.caption or ""
        unique, number = file.file_unique_id, message.message_id
        return Handed(chat, newcomer, file.file_id, unique, mime, size, name, words, number)
    incoming = _read_content(message)
    return Spoken(chat, newcomer, incoming, message.message_id) if incoming else None


def _read_edit(message: Message) -> Spoken | None:
    assert message.sender
    late = message.edit_date is None or message.edit_date - message.date > EDITED_WITHIN
    if late or not message.text:
        return None
    newcomer = newcomer_of(message.sender)
    return Spoken(message.chat.id, newcomer, _read_text(message.text), message.message_id, edited=True)


def _read_content(message: Message) -> Incoming | None:
    if message.text:
        return _read_text(message.text)
    if message.location:
        return LocationIn(message.location.latitude, message.location.longitude)
    if message.contact:
        card = message.contact
        return ContactIn(f"{card.first_name} {card.last_name or ''}".strip(), card.phone_number)
    if message.sticker and message.sticker.emoji:
        return TextIn(message.sticker.emoji)
    return None


def _read_text(text: str) -> Incoming:
    """Commands are words without their slash, but for /start, which opens the chat."""
    if not text.startswith("/"):
        return TextIn(text)
    command, _space, rest = text[1:].partition(" ")
    name = command.partition("@")[0]
    if name == "start":
        return Opened(rest.strip())
    return TextIn(f"{name.replace('_', ' ')} {rest}".strip() or text)


def _read_operator(message: Message) -> Answered | None:
    """What opens, renames or closes a topic is a message without anything in it that could be passed on."""
    if not message.is_topic_message or message.message_thread_id is None:
        return None
    sent = message.text or message.caption or message.location or message.contact or message.sticker
    if not sent and _file_of(message)[1] is None:
        return None
    return Answered(message.chat.id, message.message_thread_id, message.text or "")


def _read_group(message: Message, me: Me) -> CalledInGroup | None:
    assert message.sender
    said = (message.text or message.caption or "").lower()
    mention = f"@{me.username.lower()}"
    words = said.split()
    called = mention in [word.strip(".,!?:;") for word in words]
    started = bool(words) and words[0] in ("/start", f"/start{mention}")
    return CalledInGroup(message.chat.id, nearest_locale(message.sender.language_code)) if called or started else None


def _file_of(message: Message) -> tuple[str, File | None]:
    for kind in ("audio", "voice", "video", "video_note", "document"):
        found: File | None = getattr(message, kind)
        if found is not None:
            return kind, found
    return "photo", _largest(message.photo or ())


def _largest(sizes: Sequence[File]) -> File | None:
    return sizes[-1] if sizes else None
