"""Updates that Telegram posts: only Telegram's, and acknowledged only once they are kept."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError

from etude.bots.telegram import Channel, run_webhook, webhook_routes, webhook_url
from etude.bots.web_widget.serving import address_of, open_door, serving

SECRET = "s3cret-of_these-tests"


@pytest.fixture
async def hook(school) -> AsyncIterator[str]:
    """The site is up, and Telegram knows where to post; its address."""
    site, door = FastAPI(), open_door(0)
    url = webhook_url(address_of(door))
    async with (
        run_webhook(school.etude, school.server.token, url, SECRET, school.telegram.url, school.framework) as channel,
        serving(_with(site, channel), door),
    ):
        yield url


async def test_a_conversation_by_webhook(school, hook, daniel, server) -> None:
    await daniel.send("piano lessons in Berlin")
    (cards,) = await daniel.wait_for(1)
    tap = await daniel.tap(cards.labels[0])
    await tap.answered()
    await daniel.wait_for(1)
    assert server.world.webhook.last_failure is None


async def test_what_is_posted_twice_has_one_effect(school, hook, daniel, server) -> None:
    server.duplicate_updates = True
    await daniel.send("menu")
    await daniel.send("help")
    await daniel.wait_for(2)
    assert await daniel.stay_quiet() == []
    assert [each["text"] for each in await school.heard(daniel)] == ["menu", "help"]


async def test_what_could_not_be_kept_is_posted_again(school, hook, daniel, monkeypatch) -> None:
    receive, failing = school.etude.turns.receive, [True]

    async def stumble(delivery: object) -> object:
        if failing:
            failing.pop()
            raise OperationalError("select 1", {}, Exception("the database is gone"))
        return await receive(delivery)

    monkeypatch.setattr(school.etude.turns, "receive", stumble)
    await daniel.send("menu")
    await daniel.wait_for(1)
    assert failing == []
    assert len(await school.heard(daniel)) == 1


@pytest.mark.parametrize("headers", [{}, {"X-Telegram-Bot-Api-Secret-Token": "another"}])
async def test_somebody_who_is_not_telegram_is_refused(school, hook, daniel, headers) -> None:
    who = {"id": daniel.id, "is_bot": False, "first_name": "Mallory"}
    message = {"message_id": 1, "date": 0, "chat": {"id": daniel.id, "type": "private"}, "from": who, "text": "menu"}
    async with httpx.AsyncClient() as client:
        refused = await client.post(hook, json={"update_id": 1, "message": message}, headers=headers)
        told = await client.post(
            hook, json={"update_id": 1, "message": message}, headers={"X-Telegram-Bot-Api-Secret-Token": SECRET}
        )
    assert (refused.status_code, told.status_code) == (401, 200)
    assert len(await school.heard(daniel)) == 1


async def test_what_is_no_update_is_not_asked_for_again(school, hook) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(hook, content=b"{", headers={"X-Telegram-Bot-Api-Secret-Token": SECRET})
    assert answer.status_code == 200


def test_there_is_no_webhook_without_a_secret() -> None:
    with pytest.raises(ValueError, match="anybody for Telegram"):
        webhook_routes(None, "")


def _with(site: FastAPI, channel: Channel) -> FastAPI:
    site.include_router(webhook_routes(channel, SECRET))
    return site
