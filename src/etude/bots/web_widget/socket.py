"""One open chat: what comes in goes to its turn, what was said goes out in order, from wherever the client left off."""

import asyncio
import hmac
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from pydantic import ValidationError
from sqlalchemy import Connection
from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocket, WebSocketDisconnect

from etude.bots.web_widget.frames import Hello, Saying, SeenFrame, frames
from etude.bots.web_widget.hub import Hub
from etude.bots.web_widget.limits import Guest, Limits
from etude.bots.web_widget.render import message_frame
from etude.bots.web_widget.standing import REMEMBERED, Standing, Standings
from etude.bots.web_widget.visitors import TurnedAwayError, Visitor, find_visitor
from etude.conversations import store
from etude.conversations.secret_codes import show_code
from etude.conversations.state import runs_under_way
from etude.conversations.store import Message
from etude.conversations.turns import Delivery, Turns
from etude.core.ids import ConversationId
from etude.core.lessons.store import statuses_of
from etude.core.people.store import load_person
from etude.core.text import Text, Voice, _, asked_locale, nearest_locale
from etude.core.transaction import Transactions

log = logging.getLogger(__name__)
BATCH = 200
HELLO_SECONDS = 20
LARGEST = 64 * 1024
UNREADABLE = object()
TOO_FAST = ("too_fast", _("A little slower, please. Try again in a moment."))
BAD_FRAME = ("bad_frame", _("That could not be read. Please try again."))


@dataclass(frozen=True, slots=True)
class Desk:
    """What every socket needs: `key` is what terminals of this machine know, `secret` signs links to documents, and
    `strings` are the widget's own words in a language."""

    transactions: Transactions
    turns: Turns
    hub: Hub
    key: str
    secret: str
    strings: Callable[[str], dict[str, str]]
    limits: Limits = field(default_factory=Limits)


async def serve_socket(desk: Desk, socket: WebSocket) -> None:
    """Speak frames with one client until it leaves."""
    guest = desk.limits.guest(socket.client.host if socket.client else "")
    voice = Voice(asked_locale(socket.headers.get("accept-language")))
    if not guest.may_come():
        await socket.send_denial_response(PlainTextResponse(TOO_FAST[1].render(voice), 429, {"Retry-After": "5"}))
        return
    await socket.accept()
    try:
        async with asyncio.timeout(HELLO_SECONDS):
            hello = frames.validate_json(await socket.receive_text())
        if not isinstance(hello, Hello):
            await _refuse(socket, voice, *BAD_FRAME)
        else:
            voice = Voice(nearest_locale(hello.locale))
            visitor = await find_visitor(desk.transactions, hello, desk.key)
            await _Chat(desk, socket, visitor, guest, hello.after).run(hello)
    except TurnedAwayError as away:
        await _refuse(socket, voice, away.code, away.sentence)
    except (ValidationError, KeyError):
        await _refuse(socket, voice, *BAD_FRAME)
    except (WebSocketDisconnect, TimeoutError, RuntimeError):
        return


def document_token(message: str, secret: str) -> str:
    """What opens the file that a message carries."""
    return hmac.digest(secret.encode(), f"document:{message}".encode(), "sha256").hex()[:40]


@dataclass(frozen=True, slots=True)
class _News:
    """What a client has not been told: messages, and how they and earlier ones stand by now."""

    messages: list[Message]
    voice: Voice
    standings: dict[str, Standing]


