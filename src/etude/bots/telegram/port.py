"""The few calls of the Bot API that Etude makes. Each framework's driver makes them with its own bot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from etude.bots.telegram.drawn import Drawn
from etude.bots.telegram.updates import Update
from etude.conversations.delivery import UnreachableError


class RefusedError(Exception):
    """Telegram does not take this call as it is; the same call again would be refused again."""


class BadTokenError(Exception):
    """Telegram does not know this token. Ask @BotFather for it and set ETUDE_TELEGRAM_TOKEN."""


class AnotherPollerError(Exception):
    """Somebody else polls with this token, or it has a webhook: a bot has one listener at a time."""


def refusal(description: str) -> RefusedError | UnreachableError:
    """What a 400 means: nobody is there, or the call is no good as it is."""
    said = description.lower()
    gone = any(words in said for words in ("chat not found", "user not found", "peer_id_invalid"))
    return UnreachableError(description) if gone else RefusedError(description)


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself."""

    id: int
    username: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file's bytes on their way to Telegram."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that Telegram took; `file_id` names its file from now on, if it carries one."""

    message_id: int
    file_id: str | None = None


class BotApi(Protocol):
    """Every call may raise RefusedError (400), RetryLaterError (429), UnreachableError (403, no such chat),
    BadTokenError (401), AnotherPollerError (409), or an error of the framework's own when the network fails."""

    @property
    def bot_id(self) -> int:
        """The bot's own id, which its token begins with."""
        ...

    async def look_up_me(self) -> Me: ...

    async def fetch_updates(self, offset: int, seconds: int) -> Sequence[Update]:
        """Updates from `offset` on, confirming all before it; waits up to `seconds` for the first."""
        ...

    async def send(
        self, chat: int, drawn: Drawn, file: Upload | str | None = None, *, topic: int | None = None
    ) -> Sent:
        """Send a message; `file` is what it carries, as bytes or under the id that Telegram gave it.

        Words may go into a `topic` of a forum.
        """
        ...

    async def open_topic(self, chat: int, name: str) -> int:
        """A new topic in a forum where the bot may manage topics; its message thread id."""
        ...

    async def show_typing(self, chat: int) -> None: ...

    async def answer_tap(self, query: str) -> None:
        """Let the tapped button rest."""
        ...

    async def download(self, file_id: str) -> bytes: ...

    async def set_commands(self, commands: Sequence[tuple[str, str]], language: str | None) -> None:
        """The menu of commands with what they do; without a language it is everybody's."""
        ...

    async def set_webhook(self, url: str, secret: str) -> None: ...

    async def delete_webhook(self) -> None: ...

    async def close(self) -> None: ...
