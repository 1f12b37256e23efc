"""The demo's page holds the key that speaks for anybody: only a browser of this machine, at its own name, gets it."""

from collections.abc import AsyncIterator

import httpx
import pytest

from etude.app import web
from etude.testing.demo.pages import Demo, demo_routes
from etude.testing.world import World

KEY = "the key of this folder"


@pytest.fixture
async def anybody(world: World) -> AsyncIterator[httpx.AsyncClient]:
    demo = Demo(world.etude, world.clock, world.mail, "http://127.0.0.1:1", KEY)
    transport = httpx.ASGITransport(web(world.etude, demo_routes(demo)))
    async with httpx.AsyncClient(transport=transport) as client:
        yield client


@pytest.mark.parametrize("host", ["evil.example:8000", "127.0.0.1.evil.example", "tunnel.example"])
@pytest.mark.parametrize("path", ["/", "/demo/mail", "/demo/standing"])
async def test_a_name_that_was_made_to_point_here_gets_nothing(
    anybody: httpx.AsyncClient, host: str, path: str
) -> None:
    answer = await anybody.get(f"http://{host}{path}")
    assert answer.status_code == 404
    assert "key" not in answer.text


async def test_another_site_moves_no_clock(anybody: httpx.AsyncClient, world: World) -> None:
    before = world.clock.now()
    for kind in ({}, {"content-type": "text/plain"}, {"content-type": "application/json", "host": "evil.example"}):
        answer = await anybody.post("http://127.0.0.1/demo/skip", content=b'{"hours": 1}', headers=kind)
        assert answer.status_code in (404, 422)
    assert world.clock.now() == before


async def test_this_machine_sees_the_page(anybody: httpx.AsyncClient) -> None:
    for host in ("127.0.0.1:8000", "localhost:8000"):
        assert "the%20key" in (await anybody.get(f"http://{host}/")).text
