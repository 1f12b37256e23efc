"""Whatever Telegram repeats and whatever breaks, a message is answered once."""

import asyncio

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from etude.bots.telegram import BadTokenError, run_polling, running
from etude.bots.telegram.running import find_username
from etude.bots.telegram.updates import Update


async def test_what_comes_twice_has_one_effect(school, bot, daniel, server) -> None:
    server.duplicate_updates = True
    await daniel.send("menu")
    await daniel.send("help")
    await daniel.wait_for(2)
    assert await daniel.stay_quiet() == []
    assert [each["text"] for each in await school.heard(daniel)] == ["menu", "help"]


async def test_an_update_that_is_handed_in_again_has_one_effect(school, bot, daniel, server) -> None:
    await daniel.send("menu")
    (update,) = server.world.updates.pending
    await daniel.wait_for(1)
    await asyncio.gather(*(bot.handle(Update.model_validate(update.to_wire())) for _again in range(3)))
    assert await daniel.stay_quiet() == []
    assert len(await school.heard(daniel)) == 1


async def test_a_crash_before_telegram_may_forget_has_one_effect(school, daniel, server) -> None:
    async with school.open():
        server.fail_next("getUpdates", 502, times=3)
        await daniel.send("menu")
        await daniel.wait_for(1)
    # Telegram was never told that the message had come.
    assert server.pending_updates == 1
    await _use_up_failures(school)
    async with school.open():
        await school.until(lambda: server.pending_updates == 0)
    assert await daniel.stay_quiet() == []
    assert len(await school.heard(daniel)) == 1
    assert await school.said(daniel) == 1


async def test_nothing_is_confirmed_before_it_is_kept(school, daniel, server, monkeypatch) -> None:
    arrived = asyncio.Event()

    async def hang(_delivery: object) -> None:
        arrived.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as broken:
        broken.setattr(school.etude.turns, "receive", hang)
        async with school.open():
            await daniel.send("menu")
            await asyncio.wait_for(arrived.wait(), 5)
            await asyncio.sleep(0.6)
            assert server.pending_updates == 1
    async with school.open():
        (menu,) = await daniel.wait_for(1)
    assert menu.text.startswith("Hi Daniel!")


async def test_a_store_that_fails_is_tried_again_in_order(school, bot, daniel, monkeypatch) -> None:
    receive, failing = school.etude.turns.receive, [True, True]

    async def stumble(delivery: object) -> object:
        if failing:
            failing.pop()
            raise OperationalError("select 1", {}, Exception("the database is gone"))
        return await receive(delivery)

    monkeypatch.setattr(school.etude.turns, "receive", stumble)
    await daniel.send("menu")
    await daniel.send("help")
    await daniel.wait_for(2)
    assert [each["text"] for each in await school.heard(daniel)] == ["menu", "help"]


async def test_one_update_that_never_works_is_let_go_of(school, daniel, carla, server, monkeypatch, caplog) -> None:
    receive = school.etude.turns.receive

    async def stumble(delivery):
        if delivery.address.name == str(daniel.id):
            raise ValueError("not this one")
        return await receive(delivery)

    monkeypatch.setattr(school.etude.turns, "receive", stumble)
    monkeypatch.setattr(running, "PAUSES", (0.01,))
    async with school.open():
        await daniel.send("menu")
        await carla.send("menu")
        await carla.wait_for(1)
        await school.until(lambda: server.pending_updates == 0)
    assert "is let go of" in caplog.text


async def test_polling_goes_on_after_trouble(school, bot, daniel, server) -> None:
    server.fail_next("getUpdates", 502)
    await daniel.send("menu")
    await daniel.wait_for(1)
    await daniel.send("help")
    await daniel.wait_for(1)


async def test_a_webhook_that_was_left_behind_is_taken_down(school, daniel, server) -> None:
    await daniel.send("menu")
    async with httpx.AsyncClient() as telegram:
        call = f"{school.telegram.url}/bot{server.token}/setWebhook"
        await telegram.post(call, data={"url": "https://old.example/hook"})
    async with school.open():
        await daniel.wait_for(1)


async def test_a_wrong_token_is_said_at_once(school) -> None:
    for token in ("999:not-this-one-at-all-0000000000000000", "nonsense"):
        with pytest.raises(BadTokenError):
            async with run_polling(school.etude, token, school.telegram.url, school.framework):
                raise AssertionError("the bot started")


async def test_a_telegram_that_is_out_of_reach_is_waited_for(school, daniel, server, monkeypatch) -> None:
    monkeypatch.setattr(running, "PAUSES", (0.01, 0.01))
    server.fail_next("getMe", 502, times=3)
    await daniel.send("menu")
    async with run_polling(school.etude, server.token, school.telegram.url, school.framework) as channel:
        await daniel.wait_for(1)
        assert channel.me.username == "etude_test_bot"


async def test_the_bot_knows_its_name(school, server) -> None:
    assert await find_username(server.token, school.telegram.url, school.framework) == "etude_test_bot"
    server.fail_next("getMe", 502, times=3)
    assert await find_username(server.token, school.telegram.url, school.framework) == ""


async def _use_up_failures(school) -> None:
    async with httpx.AsyncClient() as telegram:
        call = f"{school.telegram.url}/bot{school.server.token}/getUpdates?timeout=0"
        while (await telegram.get(call)).status_code != 200:
            continue
