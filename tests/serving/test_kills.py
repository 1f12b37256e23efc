"""A server that is killed again and again while students book: nothing is lost, and nothing happens twice."""

import asyncio
import json
import random
import signal
import socket
import sqlite3
from collections import Counter
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import func, select
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from etude.conversations.tables import inbox
from etude.core.database import open_database
from etude.core.migrations import migrate
from etude.core.tables import jobs, lessons
from etude.payments.ledger.audit import check
from etude.payments.sandbox.visitor import pay_with_test_card
from etude.testing.process import PATIENCE, serving_process
from etude.testing.seeds import plant

STUDENTS, KILLS = 4, 6
MOST_ACTS = 5  # of all students together, in one life of the server
SOON = 0.03  # seconds: about as long as a turn takes
SEED = 20261124
Frame = dict[str, Any]
GONE = (ConnectionClosed, InvalidHandshake, OSError, TimeoutError, httpx.TransportError)


class Student:
    """Does what the screen asks for until a lesson is booked; what was not acknowledged is sent again as it was."""

    def __init__(self, url: str, number: int) -> None:
        self._url, self._number = url, number
        self._socket: ClientConnection | None = None
        self._visitor: str | None = None
        self.acts = 0
        self.seen: dict[int, Frame] = {}
        self.order: list[int] = []
        self.sent_again = 0
        self._waiting: Frame | None = None

    async def book(self) -> None:
        """Say what is wanted, and follow the conversation to its end."""
        await self.do({"type": "text", "text": f"piano lessons online for me, I am {30 + self._number}"})
        while not self._booked():
            before = len(self.order)
            await self._next()
            if len(self.order) == before:
                await self._listen()

    def _booked(self) -> bool:
        return any(words in frame["text"] for frame in self.said() for words in ("Requested!", "Booked!"))

    def said(self) -> list[Frame]:
        return [self.seen[seq] for seq in sorted(self.seen) if self.seen[seq]["from"] == "etude"]

    async def _next(self) -> None:
        last = self.said()[-1]
        if "pay" in last:
            await self._pay(last["pay"]["url"])
        elif last.get("cards"):
            await self._tap(last, last["cards"][self._number % len(last["cards"])]["buttons"][0]["i"])
        elif last.get("times"):
            await self._tap(last, last["times"][self._number % len(last["times"])]["i"])
        elif label := next((b for b in last["buttons"] if b["label"] in ("Me", "Agree")), None):
            await self._tap(last, label["i"])
        else:
            await self.do({"type": "text", "text": "Sam"})

    async def _tap(self, message: Frame, button: int) -> None:
        await self.do({"type": "tap", "message": message["id"], "button": button})

    async def do(self, frame: Frame) -> None:
        """Send until it is acknowledged, over as many connections as it takes."""
        self.acts += 1
        self._waiting = frame | {"id": f"c{self.acts}"}
        while self._waiting is not None:
            with suppress(*GONE):
                await self._connect()
                await self._send_waiting()
                while self._waiting is not None:
                    await self._read_one()
                return
            await self._hang_up()

    async def _send_waiting(self) -> None:
        assert self._socket is not None
        self.sent_again += self._waiting is not None and self._waiting.get("tried", False)
        line = {name: value for name, value in (self._waiting or {}).items() if name != "tried"}
        if self._waiting is not None:
            self._waiting["tried"] = True
        await self._socket.send(json.dumps(line))

    async def _listen(self) -> None:
        """The world goes on by itself: wait a little for what is said next; whoever hears nothing pays again."""
        with suppress(*GONE):
            await self._connect()
            async with asyncio.timeout(2):
                await self._read_one()
            return
        await self._hang_up()

    async def _pay(self, link: str) -> None:
        with suppress(*GONE):
            async with httpx.AsyncClient(timeout=20) as browser:
                await pay_with_test_card(browser, link, "4242424242424242")

    async def _read_one(self) -> None:
        assert self._socket is not None
        frame = json.loads(await self._socket.recv())
        if frame["type"] == "message":
            self.order.append(frame["seq"])
            self.seen[frame["seq"]] = frame
        elif frame["type"] == "ack" and self._waiting is not None and frame["id"] == self._waiting["id"]:
            self._waiting = None

    async def _connect(self, after: int | None = None) -> None:
        while self._socket is None:
            try:
                fresh = await connect(self._url.replace("http", "ws", 1) + "/widget/socket")
                after = max(self.order, default=0) if after is None else after
                await fresh.send(
                    json.dumps({"type": "hello", "visitor": self._visitor, "after": after, "zone": "Europe/London"})
                )
                self._visitor = json.loads(await fresh.recv())["visitor"]
                self._socket = fresh
            except GONE:
                await asyncio.sleep(0.1)

    async def read_anew(self) -> dict[int, str]:
        """The conversation as a browser gets it that has seen nothing: message ids by their numbers."""
        seen, order = self.seen, list(self.order)
        self.seen, newest = {}, max(order)
        await self._hang_up()
        while max(self.seen, default=0) < newest:
            await self._connect(after=0)
            await self._read_one()
        log = {seq: frame["id"] for seq, frame in self.seen.items()}
        self.seen, self.order = seen, order
        await self._hang_up()
        return log

    async def _hang_up(self) -> None:
        if self._socket is not None:
            await self._socket.close()
            self._socket = None