class _Chat:
    def __init__(self, desk: Desk, socket: WebSocket, visitor: Visitor, guest: Guest, after: int) -> None:
        self._desk, self._socket, self._visitor, self._guest, self._sent = desk, socket, visitor, guest, after
        self._standings: Standings | None = None
        self._locale = visitor.newcomer.locale

    async def run(self, hello: Hello) -> None:
        conversation = await self._desk.turns.known(self._visitor.address)
        seq = 0 if conversation is None else await self._recall(conversation)
        self._sent = min(self._sent, seq)
        strings = self._desk.strings(self._locale)
        welcome = {"type": "welcome", "visitor": self._visitor.secret, "seq": seq, "strings": strings}
        await self._socket.send_json(welcome | {"site": {"name": "Etude", "accent": None}})
        while True:
            if conversation is None:
                conversation = await self._first(await self._socket.receive_text())
                continue
            elsewhere = await self._talk(conversation)
            if elsewhere is None:
                return
            conversation, self._sent, self._standings = elsewhere, 0, None

    async def _talk(self, conversation: ConversationId) -> ConversationId | None:
        """Until the client leaves (None), or its address becomes part of another conversation."""
        with self._desk.hub.listening(conversation) as grown:
            await self._send_new(conversation)
            hearing = asyncio.create_task(self._socket.receive_text())
            growing = asyncio.create_task(grown.wait())
            try:
                while True:
                    done, _waiting = await asyncio.wait({hearing, growing}, return_when=asyncio.FIRST_COMPLETED)
                    if growing in done:
                        grown.clear()
                        growing = asyncio.create_task(grown.wait())
                    if hearing in done:
                        heard = hearing.result()
                        hearing = asyncio.create_task(self._socket.receive_text())
                        await self._hear(conversation, heard)
                        owned = await self._desk.turns.known(self._visitor.address)
                        if owned is not None and owned != conversation:
                            return owned
                    await self._send_new(conversation)
            except WebSocketDisconnect:
                return None
            finally:
                for task in (hearing, growing):
                    task.cancel()
                await asyncio.gather(hearing, growing, return_exceptions=True)

    async def _first(self, heard: str) -> ConversationId | None:
        """Nothing is kept of a visitor before they say something."""
        frame = await self._admit(self._read(heard))
        if isinstance(frame, Saying):
            if not self._guest.may_begin():
                await _refuse(self._socket, Voice(self._locale), *TOO_FAST, frame.id)
                return None
            conversation = await self._desk.turns.meet(self._visitor.address, self._visitor.newcomer)
            await self._say(conversation, frame)
            # What was said may have been a code, and then this visitor's conversation is another by now.
            owned = await self._desk.turns.known(self._visitor.address)
            if owned != conversation:
                self._sent, self._standings = 0, None
            return owned
        return None

    async def _hear(self, conversation: ConversationId, heard: str) -> None:
        frame = await self._admit(self._read(heard))
        if frame is None:
            return
        if isinstance(frame, SeenFrame):
            seen = frame.seq
            await self._desk.transactions.run(lambda tx: store.mark_seen(tx.conn, conversation, seen))
        elif isinstance(frame, Saying):
            await self._say(conversation, frame)
        else:
            await _refuse(self._socket, Voice(self._locale), *BAD_FRAME)

    async def _admit(self, frame: object) -> object:
        """The frame, or None where they come too fast; whoever does not heed that is shown out."""
        if self._visitor.secret is None or self._guest.may_send():
            return frame
        if self._guest.is_deaf:
            await self._socket.close(1008, TOO_FAST[0])
            raise WebSocketDisconnect(1008)
        if isinstance(frame, Saying):
            await _refuse(self._socket, Voice(self._locale), *TOO_FAST, frame.id)
        return None

    async def _say(self, conversation: ConversationId, frame: Saying) -> None:
        """Take the person's turn; when it is acknowledged, all that was answered at once has been sent."""
        address = self._visitor.address
        key = f"{address.name}:{frame.id}"
        await self._socket.send_json({"type": "typing", "on": True})
        await self._desk.turns.receive(Delivery(address, key, frame.incoming(), self._visitor.newcomer))
        await self._send_new(conversation)
        await self._socket.send_json({"type": "ack", "id": frame.id, "seq": self._sent})
        await self._socket.send_json({"type": "typing", "on": False})

    async def _send_new(self, conversation: ConversationId) -> None:
        """Whatever was said since the client's last message, without gaps; and which earlier ones stand otherwise."""
        while True:
            news = await self._desk.transactions.read(lambda conn: self._load(conn, conversation))
            if news.voice.locale != self._locale:
                self._locale = news.voice.locale
                await self._socket.send_json({"type": "words", "strings": self._desk.strings(self._locale)})
            for message in news.messages:
                token = document_token(message.id, self._desk.secret)
                message = _with_code(message, self._desk.secret)
                frame = message_frame(message, news.voice, token, news.standings.pop(message.id, None))
                await self._socket.send_json(frame)
                self._sent = message.seq
            if news.standings:
                told = {message: standing.frame() for message, standing in news.standings.items()}
                await self._socket.send_json({"type": "standing", "messages": told})
            if len(news.messages) < BATCH:
                return

    def _load(self, conn: Connection, conversation: ConversationId) -> _News:
        found = store.load_conversation(conn, conversation)
        messages = store.messages_after(conn, conversation, self._sent, BATCH)
        if self._standings is None:
            self._standings = Standings()
            first = max(0, self._sent - REMEMBERED)
            self._standings.take(store.messages_after(conn, conversation, first, self._sent - first))
        self._standings.take(messages)
        statuses = statuses_of(conn, self._standings.lessons)
        changes = self._standings.changes(runs_under_way(found.state), statuses)
        return _News(messages, load_person(conn, found.person).voice, changes)

    async def _recall(self, conversation: ConversationId) -> int:
        """How far the conversation has come, and in which language it is held."""

        def load(conn: Connection) -> tuple[int, str]:
            found = store.load_conversation(conn, conversation)
            return found.seq, load_person(conn, found.person).locale

        seq, self._locale = await self._desk.transactions.read(load)
        return seq

    def _read(self, heard: str) -> object:
        if len(heard) > LARGEST:
            return UNREADABLE
        try:
            return frames.validate_json(heard)
        except ValidationError:
            return UNREADABLE


def _with_code(message: Message, secret: str) -> Message:
    return message if message.reply is None else replace(message, reply=show_code(message.reply, secret))


async def _refuse(socket: WebSocket, voice: Voice, code: str, sentence: Text, client: str | None = None) -> None:
    """Turn away a visitor, or one frame by its `client` id, in words for a person."""
    await socket.send_json({"type": "refused", "id": client, "code": code, "text": sentence.render(voice)})
