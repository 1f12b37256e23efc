"""A group with the bot in it."""

from etude.testing.telegram_server.chats import Chat, Topic
from etude.testing.telegram_server.methods.places import open_topic
from etude.testing.telegram_server.world import World


class Group:
    """A supergroup, perhaps a forum. Without admin rights a bot hears only what is meant for it."""

    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self._chat = chat

    @property
    def id(self) -> int:
        """The chat id, negative."""
        return self._chat.id

    @property
    def title(self) -> str:
        return self._chat.title or ""

    @property
    def topics(self) -> list[Topic]:
        """The forum's topics, oldest first, closed ones too."""
        return list(self._chat.topics.values())

    def topic(self, name: str) -> Topic:
        """The newest topic of this name; LookupError when there is none."""
        found = [topic for topic in self.topics if topic.name == name]
        if not found:
            raise LookupError(f"No topic {name!r}; there are {[topic.name for topic in self.topics]}.")
        return found[-1]

    def open_topic(self, name: str) -> Topic:
        """A topic opened by the group's owner."""
        return open_topic(self._world, self._chat, name)