async def test_nothing_is_lost_and_nothing_happens_twice(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    url = f"sqlite:///{tmp_path / 'data' / 'etude.sqlite3'}"
    migrate(url)
    database = open_database(url)
    await database.write(lambda conn: plant(conn, datetime.now(UTC)))
    await database.close()
    port, chance = free_port(), random.Random(SEED)

    students = [Student(f"http://127.0.0.1:{port}", number) for number in range(STUDENTS)]
    booking = asyncio.gather(*(student.book() for student in students))
    for _kill in range(KILLS):
        async with serving_process(tmp_path, port) as server:
            await _acted(students, chance.randint(1, MOST_ACTS), booking)
            await asyncio.sleep(chance.uniform(0, SOON))
            await server.stop(signal.SIGKILL)
    async with serving_process(tmp_path, port) as server:
        async with asyncio.timeout(PATIENCE):
            await booking
        await quiet(url)
        again = [await student.read_anew() for student in students]
        await server.stop()

    assert sum(student.sent_again for student in students) > 0, "no kill hit anything"
    for student, log in zip(students, again, strict=True):
        assert student.order == sorted(set(student.order)), "a message came twice, or out of order"
        assert {seq: frame["id"] for seq, frame in student.seen.items()}.items() <= log.items()
        assert sum(frame["from"] == "you" for frame in student.seen.values()) == student.acts, "said twice, or lost"
        assert sorted(log) == list(range(1, max(log) + 1)), "there is a gap"
    await compare_books(url, tmp_path)


async def _acted(students: list[Student], more: int, booking: "asyncio.Future[Any]") -> None:
    """Until the students together have begun that many more messages and taps, or everybody has booked."""
    wanted = more + sum(student.acts for student in students)
    while sum(student.acts for student in students) < wanted and not booking.done():  # noqa: ASYNC110 - acts do not call
        await asyncio.sleep(0.001)


async def quiet(url: str) -> None:
    """Until no item waits for an answer, and no job is due."""
    database = open_database(url)
    for _look in range(PATIENCE * 5):
        if not await database.read(_unfinished):
            break
        await asyncio.sleep(0.2)
    assert not await database.read(_unfinished)
    await database.close()


def _unfinished(conn: Any) -> int:
    items = conn.execute(select(func.count()).select_from(inbox).where(inbox.c.done_at.is_(None))).scalar_one()
    due = jobs.c.done_at.is_(None) & (jobs.c.due_at <= datetime.now(UTC))
    return int(items + conn.execute(select(func.count()).select_from(jobs).where(due)).scalar_one())


async def compare_books(url: str, folder: Path) -> None:
    """One lesson for each student, the ledger in order, and as many reservations at the bank as lessons."""
    database = open_database(url)
    statuses = await database.read(lambda conn: Counter(conn.execute(select(lessons.c.status)).scalars()))
    stuck = await database.read(lambda conn: conn.execute(select(jobs.c.id).where(jobs.c.stuck_at.is_not(None))).all())
    broken = await database.read(check)
    await database.close()
    assert sum(statuses.values()) == STUDENTS
    assert set(statuses) <= {"requested", "confirmed"}
    assert (stuck, broken) == ([], [])
    assert reserved_at_the_bank(folder / "data" / "sandbox.sqlite3") == STUDENTS


def reserved_at_the_bank(file: Path) -> int:
    with closing(sqlite3.connect(file)) as bank:
        intents = bank.execute("SELECT body FROM objects WHERE kind = 'payment_intent'").fetchall()
    return sum(json.loads(body)["status"] in ("requires_capture", "succeeded") for (body,) in intents)


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])
