"""A stand-in for Etude's side of the widget, and a hostile school's page on a second origin. Loopback only.

`python widget/dev/server.py [--port 8700] [--school-port 8701]` serves the built widget; `script.py` has the words.
Tests steer it with POST /dev/forget, again, drop, down, up, mute?on=1, typing?on=1, say?text=…, gap?text=…,
refuse?text=…, elsewhere?text=… and words?…; each answers with every frame that came in.
"""

import argparse
import asyncio
import io
import json
import math
import struct
import wave
from datetime import UTC, datetime
from pathlib import Path
from socket import create_server
from socket import socket as Socket
from typing import Any

import script
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

HERE = Path(__file__).parent
STATIC = HERE.parent.parent / "src/etude/bots/web_widget/static"
FRAME_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:; img-src 'self'; "
    "media-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
)
FACE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#d9b99b"/>'
    '<circle cx="32" cy="26" r="12" fill="#8a5a3c"/><path d="M8 64c0-16 11-24 24-24s24 8 24 24z" fill="#35576b"/></svg>'
)


class Talk:
    """One visitor's conversation and the sockets that show it."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.taken: dict[str, int] = {}
        self.sockets: set[WebSocket] = set()

    async def add(self, message: dict[str, Any], *, skip: int = 0) -> None:
        seq = len(self.messages) + 1
        standing = {"now": "open" if message["kind"] in ("pay", "lesson") else "change", "status": None}
        bare = {"seq": seq, "id": f"m_{seq}", "at": datetime.now(UTC).isoformat(), "buttons": [], "standing": standing}
        full = {**bare, **message}
        self.messages.append(full)
        await self.tell({"type": "message", **full, "seq": seq + skip})

    async def pay(self) -> None:
        """Whatever asked for money is paid."""
        paid = {"now": "past", "status": "confirmed"}
        asked = [message for message in self.messages if message["kind"] == "pay"]
        for message in asked:
            message["standing"] = paid
        await self.tell({"type": "standing", "messages": {message["id"]: paid for message in asked}})

    async def tell(self, frame: dict[str, Any]) -> None:
        for socket in tuple(self.sockets):
            await socket.send_json(frame)

    def label(self, message_id: str, button: int) -> str:
        message = next(one for one in self.messages if one["id"] == message_id)
        for card in message.get("cards", []):
            if any(choice["i"] == button for choice in card["buttons"]):
                return "See times"
        for time in message.get("times", []):
            if time["i"] == button:
                return f"{time['day_label']}, {time['clock']}"
        return str(next(choice["label"] for choice in message["buttons"] if choice["i"] == button))


class Standin:
    """Everything the stand-in remembers and is told to do."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.talks: dict[str, Talk] = {}
        self.log: list[dict[str, Any]] = []
        self.down = False
        self.mute = False
        self.refuse: str | None = None
        self.strings: dict[str, str] = {}

    async def serve(self, socket: WebSocket) -> None:
        if self.down:
            await socket.close()
            return
        await socket.accept()
        hello = await socket.receive_json()
        self.log.append(hello)
        if hello["site"] == "closed":
            await socket.send_json({"type": "refused", "id": None, "code": "site", "text": "This chat is closed."})
            await socket.close()
            return
        visitor = hello["visitor"] if hello["visitor"] in self.talks else f"v_{len(self.talks) + 1}"
        talk = self.talks.setdefault(visitor, Talk())
        await self.greet(socket, talk, visitor, hello["after"])
        talk.sockets.add(socket)
        try:
            while True:
                await self.take(socket, talk, await socket.receive_json())
        except WebSocketDisconnect:
            talk.sockets.discard(socket)

    async def greet(self, socket: WebSocket, talk: Talk, visitor: str, after: int) -> None:
        site = {"name": "Camden Music School", "accent": "#17685a"}
        seq = len(talk.messages)
        welcome = {"type": "welcome", "visitor": visitor, "seq": seq, "site": site, "strings": self.strings}
        await socket.send_json(welcome)
        missed = talk.messages[after:]
        if len(missed) > 50:
            await socket.send_json({"type": "snapshot", "messages": missed[-50:]})
        else:
            for message in missed:
                await socket.send_json({"type": "message", **message})

    async def take(self, socket: WebSocket, talk: Talk, frame: dict[str, Any]) -> None:
        self.log.append(frame)
        if frame["type"] == "seen" or self.mute:
            return
        if self.refuse:
            await socket.send_json({"type": "refused", "id": frame["id"], "code": "busy", "text": self.refuse})
            self.refuse = None
            return
        known = frame["id"] in talk.taken
        talk.taken.setdefault(frame["id"], len(talk.messages) + 1)
        await socket.send_json({"type": "ack", "id": frame["id"], "seq": talk.taken[frame["id"]]})
        if not known:
            await self.turn(talk, frame, f"http://{socket.headers['host']}")

    async def turn(self, talk: Talk, frame: dict[str, Any], origin: str) -> None:
        at = datetime.now(UTC).isoformat()
        you: dict[str, Any] = {"from": "you", "kind": "say", "client": frame["id"], "tapped": None}
        if frame["type"] == "open":
            replies = script.greeting(frame["payload"])
        elif frame["type"] == "tap":
            label = talk.label(frame["message"], frame["button"])
            tapped = {"message": frame["message"], "button": frame["button"]}
            await talk.add({**you, "text": label, "tapped": tapped})
            replies = script.answer(label, origin)
        elif frame["type"] == "location":
            await talk.add({**you, "text": "My location"})
            replies = [script.say(f"Near {frame['lat']}, {frame['lon']}.")]
        else:
            await talk.add({**you, "text": frame["text"]})
            replies = script.answer(frame["text"], origin)
        if frame.get("text") == "paid":
            await talk.pay()
        await talk.tell({"type": "typing", "on": True})
        await asyncio.sleep(0.15)
        for reply in replies:
            await talk.add({"from": "etude", "at": at, **reply})

    async def steer(self, request: Request) -> Response:
        order, asked = request.path_params["order"], request.query_params
        everyone = tuple(self.talks.values())
        if order == "forget":
            self.forget()
        elif order in ("drop", "down"):
            self.down = order == "down"
            for talk in everyone:
                for socket in tuple(talk.sockets):
                    talk.sockets.discard(socket)
                    await socket.close()
        elif order == "up":
            self.down = False
        elif order == "mute":
            self.mute = asked["on"] == "1"
        elif order == "refuse":
            self.refuse = asked["text"]
        elif order == "words":
            self.strings = dict(asked)
        elif order == "typing":
            for talk in everyone:
                await talk.tell({"type": "typing", "on": asked["on"] == "1"})
        elif order == "again":
            for talk in everyone:
                for message in talk.messages:
                    await talk.tell({"type": "message", **message})
        elif order == "elsewhere":
            for talk in everyone:
                talk.messages = []
                await talk.add({"from": "etude", **script.say(asked["text"]), "id": "m_other"})
        elif order in ("say", "gap"):
            for talk in everyone:
                await talk.add({"from": "etude", **script.say(asked["text"])}, skip=order == "gap")
        return JSONResponse(self.log)


