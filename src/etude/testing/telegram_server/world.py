"""Everything the server knows, and the two things that happen in it: a message is posted, an update is queued."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count

from etude.core.clock import Clock
from etude.testing.telegram_server.accounts import Account
from etude.testing.telegram_server.bulletin import Bulletin
from etude.testing.telegram_server.callbacks import CallbackDesk
from etude.testing.telegram_server.chats import Chat, Message, Topic
from etude.testing.telegram_server.errors import bad_request, forbidden
from etude.testing.telegram_server.files import FileShelf
from etude.testing.telegram_server.flood import FloodGate
from etude.testing.telegram_server.keyboards import Keyboards
from etude.testing.telegram_server.limits import Limits
from etude.testing.telegram_server.parameters import Parameters
from etude.testing.telegram_server.payments import PaymentDesk
from etude.testing.telegram_server.updates import UpdateQueue
from etude.testing.telegram_server.webhook import WebhookPost
from etude.testing.telegram_server.wire import Json


@dataclass
class BotSettings:
    """What the bot told Telegram about itself."""

    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    """By (kind, language), where kind is `name`, `description` or `short_description`."""


class World:
    """The state behind one bot."""

    def __init__(
        self,
        bot: Account,
        clock: Clock,
        limits: Limits,
        flood: FloodGate,
        follow: Callable[[Json], Awaitable[object]],
        retry_seconds: Sequence[float],
    ) -> None:
        self.bot = bot
        self.clock = clock
        self.limits = limits
        self.flood = flood
        self.chats: dict[int, Chat] = {}
        self.files = FileShelf(limits)
        self.updates = UpdateQueue(clock.now, limits)
        self.callbacks = CallbackDesk(clock.now, limits)
        self.payments = PaymentDesk(clock.now, limits)
        self.webhook = WebhookPost(self.updates, clock.now, follow, retry_seconds)
        self.settings = BotSettings()
        self.bulletin = Bulletin()
        self.duplicate_updates = False
        self.update_delay = 0.0
        self.reads_all_group_messages = False
        self._message_ids = count(1)
        self._album_ids = count(13_000_000_001)

    def chat(self, parameters: Parameters, name: str = "chat_id") -> Chat:
        """The chat a call is for. A bot cannot begin a conversation: there is no chat until the person wrote first."""
        wanted = parameters.text(name)
        if not wanted:
            raise bad_request("chat_id is empty")
        chat = self.chats.get(int(wanted)) if wanted.removeprefix("-").isdecimal() else None
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def writable_chat(self, parameters: Parameters) -> Chat:
        """The chat a message is for, if the bot may write to it now."""
        chat = self.chat(parameters)
        if chat.is_blocked:
            reason = (
                "bot was blocked by the user" if chat.kind == "private" else f"bot was kicked from the {chat.kind} chat"
            )
            raise forbidden(reason)
        return chat

    def topic(self, chat: Chat, thread_id: int | None) -> Topic | None:
        """The forum topic a call names, or None for the chat itself."""
        if thread_id is None:
            return None
        found = chat.topics.get(thread_id)
        if found is None:
            raise bad_request("message thread not found")
        return found

    def post(
        self,
        chat: Chat,
        sender: Account,
        content: Json,
        keyboards: Keyboards = Keyboards(),
        topic: Topic | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Put a message into a chat, for everyone in it to see."""
        # Supergroups number their own messages, all other chats of an account share one count.
        number = len(chat.messages) + 1 if chat.kind == "supergroup" else next(self._message_ids)
        message = Message(
            number,
            chat,
            sender,
            self.clock.now(),
            content,
            inline_keyboard=keyboards.inline,
            reply_keyboard=keyboards.reply,
            topic=topic,
            reply_to=reply_to,
        )
        chat.messages.append(message)
        message.born = message.changed = self.bulletin.announce()
        return message

    def change(self, message: Message, content: Json | None = None) -> None:
        """Mark a message as changed for those who look at it."""
        message.content = message.content if content is None else content
        message.changed = self.bulletin.announce()

    def publish(self, kind: str, body: Json, lane: int) -> None:
        """Tell the bot: at once, or after the delay a test asked for; twice if a test asked for that."""
        add = partial(self.updates.add, kind, body, lane, copies=2 if self.duplicate_updates else 1)
        if self.update_delay:
            asyncio.get_running_loop().call_later(self.update_delay, add)
        else:
            add()

    def next_album(self) -> str:
        return str(next(self._album_ids))

    def bot_account(self) -> Json:
        """The bot as getMe shows it (https://core.telegram.org/bots/api#getme)."""
        name = self.settings.names.get(("name", ""))
        account = replace(self.bot, first_name=name) if name else self.bot
        return {
            **account.to_wire(),
            "can_join_groups": True,
            "can_read_all_group_messages": self.reads_all_group_messages,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }
