"""A person in a Telegram chat, who must be shown there what Etude means to say."""

from collections.abc import Iterator

from etude.conversations import store
from etude.conversations.messages import LocationRequest, Progress, Reply
from etude.conversations.store import Address, Message
from etude.core.text import Voice
from etude.testing.telegram_server import Person, SeenMessage, TelegramServer
from etude.testing.telegram_server.errors import NoSuchButtonError
from etude.testing.transcripts.players import PATIENCE, Heard, NoSuchChoiceError, heard_neutrally, said_at
from etude.testing.world import World


class TelegramPlayer:
    """Writes and taps in a chat with the bot; what was said before `since`, a number, was said elsewhere."""

    def __init__(
        self, world: World, server: TelegramServer, person: Person, *, since: int = 0, twice: bool = False
    ) -> None:
        self._world, self._server, self._person, self._since = world, server, person, since
        self._shown: list[Heard] = []
        self._checked = since
        self._read = 0
        self.twice = twice

    @property
    def address(self) -> Address:
        return Address("telegram", str(self._person.id))

    async def say(self, words: str) -> None:
        self._server.duplicate_updates = self.twice
        await self._person.send(words)
        await self._until_taken()

    async def open(self, payload: str) -> None:
        self._server.duplicate_updates = self.twice
        await self._person.start(payload)
        await self._until_taken()

    async def locate(self, lat: float, lon: float) -> None:
        self._server.duplicate_updates = self.twice
        await self._person.send_location(lat, lon)
        await self._until_taken()

    async def tap(self, label: str) -> None:
        self._server.duplicate_updates = self.twice
        try:
            await self._person.tap(label)
        except NoSuchButtonError as error:
            raise NoSuchChoiceError(str(error)) from error
        await self._until_taken()
        assert not self._server.unanswered, "A button still shows that it is busy."

    async def heard(self) -> list[Heard]:
        """What Etude has said, each found again in the chat with the same choices; raises AssertionError."""
        voice, messages = await said_at(self._world, self.address)
        said = [message for message in messages if message.reply is not None]
        for message in said:
            if message.seq > self._checked and message.reply is not None:
                self._check(message.reply, voice)
                self._checked = message.seq
        return self._elsewhere(said, voice) + self._shown

    async def close(self) -> None:
        return

    def _elsewhere(self, said: list[Message], voice: Voice) -> list[Heard]:
        return [heard_neutrally(each.reply, voice) for each in said if each.reply and each.seq <= self._since]

    def _check(self, reply: Reply, voice: Voice) -> None:
        meant = heard_neutrally(reply, voice)
        if isinstance(reply, Progress) and not reply.buttons:
            self._shown.append(meant)
            return
        seen = self._find(meant)
        labels = tuple(label for each in seen for label in _labels(each, reply))
        assert labels == meant.labels, f"Telegram offers {labels} under {meant.text!r}, not {meant.labels}"
        words = " ".join([_plain(each.text) for each in seen] + [link for each in seen for link in _links(each)])
        missing = [link for link in meant.links if link not in words]
        assert not missing, f"Telegram does not show the links {missing} of {meant.text!r}"
        self._shown.append(Heard(meant.text, labels, meant.links))

    def _find(self, meant: Heard) -> list[SeenMessage]:
        """The next messages of the chat, until they say it all and offer something where there is a choice."""
        chat = [message for message in self._person.chat if message.from_bot]
        taken: list[SeenMessage] = []
        while not taken or not _says(taken, meant):
            assert self._read < len(chat), (
                f"Telegram does not show {meant.text!r}, but {[message.text for message in taken]}"
            )
            taken.append(chat[self._read])
            self._read += 1
        return taken

    async def _until_taken(self) -> None:
        """Until the bot has confirmed every update, which it does once each is answered or kept."""
        updates = self._server.world.updates
        assert await updates.news.wait_until(lambda: not updates.pending, PATIENCE), "Updates were left unanswered."


async def newest_number(world: World, address: Address) -> int:
    """How far the conversation at an address has come."""
    _voice, messages = await said_at(world, address)
    return messages[-1].seq if messages else 0


async def become_known(world: World, person: Person) -> None:
    """Have Etude know somebody as the other channels do: Telegram would tell a name, and no time zone."""
    address, newcomer = Address("telegram", str(person.id)), store.Newcomer(None, "en", "Europe/London")
    await world.etude.transactions.run(lambda tx: store.meet(tx.conn, tx.now, address, newcomer))


def _says(seen: list[SeenMessage], meant: Heard) -> bool:
    words = _plain(" ".join(each.text for each in seen))
    chosen = not meant.labels or bool(seen[-1].labels or seen[-1].reply_keyboard)
    return _plain(meant.text) in words and chosen


def _plain(text: str) -> str:
    """Without the ways in which lines are broken."""
    return " ".join(text.split())


def _labels(seen: SeenMessage, reply: Reply) -> Iterator[str]:
    for row in seen.buttons:
        yield from (button.text for button in row if button.url is None)
    if isinstance(reply, LocationRequest):
        # The first is Telegram's own way to share the place.
        yield from [label for row in seen.reply_keyboard for label in row][1:]


def _links(seen: SeenMessage) -> Iterator[str]:
    yield from (button.url for row in seen.buttons for button in row if button.url)
    yield from (entity.url for entity in seen.entities if entity.url)
