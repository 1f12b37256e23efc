"""Which messages of a group a bot hears (https://core.telegram.org/bots/features#privacy-mode).

The page names commands and replies to the bot; BotFather adds messages that mention the bot by its username.
"""

from etude.testing.telegram_server.accounts import Account
from etude.testing.telegram_server.chats import Message
from etude.testing.telegram_server.html_text import utf16_slice


def is_heard(message: Message, bot: Account, *, reads_all: bool) -> bool:
    """Whether an update goes to the bot; administrators, and bots without privacy mode, hear everything."""
    if message.chat.is_blocked:
        return False
    if message.chat.kind == "private" or message.chat.bot_is_admin or reads_all:
        return True
    replied = message.reply_to is not None and message.reply_to.sender == bot
    return replied or any(_is_meant_for(bot, kind, part) for kind, part in _marked_parts(message))


def _marked_parts(message: Message) -> list[tuple[str, str]]:
    return [(each["type"], utf16_slice(message.text, each["offset"], each["length"])) for each in message.entities]


def _is_meant_for(bot: Account, kind: str, part: str) -> bool:
    address = f"@{bot.username}".lower()
    if kind == "bot_command":
        return "@" not in part or part.lower().endswith(address)
    return kind == "mention" and part.lower() == address
