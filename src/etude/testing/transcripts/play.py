"""Plays a transcript in a world, on a channel, and says where it went another way."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from sqlalchemy import Connection, func, select

from etude.conversations.flows.switch_channel import link_code
from etude.conversations.store import Address, person_named
from etude.core.tables import jobs, lessons, reviews, tickets
from etude.testing.transcripts.channels import Doors, open_doors
from etude.testing.transcripts.players import Heard, Player
from etude.testing.transcripts.script import Counts, Does, Hears, Offers, Says, Script, ScriptError, read_span
from etude.testing.world import World

Enter = Callable[[str, str | None, bool], Awaitable[Player]]
"""Makes a player: the role, the seeded person they are (None for somebody new), and whether deliveries come twice."""
Choose = Callable[[Player, str], Awaitable[None]]
"""How somebody takes the choice of this label: by a tap, or in another way."""

THE_TUTOR = "Ada Byrne"


class Mismatch(AssertionError):
    """The conversation went another way than it is written."""


async def tap(player: Player, label: str) -> None:
    await player.tap(label)


async def play(
    script: Script, world: World, enter: Enter, doors: Doors | None = None, choose: Choose = tap
) -> dict[str, Address]:
    """Play every step; says where each role was in the end. Raises Mismatch with the line and what was said instead.

    Who goes on at another channel comes in by `doors`, which are those that `enter` uses, if it uses any.
    """
    async with AsyncExitStack() as stack:
        if doors is None:
            doors = await stack.enter_async_context(open_doors(world))
        playing = _Play(script, world, enter, doors, choose)
        await playing.run()
        return {who: player.address for who, player in playing.players.items()}


class _Play:
    def __init__(self, script: Script, world: World, enter: Enter, doors: Doors, choose: Choose) -> None:
        self._script, self._world, self._enter, self._doors = script, world, enter, doors
        self._choose = choose
        self.players: dict[str, Player] = {}
        self._read: defaultdict[str, int] = defaultdict(int)
        self._spoke, self._last = "S", Heard("", (), ())
        self._twice = False

    async def run(self) -> None:
        # Whoever is told something later must be there by then: Telegram shows nobody what was said before they came.
        for who in self._script.roles:
            self._read[who] = len(await (await self._player(who)).heard())
        for number, step in self._script.steps:
            try:
                await self._step(step)
            except (AssertionError, LookupError) as error:
                raise Mismatch(f"{self._script.name}.chat:{number}: {error}") from error

    async def _step(self, step: object) -> None:
        match step:
            case Says(who, words):
                await self._say(who, words)
            case Hears(who, exactly, words):
                await self._hear(who or self._spoke, exactly=exactly, words=words)
            case Offers(labels, some):
                self._offer(labels, some=some)
            case Does(what, words):
                await self._do(what, words)
            case Counts(what, words):
                await self._count(what, words)

    async def _player(self, who: str) -> Player:
        if who not in self.players:
            name = self._script.cast.get(who, THE_TUTOR if who == "T" else None)
            self.players[who] = await self._enter(who, name, self._twice)
        return self.players[who]

    async def _say(self, who: str, words: str) -> None:
        player = await self._player(who)
        self._read[who] = len(await player.heard())
        self._spoke = who
        if words.startswith("(") and words.endswith(")"):
            await self._choose(player, words[1:-1])
        elif words.startswith("[") and words.endswith("]"):
            await self._send(player, words[1:-1])
        else:
            await player.say(words)
        await self._world.settle()

    async def _send(self, player: Player, words: str) -> None:
        kind, _space, rest = words.partition(" ")
        if kind == "open":
            await player.open(rest)
        elif kind == "code":
            await player.open(await self._link_code(rest))
        elif words.startswith("a place "):
            lat, lon = rest.split()[1:]
            await player.locate(float(lat), float(lon))
        else:
            raise ScriptError(words)

    async def _link_code(self, name: str) -> str:
        """A code such as the flow gives: by the last link that was shown, or one for somebody by name."""
        if not name:
            return self._last.links[-1].rpartition("=")[2]

        def make(conn: Connection) -> str | None:
            return person_named(conn, name)

        person = await self._world.etude.transactions.read(make)
        assert person is not None, f"nobody is called {name}"
        return await self._world.etude.transactions.run(lambda tx: link_code(tx, person))  # type: ignore[arg-type]

    async def _hear(self, who: str, *, exactly: bool, words: str) -> None:
        heard = await (await self._player(who)).heard()
        unread = heard[self._read[who] :]
        wanted = words.replace("\\n", "\n")
        for number, message in enumerate(unread[:1] if exactly else unread):
            if message.text == wanted or (not exactly and wanted in message.text):
                self._read[who] += number + 1
                self._last = message
                return
        said = "\n".join(f"    {message.text!r} {list(message.labels)}" for message in unread) or "    nothing"
        raise AssertionError(f"{who} should hear {wanted!r} but heard\n{said}")

    def _offer(self, labels: tuple[str, ...], *, some: bool) -> None:
        shown = self._last.labels
        fits = set(labels) <= set(shown) if some else labels == shown
        assert fits, f"offered {list(shown)}, not {list(labels)}"

    async def _do(self, what: str, words: str) -> None:
        if what == "pay":
            for who, player in self.players.items():
                self._read[who] = len(await player.heard())
            links = [
                link
                for player in self.players.values()
                for each in await player.heard()
                for link in each.links
                if "/pay/" in link
            ]
            await self._world.pay(links[-1], words)
        elif what == "later":
            for who, player in self.players.items():
                self._read[who] = len(await player.heard())
            await self._world.later(read_span(words))
        elif what == "lapse":
            await self._world.lapse()
        elif what == "dup":
            self._twice = True
            for player in self.players.values():
                player.twice = True
        elif what == "channel":
            await self._go_on(words)
        elif what == "restart":
            await self._doors.restart()
        else:
            raise ScriptError(what)

    async def _go_on(self, words: str) -> None:
        """Somebody leaves for another channel, the student unless said; the welcome there is what they hear next."""
        who, _space, channel = words.rpartition(" ")
        who = who or "S"
        before = self.players[who]
        self._read[who] = len(await before.heard())
        self._spoke = who
        self.players[who] = await self._doors.go_on(before, channel)
        await before.close()

    async def _count(self, what: str, words: str) -> None:
        number, _space, status = words.partition(" ")

        def count(conn: Connection) -> int:
            if what == "stuck":
                return conn.execute(
                    select(func.count()).select_from(jobs).where(jobs.c.stuck_at.is_not(None))
                ).scalar_one()
            if what == "tickets":
                wanted = tickets.c.urgent if status == "urgent" else tickets.c.state == status
                return conn.execute(select(func.count()).select_from(tickets).where(wanted)).scalar_one()
            if what == "reminders":
                reminded = jobs.c.done_at.is_not(None) & (jobs.c.kind == "booking.left")
                return conn.execute(select(func.count()).select_from(jobs).where(reminded)).scalar_one()
            if what == "reviews":
                here = reviews.c.lesson_id.is_not(None)
                return conn.execute(select(func.count()).select_from(reviews).where(here)).scalar_one()
            found = select(func.count()).select_from(lessons)
            return conn.execute(found.where(lessons.c.status == status) if status else found).scalar_one()

        counted = await self._world.etude.transactions.read(count)
        assert counted == int(number), f"there are {counted} {what} {status}, not {number}"
