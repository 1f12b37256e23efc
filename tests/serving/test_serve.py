"""`etude serve` in a process of its own: asked to stop or killed, alone on SQLite, several on PostgreSQL."""

import asyncio
import json
import signal
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import select, update
from websockets.asyncio.client import connect

from etude.conversations import store as conversations
from etude.conversations.messages import TextIn
from etude.conversations.store import Address, Newcomer
from etude.conversations.tables import inbox
from etude.core.database import open_database
from etude.core.migrations import migrate
from etude.core.tables import jobs
from etude.testing.process import PATIENCE, run_command, serving_process
from etude.testing.telegram_server import TelegramServer
from etude.testing.telegram_server import serve as serve_telegram

STRIPE = {
    "ETUDE_STRIPE_KEY": "sk_test_nobody",
    "ETUDE_STRIPE_WEBHOOK_SECRET": "whsec_1",
    "ETUDE_STRIPE_API": "http://127.0.0.1:9",
}


@asynccontextmanager
async def chatting(url, visitor=None):
    """A widget's line: `say` a sentence, `hear` the next message that has these words."""
    async with connect(url.replace("http", "ws", 1) + "/widget/socket") as socket:
        await socket.send(json.dumps({"type": "hello", "visitor": visitor, "zone": "Europe/London"}))
        welcome = json.loads(await socket.recv())
        yield Line(socket, welcome["visitor"])


@dataclass
class Line:
    socket: object
    visitor: str

    async def say(self, words, key="c1"):
        await self.socket.send(json.dumps({"type": "text", "id": key, "text": words}))

    async def hear(self):
        """The next message of Etude's."""
        while True:
            frame = json.loads(await asyncio.wait_for(self.socket.recv(), PATIENCE))
            if frame["type"] == "message" and frame["from"] == "etude":
                return frame


async def test_it_serves_pages_and_conversations_and_stops_when_asked(tmp_path):
    sites = {"ETUDE_SITES": "https://school.example"}
    async with serving_process(tmp_path, **sites) as server, httpx.AsyncClient(base_url=server.url) as browser:
        front, frame = await browser.get("/"), await browser.get("/widget/frame")
        assert (front.status_code, frame.status_code) == (200, 200)
        assert "script-src 'self';" in front.headers["content-security-policy"]
        assert frame.headers["content-security-policy"].endswith("frame-ancestors 'self' https://school.example")
        async with chatting(server.url) as line:
            await line.say("hello")
            assert await line.hear()
        assert await server.stop() == "Stopped. Whatever was under way is finished.\n"
        assert server.process.returncode == 0
    assert not (tmp_path / "data" / "running.json").exists()


async def test_a_second_one_on_the_same_folder_is_told_so(tmp_path):
    async with serving_process(tmp_path):
        second = await run_command(tmp_path, "serve", "--port", "0")
        said, errors = await asyncio.wait_for(second.communicate(), PATIENCE)
    assert (second.returncode, said) == (1, b"")
    assert errors.decode().startswith("Etude already runs on this data folder")


async def test_production_refuses_what_is_only_for_trying_out(tmp_path):
    process = await run_command(tmp_path, "serve", "--port", "0", ETUDE_PRODUCTION="1")
    said, errors = await asyncio.wait_for(process.communicate(), PATIENCE)
    sentences = errors.decode().splitlines()
    assert (process.returncode, said) == (1, b"")
    for words in ("ETUDE_SECRET_KEY", "ETUDE_PUBLIC_URL", "ETUDE_STRIPE_KEY", "Nothing was started."):
        assert len([each for each in sentences if words in each]) == 1, sentences
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", [("demo",), ("chat",)])
async def test_play_money_and_made_up_tutors_stay_out_of_production(tmp_path, command):
    process = await run_command(tmp_path, *command, ETUDE_PRODUCTION="1")
    _said, errors = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 1
    assert "etude serve" in errors.decode()
    assert len(errors.decode().splitlines()) == 1


async def test_what_a_killed_server_kept_is_answered_by_the_next(tmp_path):
    (tmp_path / "data").mkdir()
    url = f"sqlite:///{tmp_path / 'data' / 'etude.sqlite3'}"
    migrate(url)
    await keep_unanswered(url)
    async with serving_process(tmp_path):
        assert await answered(url)


async def test_a_terminal_joins_it(tmp_path):
    async with serving_process(tmp_path):
        terminal = await run_command(tmp_path, "chat", "--as", "student", "--json")
        said, errors = await asyncio.wait_for(terminal.communicate(b"hello\n"), PATIENCE)
    assert terminal.returncode == 0, errors.decode()
    assert [json.loads(line) for line in said.decode().splitlines()]


