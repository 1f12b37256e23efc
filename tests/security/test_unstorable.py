"""Signs and numbers that a database has no place for: they are left out or refused, and the line stays open."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import httpx
import pytest
from sqlalchemy import text
from websockets.exceptions import ConnectionClosed

from etude.bots.web_widget.media import read_range
from etude.calendar.feeds import feed_path
from etude.conversations import store
from etude.conversations.messages import TextIn
from etude.conversations.store import Address, Newcomer
from etude.conversations.turns import Delivery
from etude.core.files import FileFacts
from etude.core.ids import PersonId
from etude.core.people.store import load_person
from etude.testing.world import START, World

Dial: TypeAlias = Callable[..., Awaitable[Any]]
HOSTILE = (
    {"type": "text", "id": "n1", "text": "piano\x00 please"},
    {"type": "text", "id": "n2\x00", "text": "piano"},
    {"type": "tap", "id": "n3", "message": "m_\x00", "button": 0},
    {"type": "open", "id": "n4", "payload": "tutor-\x00"},
)


@pytest.mark.parametrize("frame", HOSTILE, ids=lambda frame: frame["id"][:2])
async def test_a_nul_is_left_out_and_answered(dial: Dial, frame: dict[str, object]) -> None:
    line = await dial()
    assert await line.answered(frame)
    assert await line.answered({"type": "text", "id": "next", "text": "hello"})


async def test_half_a_sign_in_a_name_or_a_message_is_left_out(world: World) -> None:
    address = Address("telegram", "7")
    said = Delivery(address, "telegram:1", TextIn("hi \ud83d there"), Newcomer("Be\x00n\udc00"))
    conversation = await world.etude.turns.receive(said)
    messages = await world.etude.transactions.read(lambda conn: store.messages_after(conn, conversation, 0))
    person = await world.etude.transactions.read(
        lambda conn: load_person(conn, store.load_conversation(conn, conversation).person)
    )
    assert messages[0].words == "hi  there"
    assert person.name == "Ben"


@pytest.mark.parametrize("seq", [2**31, 2**63, 10**30])
async def test_a_number_that_no_message_can_have_is_refused(dial: Dial, seq: int) -> None:
    line = await dial()
    await line.answered({"type": "text", "id": "one", "text": "hello"})
    await line.send({"type": "seen", "seq": seq})
    assert (await line.until("refused"))["code"] == "bad_frame"
    assert await line.answered({"type": "text", "id": "two", "text": "hello"})


@pytest.mark.parametrize("path", ["/tutors/%00", "/media/%00", "/feeds/%00/x.ics", "/pay/%00"])
async def test_a_nul_in_an_address_is_an_unknown_address(world: World, path: str) -> None:
    assert (await world.browser.get(world.url + path)).status_code == 404


async def test_a_date_beyond_every_calendar_is_no_date(world: World) -> None:
    person = await world.etude.transactions.read(lambda conn: conn.execute(text("SELECT id FROM people")).scalar())
    feed = world.url + feed_path(PersonId(str(person)), 1, world.etude.house.secret_key)
    since = {"If-Modified-Since": "Mon, 23 Nov 2026 00:00:00 +" + "9" * 30}
    answer: httpx.Response = await world.browser.get(feed, headers=since)
    assert answer.status_code == 200


@pytest.mark.parametrize("asked", [f"bytes={'9' * 5000}-", f"bytes=-{'9' * 5000}", f"bytes=0-{'9' * 5000}"])
def test_a_range_of_thousands_of_digits_is_no_range(asked: str) -> None:
    assert read_range(asked, FileFacts(10, "e", START)) is None


async def test_a_body_larger_than_any_news_is_not_read(world: World) -> None:
    answer = await world.browser.post(f"{world.url}/webhooks/stripe", content=b"x" * (1024 * 1024 + 1))
    assert answer.status_code == 413


async def test_a_frame_of_megabytes_is_not_gathered(dial: Dial) -> None:
    line = await dial()
    await line.send("x" * (256 * 1024 + 1))
    with pytest.raises(ConnectionClosed, match="1009"):
        await line.until("refused")
