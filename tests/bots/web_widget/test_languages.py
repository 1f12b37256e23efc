"""Everybody reads the widget and the pages in their own language, and a sentence changes it."""

import json
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from etude.testing.world import World

GERMAN = {"Accept-Language": "de-AT, en;q=0.5"}


async def greet(socket: ClientConnection, visitor: str | None = None) -> dict[str, Any]:
    hello = {"type": "hello", "visitor": visitor, "locale": "de-AT", "zone": "Europe/Vienna", "after": 0}
    await socket.send(json.dumps(hello))
    welcome: dict[str, Any] = json.loads(await socket.recv())
    return welcome


async def say(socket: ClientConnection, words: str) -> list[dict[str, Any]]:
    """The frames that come until this is taken."""
    await socket.send(json.dumps({"type": "text", "id": words, "text": words}))
    frames = []
    while True:
        frames.append(json.loads(await socket.recv()))
        if frames[-1]["type"] == "ack":
            return frames


async def test_the_widgets_own_words_follow_the_visitors_language(world: World) -> None:
    address = f"{world.url.replace('http', 'ws', 1)}/widget/socket"
    async with connect(address) as socket:
        welcome = await greet(socket)
        assert (welcome["strings"]["send"], welcome["strings"]["locale"]) == ("Senden", "de")
        assert welcome["strings"]["too_long"].startswith("Das ist etwas lang: {count} von {limit}")
        told = await say(socket, "Klavier")
        assert "words" not in [frame["type"] for frame in told]
        told = await say(socket, "in english pls")
    words = [frame["strings"] for frame in told if frame["type"] == "words"]
    assert [(each["send"], each["locale"]) for each in words] == [("Send", "en")]
    said = [frame["text"] for frame in told if frame["type"] == "message" and frame["from"] != "you"]
    assert said[0] == "Of course. We'll speak English."
    async with connect(address) as socket:
        again = await greet(socket, welcome["visitor"])
        assert again["strings"]["locale"] == "en", "what was said counts for more than the browser"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "Unterricht, im Chat vereinbart"),
        ("/tutors/{slug}", "im Chat buchen"),
        ("/tutors/nobody", "keine Lehrkraft"),
        ("/pay/nothing", "Dieser Link geht nicht"),
        ("/paid/nothing", "Dieser Link geht nicht"),
    ],
)
async def test_a_page_speaks_the_language_of_its_reader(world: World, path: str, words: str) -> None:
    url = world.url + path.format(slug="ada-byrne")
    german, english = await world.browser.get(url, headers=GERMAN), await world.browser.get(url)
    assert words in german.text
    assert words not in english.text
    if german.status_code == 200:
        assert '<html lang="de">' in german.text
