"""A chat from a pipe that stays open."""

import asyncio
import os
from typing import Any, cast

import pytest

from etude.bots.terminal.chat import Chat
from etude.bots.terminal.client import GoneError, Line

PATIENCE = 20


class Told:
    """A server's side of a line: it keeps what is sent, and says what it is told to."""

    site = ""

    def __init__(self) -> None:
        self.said: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self.sent: asyncio.Queue[dict[str, object]] = asyncio.Queue()

    async def send(self, frame: dict[str, object]) -> None:
        self.sent.put_nowait(frame)

    def say(self, seq: int, text: str, *labels: str) -> None:
        buttons = [{"i": at, "label": label, "url": None} for at, label in enumerate(labels)]
        self.said.put_nowait(
            {"kind": "say", "from": "etude", "seq": seq, "id": f"m{seq}", "text": text, "buttons": buttons}
        )


@pytest.mark.parametrize("as_json", [False, True])
async def test_news_is_shown_when_it_comes_though_nothing_is_typed(as_json: bool) -> None:
    line, shown, (read, write) = Told(), asyncio.Queue[str](), os.pipe()
    with os.fdopen(read) as source, os.fdopen(write, "w"):
        chat = Chat(cast(Line, line), shown.put_nowait, as_json=as_json)
        talking = asyncio.create_task(chat.run(0, source))
        assert (await line.sent.get())["type"] == "open"
        line.say(1, "Hello.")
        async with asyncio.timeout(PATIENCE):
            while "Hello." not in await shown.get():
                pass
            line.say(2, "Ada says yes.")
            while "Ada says yes." not in await shown.get():
                pass
        assert not talking.done()
        line.said.put_nowait(None)
        with pytest.raises(GoneError):
            await talking


async def test_a_number_of_earlier_choices_taps_them_and_one_of_the_last_is_said() -> None:
    line, shown = Told(), asyncio.Queue[str]()
    read, write = os.pipe()
    with os.fdopen(read) as source, os.fdopen(write, "w") as typed:
        talking = asyncio.create_task(Chat(cast(Line, line), shown.put_nowait, as_json=False).run(0, source))
        await line.sent.get()
        line.say(1, "Rhys has taught for years.", "Profile", "Ask Rhys")
        line.say(2, "When?", "Mon", "Tue")
        async with asyncio.timeout(PATIENCE):
            assert await shown.get() == "Rhys has taught for years.\n  [3] Profile  [4] Ask Rhys\n"
            typed.write("4\n2\n")
            typed.flush()
            assert await line.sent.get() == {"type": "tap", "message": "m1", "button": 1}
            assert await line.sent.get() == {"type": "text", "text": "2"}
        typed.close()
        await talking
