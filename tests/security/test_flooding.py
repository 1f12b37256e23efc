"""A socket that sends as fast as it can is asked to go slower, and shown out when it does not heed that."""

import asyncio

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

FLOOD = 1000


async def test_a_thousand_messages_at_once_are_not_a_thousand_turns(dial):
    line = await dial()

    async def flood():
        for number in range(FLOOD):
            await line.send({"type": "text", "id": f"flood-{number}", "text": "hello"})

    pouring = asyncio.create_task(flood())
    refused = await line.until("refused")
    assert refused["code"] == "too_fast"
    assert refused["id"].startswith("flood-")
    assert refused["text"] == "A little slower, please. Try again in a moment."
    with pytest.raises(ConnectionClosed) as ended:
        await line.until("the end")
    assert ended.value.rcvd.code == 1008
    await asyncio.gather(pouring, return_exceptions=True)
    assert sum(frame["type"] == "ack" for frame in line.frames) < FLOOD / 2


async def test_whoever_opens_sockets_without_end_is_asked_to_wait_and_others_are_let_in(world):
    address = world.url.replace("http", "ws", 1) + "/widget/socket"
    with pytest.raises(InvalidStatus) as refused:
        await _come_and_go(address, FLOOD)
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["retry-after"] == "5"
    assert refused.value.response.body == b"A little slower, please. Try again in a moment."
    async with connect(address, additional_headers={"X-Forwarded-For": "192.0.2.8"}):
        pass


async def _come_and_go(address, times):
    for _visitor in range(times):
        async with connect(address, additional_headers={"X-Forwarded-For": "192.0.2.7"}):
            pass
