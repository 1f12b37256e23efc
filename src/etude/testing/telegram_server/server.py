"""A Bot API server of our own, for tests and demos.

Written from Telegram's documentation (https://core.telegram.org/bots/api). It keeps everything in memory, speaks real
HTTP, and behaves towards a bot as Telegram does where the documentation says how. It knows only what we know: what it
accepts is no proof that Telegram does, so the same contract is also run against Telegram where there is a token.
"""

import asyncio
import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from etude.core.clock import Clock, SystemClock
from etude.testing.telegram_server.accounts import Account
from etude.testing.telegram_server.callbacks import CallbackQuery
from etude.testing.telegram_server.chats import Chat
from etude.testing.telegram_server.errors import BotApiError
from etude.testing.telegram_server.faults import Faults
from etude.testing.telegram_server.flood import FloodGate, FloodLimit
from etude.testing.telegram_server.group import Group
from etude.testing.telegram_server.limits import Limits
from etude.testing.telegram_server.methods.places import describe_bot_in
from etude.testing.telegram_server.methods.registry import METHODS
from etude.testing.telegram_server.parameters import Parameters
from etude.testing.telegram_server.person import Person
from etude.testing.telegram_server.reading import PATIENCE
from etude.testing.telegram_server.webhook import RETRY_SECONDS
from etude.testing.telegram_server.wire import Json, unix
from etude.testing.telegram_server.world import World

DEFAULT_TOKEN = "424242:etude-test-bot"  # noqa: S105 - a token of this server only


@dataclass(frozen=True)
class Call:
    """One call of the bot's; `error` is what it was refused with."""

    method: str
    parameters: Mapping[str, object]
    at: datetime
    error: str | None = None


class TelegramServer:
    """One bot, the people around it, and what goes wrong when a test wants it to.

    `clock` dates messages and decides what is too old; waiting is done in real time. `flood` is off unless given.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        *,
        token: str = DEFAULT_TOKEN,
        username: str = "etude_test_bot",
        limits: Limits | None = None,
        flood: FloodLimit | None = None,
        webhook_retry_seconds: Sequence[float] = RETRY_SECONDS,
    ) -> None:
        self.token = token
        self.calls: list[Call] = []
        clock = clock or SystemClock()
        bot = Account(int(token.partition(":")[0]), "Etude", username=username, is_bot=True)
        gate = FloodGate(clock.now, flood)
        self.world = World(bot, clock, limits or Limits(), gate, self._follow_webhook_reply, webhook_retry_seconds)
        self._people: dict[int, Person] = {}
        self._faults = Faults()
        self._group_ids = count(1_001_000_000_001)

    @property
    def bot(self) -> Account:
        return self.world.bot

    @property
    def duplicate_updates(self) -> bool:
        """While true, every update reaches the bot twice, with one and the same id."""
        return self.world.duplicate_updates

    @duplicate_updates.setter
    def duplicate_updates(self, wanted: bool) -> None:
        self.world.duplicate_updates = wanted

    @property
    def update_delay(self) -> float:
        """Seconds of real time between what a person does and the bot's hearing of it."""
        return self.world.update_delay

    @update_delay.setter
    def update_delay(self, seconds: float) -> None:
        self.world.update_delay = seconds

    @property
    def reads_all_group_messages(self) -> bool:
        """True when the bot's privacy mode is off (https://core.telegram.org/bots/features#privacy-mode)."""
        return self.world.reads_all_group_messages

    @reads_all_group_messages.setter
    def reads_all_group_messages(self, wanted: bool) -> None:
        self.world.reads_all_group_messages = wanted

    @property
    def unanswered(self) -> list[CallbackQuery]:
        """Taps whose button still shows its progress bar: a bot must answer each one, even with nothing to say."""
        return self.world.callbacks.unanswered()

    @property
    def pending_updates(self) -> int:
        """Updates the bot has not confirmed yet."""
        return len(self.world.updates.pending)

    async def polled(self, seconds: float = PATIENCE) -> bool:
        """Wait until the bot polls for updates; False when it does not within `seconds` of real time."""
        return await self.world.updates.news.wait_until(lambda: self.world.updates.is_polled, seconds)

    def person(
        self,
        id: int,
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "en",
    ) -> Person:
        """A person with an account; the same one when asked again. They have not written to the bot yet."""
        account = Account(id, first_name, last_name, username, language_code)
        return self._people.setdefault(id, Person(self.world, account))

    def group(
        self, title: str, members: Sequence[Person], *, forum: bool = False, bot_is_admin: bool | None = None
    ) -> Group:
        """A supergroup owned by the first member, who adds the bot; in a forum the bot is made an administrator."""
        is_admin = forum if bot_is_admin is None else bot_is_admin
        accounts = {each.id: each.account for each in members}
        chat = Chat(
            -next(self._group_ids), "supergroup", title, members=accounts, is_forum=forum, bot_is_admin=is_admin
        )
        self.world.chats[chat.id] = chat
        change = {
            "chat": chat.to_wire(),
            "from": members[0].account.to_wire(),
            "date": unix(self.world.clock.now()),
            "old_chat_member": {"status": "left", "user": self.bot.to_wire()},
            "new_chat_member": describe_bot_in(self.world, chat),
        }
        self.world.publish("my_chat_member", change, chat.id)
        return Group(self.world, chat)

    def fail_next(
        self,
        method: str,
        status: int = 500,
        description: str | None = None,
        retry_after: int | None = None,
        times: int = 1,
    ) -> None:
        """Answer the next calls of `method` (or `*`) with an error, in seconds to wait for 429."""
        self._faults.fail_next(method, status, description, retry_after, times)

    def delay(self, method: str, seconds: float) -> None:
        """Let every call of `method` (or `*`) take this much longer, in real time; 0 ends it."""
        self._faults.delays[method.lower()] = seconds

    async def handle(self, token: str, method: str, parameters: Parameters) -> object:
        """The result of one call, or a BotApiError; the front door of the wire."""
        called_at = self.world.clock.now()
        try:
            result = await self._run(token, method, parameters)
        except BotApiError as error:
            self.calls.append(Call(method, parameters.values, called_at, error.description))
            raise
        self.calls.append(Call(method, parameters.values, called_at))
        return result

    def file_bytes(self, token: str, path: str) -> tuple[bytes, str]:
        """A file and its type (https://core.telegram.org/bots/api#getfile)."""
        self._check_token(token)
        stored = self.world.files.find_path(path)
        if stored is None:
            raise BotApiError(404, "Not Found")
        return stored.data, stored.mime_type

    async def _run(self, token: str, method: str, parameters: Parameters) -> object:
        self._check_token(token)
        if delay := self._faults.delay_of(method):
            await asyncio.sleep(delay)
        self._faults.raise_next(method)
        known = METHODS.get(method.lower())
        if known is None:
            raise BotApiError(404, "Not Found: method not found")
        result = known(self.world, parameters)
        return await result if inspect.isawaitable(result) else result

    def _check_token(self, token: str) -> None:
        if token != self.token:
            raise BotApiError(401, "Unauthorized") if ":" in token else BotApiError(404, "Not Found")

    async def _follow_webhook_reply(self, reply: Json) -> None:
        values = {name: value for name, value in reply.items() if name != "method"}
        try:
            await self.handle(self.token, str(reply["method"]), Parameters(values))
        except BotApiError:
            return  # A bot that answers in the webhook's response gives up knowing the result.
