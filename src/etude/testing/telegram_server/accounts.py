"""Who has an account: people and the bot (https://core.telegram.org/bots/api#user)."""

from dataclasses import dataclass

from etude.testing.telegram_server.wire import Json, without_empty


@dataclass(frozen=True)
class Account:
    """A person or a bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    def to_wire(self) -> Json:
        return without_empty(
            {
                "id": self.id,
                "is_bot": self.is_bot,
                "first_name": self.first_name,
                "last_name": self.last_name,
                "username": self.username,
                "language_code": self.language_code,
            }
        )
