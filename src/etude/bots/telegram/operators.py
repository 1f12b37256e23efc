"""The operators' group: a forum whose topics are tickets (https://core.telegram.org/bots/api#createforumtopic).

The bot is an administrator there who may manage topics: only so does it hear all that is written, and may open topics
(https://core.telegram.org/bots/features#privacy-mode). Whoever writes as an anonymous administrator is not heard, since
Telegram shows them as a bot.
"""

from collections.abc import Sequence

from etude.bots.telegram.drawn import Words
from etude.bots.telegram.port import BotApi
from etude.bots.telegram.words import bind, line

# "Topic name, 1-128 characters".
LONGEST_NAME = 128


class OperatorsGroup:
    """Opens a topic for each ticket and posts into it."""

    def __init__(self, api: BotApi, group: int) -> None:
        self._api = api
        self._group = group

    async def open_topic(self, name: str) -> str:
        return topic_name(self._group, await self._api.open_topic(self._group, name[:LONGEST_NAME]))

    async def post(self, topic: str, lines: Sequence[str]) -> None:
        """Into the topic's own group, which may be a former one."""
        group, _colon, thread = topic.partition(":")
        for page in bind(map(line, lines)):
            await self._api.send(int(group), Words(page), topic=int(thread))


def topic_name(group: int, thread: int) -> str:
    """Under which name a ticket knows its topic: message thread ids count within a group."""
    return f"{group}:{thread}"
