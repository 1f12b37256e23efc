"""What Telegram tells a bot, in the few fields that matter here (https://core.telegram.org/bots/api#update).

A model is read from the wire's JSON or from either framework's objects, which name their attributes alike.
"""

from datetime import datetime

from pydantic import AliasChoices, BaseModel, ConfigDict, Field


class Part(BaseModel):
    """A part of an update; whatever is not named here is passed over."""

    model_config = ConfigDict(from_attributes=True, frozen=True, extra="ignore")


class Chat(Part):
    """`type` is private, group, supergroup or channel."""

    id: int
    type: str


class User(Part):
    id: int
    first_name: str
    is_bot: bool = False
    username: str | None = None
    language_code: str | None = None


class File(Part):
    """A photo in one size, a sound, a film or a document; `file_size` in bytes, where Telegram says it."""

    file_id: str
    file_unique_id: str
    file_size: int | None = None
    file_name: str | None = None
    mime_type: str | None = None


class Location(Part):
    """In degrees."""

    latitude: float
    longitude: float


class Contact(Part):
    phone_number: str
    first_name: str
    last_name: str | None = None


class Sticker(Part):
    emoji: str | None = None


class Message(Part):
    """A message; `photo` holds one picture in several sizes, the largest last. In a topic of a forum,
    `message_thread_id` says which."""

    message_id: int
    date: datetime
    chat: Chat
    sender: User | None = Field(None, validation_alias=AliasChoices("from_user", "from"))
    message_thread_id: int | None = None
    is_topic_message: bool | None = None
    edit_date: datetime | None = None
    text: str | None = None
    caption: str | None = None
    location: Location | None = None
    contact: Contact | None = None
    photo: tuple[File, ...] | None = None
    audio: File | None = None
    voice: File | None = None
    video: File | None = None
    video_note: File | None = None
    document: File | None = None
    sticker: Sticker | None = None


class TappedMessage(Part):
    """The message whose button was tapped, of which Telegram may keep nothing but its place."""

    message_id: int
    chat: Chat


class CallbackQuery(Part):
    id: str
    sender: User = Field(validation_alias=AliasChoices("from_user", "from"))
    message: TappedMessage | None = None
    data: str | None = None


class Member(Part):
    """`status` is member or kicked in a private chat: kicked is a bot that was blocked."""

    status: str


class Membership(Part):
    """How the bot itself stands in a chat has changed."""

    chat: Chat
    new_chat_member: Member


class Update(Part):
    """One thing that happened; at most one of the optional fields is set."""

    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    my_chat_member: Membership | None = None

    @property
    def chat(self) -> Chat | None:
        """Where it happened."""
        if self.callback_query:
            return self.callback_query.message.chat if self.callback_query.message else None
        found = self.message or self.edited_message or self.my_chat_member
        return found.chat if found else None


WANTED = ["message", "edited_message", "callback_query", "my_chat_member"]