def tone() -> bytes:
    """Two seconds of a soft A as a WAV file."""
    rate = 8000
    wave_of = [math.sin(i * 2 * math.pi * 440 / rate) * 8000 * (1 - i / (2 * rate)) for i in range(2 * rate)]
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", int(sample)) for sample in wave_of))
    return made.getvalue()


def media(request: Request) -> Response:
    name = request.path_params["name"]
    if name.endswith(".svg"):
        return Response(FACE, media_type="image/svg+xml")
    if name.endswith(".wav"):
        return Response(tone(), media_type="audio/wav")
    return Response(status_code=404)


def frame(_: Request) -> Response:
    return FileResponse(STATIC / "frame.html", headers={"Content-Security-Policy": FRAME_POLICY})


def etude(standin: Standin) -> Starlette:
    return Starlette(
        routes=[
            Route("/widget.js", lambda _: FileResponse(STATIC / "widget.js", media_type="text/javascript")),
            Route("/widget/frame", frame),
            WebSocketRoute("/widget/socket", standin.serve),
            Mount("/widget/static", StaticFiles(directory=STATIC)),
            Route("/widget/documents/{name}", lambda _: Response("BEGIN:VCALENDAR", media_type="text/calendar")),
            Route("/media/{name}", media),
            Route("/pay/{token}", lambda _: HTMLResponse("<h1>Pay here</h1>")),
            Route("/tutors/{slug}", lambda _: HTMLResponse("<h1>Profile</h1>")),
            Route("/dev/{order}", standin.steer, methods=["GET", "POST"]),
        ]
    )


def school(origin: str) -> Starlette:
    """A page that tries its worst: a policy of nothing but our script and frame, and styles against everything."""
    policy = f"default-src 'none'; script-src {origin}; frame-src {origin}; style-src 'self'"
    page = (HERE / "school.html").read_text()

    def show(request: Request) -> Response:
        attributes = " ".join(f"{name}={json.dumps(value)}" for name, value in request.query_params.items())
        html = page.replace("{{script}}", f'<script async src="{origin}/widget.js" {attributes}></script>')
        return HTMLResponse(html, headers={"Content-Security-Policy": policy})

    return Starlette(
        routes=[
            Route("/", show),
            Route("/hostile.css", lambda _: FileResponse(HERE / "hostile.css", media_type="text/css")),
        ]
    )


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8700, help="0 takes a free one")
    parser.add_argument("--school-port", type=int, default=8701)
    asked = parser.parse_args()
    ours, theirs = (create_server(("127.0.0.1", port)) for port in (asked.port, asked.school_port))
    home = f"http://127.0.0.1:{ours.getsockname()[1]}"
    # Another host name as well as another port, so that it is another site to the browser.
    print(f"{home} http://localhost:{theirs.getsockname()[1]}", flush=True)
    doors = ((etude(Standin()), ours), (school(home), theirs))
    await asyncio.gather(*(serve(app, door) for app, door in doors))


async def serve(app: Starlette, door: Socket) -> None:
    await uvicorn.Server(uvicorn.Config(app, log_level="warning")).serve(sockets=[door])


if __name__ == "__main__":
    asyncio.run(main())
