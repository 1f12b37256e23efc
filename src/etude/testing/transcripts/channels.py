"""The ways into a running world: a terminal, the widget's socket, and Telegram through a Bot API server on loopback."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count

from etude.bots.telegram import run_polling
from etude.conversations import store
from etude.conversations.flows.switch_channel import link_code
from etude.conversations.store import Address, Newcomer
from etude.core.ids import PersonId
from etude.core.transaction import Tx
from etude.testing.telegram_server import RunningServer, TelegramServer, serve
from etude.testing.transcripts.players import DirectPlayer, Player, SocketPlayer
from etude.testing.transcripts.telegram_player import TelegramPlayer, become_known, newest_number
from etude.testing.world import World

LONDON = Newcomer(None, "en", "Europe/London")


class Doors:
    """Lets people in; the Telegram of this world is started with the first who comes by it."""

    def __init__(self, world: World, stack: AsyncExitStack) -> None:
        self._world, self._stack = world, stack
        self._telegram: RunningServer | None = None
        self._bot = AsyncExitStack()
        self._inside: list[Player] = []
        self._numbers = count(1001)

    async def enter(self, channel: str, role: str, name: str | None, twice: bool) -> Player:
        """Somebody new, or the person of that name, at a channel; they have heard nothing there yet but a welcome."""
        opening: dict[str, Callable[[str, str | None], Awaitable[Player]]] = {
            "terminal": self._by_terminal,
            "widget": self._by_widget,
            "telegram": self._by_telegram,
        }
        player = await opening[channel](role, name)
        player.twice = twice
        self._inside.append(player)
        return player

    async def go_on(self, player: Player, channel: str) -> Player:
        """The same person at another channel, by a link that works once."""
        owner = await self._person_at(player.address)
        assert owner is not None, "Somebody who has said nothing yet has nothing to go on with."
        since = await newest_number(self._world, player.address)
        twice, player.twice = player.twice, False
        there = await self._newcomer(channel, since)
        await there.open(await self._code(owner))
        await self._world.settle()
        there.twice = twice
        self._inside.append(there)
        return there

    async def restart(self) -> None:
        """Stop Etude with all its connections and start it again; Telegram and the browsers go on meanwhile."""
        await self._bot.aclose()
        await self._world.restart()
        if self._telegram is not None:
            await self._start_bot(self._telegram)

    async def close(self) -> None:
        for player in self._inside:
            await player.close()
        await self._bot.aclose()

    async def _by_terminal(self, role: str, name: str | None) -> Player:
        address = Address("terminal", f"{role}:{name}")
        if name is not None:
            owner = await self._named(name)
            await self._world.etude.transactions.run(lambda tx: store.link_address(tx.conn, tx.now, address, owner))
        return DirectPlayer(self._world, address, LONDON)

    async def _by_widget(self, role: str, name: str | None) -> Player:
        return await self._by_code(await self._newcomer("widget"), name)

    async def _by_telegram(self, role: str, name: str | None) -> Player:
        since = 0 if name is None else await self._said_to(await self._named(name))
        return await self._by_code(await self._newcomer("telegram", since, known=name is None), name)

    async def _newcomer(self, channel: str, since: int = 0, *, known: bool = False) -> Player:
        if channel == "widget":
            return SocketPlayer(self._world, {"locale": LONDON.locale, "zone": LONDON.zone})
        if channel == "terminal":
            return DirectPlayer(self._world, Address("terminal", f"guest {next(self._numbers)}"), LONDON)
        telegram = await self._reach_telegram()
        person = telegram.server.person(next(self._numbers), "Sam")
        if known:
            await become_known(self._world, person)
        return TelegramPlayer(self._world, telegram.server, person, since=since)

    async def _by_code(self, player: Player, name: str | None) -> Player:
        if name is not None:
            await player.open(await self._code(await self._named(name)))
            await self._world.settle()
        return player

    async def _reach_telegram(self) -> RunningServer:
        if self._telegram is None:
            server = TelegramServer(self._world.clock)
            self._telegram = await self._stack.enter_async_context(serve(server))
            await self._start_bot(self._telegram)
        return self._telegram

    async def _start_bot(self, telegram: RunningServer) -> None:
        server = telegram.server
        await self._bot.enter_async_context(run_polling(self._world.etude, server.token, telegram.url))
        assert await server.polled(), "The bot does not poll."

    async def _code(self, person: PersonId) -> str:
        def make(tx: Tx) -> str:
            return link_code(tx, person)

        return await self._world.etude.transactions.run(make)

    async def _named(self, name: str) -> PersonId:
        found = await self._world.etude.transactions.read(lambda conn: store.person_named(conn, name))
        assert found is not None, f"nobody is called {name}"
        return found

    async def _person_at(self, address: Address) -> PersonId | None:
        return await self._world.etude.transactions.read(lambda conn: store.person_at(conn, address))

    async def _said_to(self, person: PersonId) -> int:
        def number(tx: Tx) -> int:
            conversation = store.conversation_of(tx.conn, tx.now, person)
            return store.load_conversation(tx.conn, conversation).seq

        return await self._world.etude.transactions.run(number)


@asynccontextmanager
async def open_doors(world: World) -> AsyncIterator[Doors]:
    """Everybody who came in by these doors leaves when the block ends."""
    async with AsyncExitStack() as stack:
        doors = Doors(world, stack)
        stack.push_async_callback(doors.close)
        yield doors