async def test_telegram_is_polled_where_there_is_a_token(tmp_path):
    telegram = TelegramServer()
    async with serve_telegram(telegram) as running:
        settings = {"ETUDE_TELEGRAM_TOKEN": telegram.token, "ETUDE_TELEGRAM_API": running.url}
        async with serving_process(tmp_path, **settings) as server:
            assert await telegram.polled()
            daniel = telegram.person(1001, "Daniel")
            await daniel.start()
            assert await daniel.wait_for(1)
            await server.stop()
            assert server.process.returncode == 0


async def test_processes_on_postgresql_hear_each_other_and_take_over(tmp_path, request):
    server = request.getfixturevalue("postgres")
    url = server.create_database(request.getfixturevalue("migrated_template"))
    settings = {"ETUDE_DATABASE_URL": url, **STRIPE, "ETUDE_SECRET_KEY": "umbrella-stand-next-to-the-piano-77"}
    try:
        async with AsyncExitStack() as stack:
            first = await stack.enter_async_context(serving_process(tmp_path, **settings))
            second = await stack.enter_async_context(serving_process(tmp_path, **settings))
            here = await stack.enter_async_context(chatting(first.url))
            await here.say("hello")
            welcome = await here.hear()
            there = await stack.enter_async_context(chatting(second.url, here.visitor))
            assert (await there.hear())["seq"] == welcome["seq"]
            await there.say("help", "c2")
            assert (await here.hear())["seq"] > welcome["seq"]
            await second.stop(signal.SIGKILL)
            await keep_unanswered(url)
            assert await answered(url)
    finally:
        server.drop_database(url)


async def test_what_a_killed_process_was_about_to_deliver_is_taken_over_before_its_lease_ends(tmp_path, request):
    server = request.getfixturevalue("postgres")
    url = server.create_database(request.getfixturevalue("migrated_template"))
    telegram = TelegramServer()
    try:
        async with serve_telegram(telegram) as running, AsyncExitStack() as stack:
            settings = {"ETUDE_DATABASE_URL": url, "ETUDE_SECRET_KEY": "umbrella-stand-next-to-the-piano-77", **STRIPE}
            settings |= {"ETUDE_TELEGRAM_TOKEN": telegram.token, "ETUDE_TELEGRAM_API": running.url}
            folders = [tmp_path / name for name in ("first", "second")]
            for folder in folders:
                folder.mkdir()
            first = await stack.enter_async_context(serving_process(folders[0], **settings))
            telegram.delay("sendMessage", PATIENCE)
            daniel = telegram.person(1001, "Daniel")
            await daniel.start()
            (message,) = await leased(url)
            await first.stop(signal.SIGKILL)
            await prolong_leases(url)
            telegram.delay("sendMessage", 0)
            await stack.enter_async_context(serving_process(folders[1], **settings))
            (delivered,) = await done(url)
            assert await daniel.wait_for(1)
        assert (delivered.id, delivered.attempts) == (message.id, 2)
    finally:
        server.drop_database(url)


async def prolong_leases(url):
    """So that none of them ends by itself, however long a process takes to start."""
    database, later = open_database(url), datetime.now(UTC) + timedelta(days=1)
    leases = update(jobs).where(jobs.c.leased_until.is_not(None)).values(leased_until=later)
    await database.write(lambda conn: conn.execute(leases))
    await database.close()


async def leased(url):
    """The messages that a process has committed and is about to deliver, once there are any."""
    return await found(url, select(jobs).where(jobs.c.kind == "message.send", jobs.c.leased_until.is_not(None)))


async def done(url):
    """The messages that are delivered, once there are any."""
    return await found(url, select(jobs).where(jobs.c.kind == "message.send", jobs.c.done_at.is_not(None)))


async def found(url, wanted):
    database = open_database(url)
    try:
        for _look in range(PATIENCE * 10):
            if rows := await database.read(lambda conn: conn.execute(wanted).all()):
                return rows
            await asyncio.sleep(0.1)
        return []
    finally:
        await database.close()


async def keep_unanswered(url):
    """As a process leaves it that dies after it has kept a message and before it has answered."""
    database, now = open_database(url), datetime.now(UTC)

    def keep(conn):
        address = Address("widget", "somebody")
        conversation = conversations.meet(conn, now, address, Newcomer(None, "en", "Europe/London"))
        conversations.put_in(conn, now, conversation, "k1", address, TextIn("hello"))

    await database.write(keep)
    await database.close()


async def answered(url):
    """Wait until nothing is left to answer; the time that a test may take is its bound."""
    database = open_database(url)
    try:
        for _look in range(PATIENCE * 10):
            open_items = select(inbox.c.id).where(inbox.c.done_at.is_(None))
            if not await database.read(lambda conn, found=open_items: conn.execute(found).all()):
                return True
            await asyncio.sleep(0.1)
        return False
    finally:
        await database.close()
