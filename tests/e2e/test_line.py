"""Reloading, losing the line, and coming back: nothing is lost and nothing is there twice."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_reload_in_the_middle_of_a_booking(arrive):
    carla = await arrive()
    chat = await carla.on_the_schools_page()
    await chat.say("jazz piano for my 9 year old near Camden, weekday evenings, under £40")
    await chat.hears("here is who fits best")
    await chat.tap("Choose Ada")
    await chat.hears("When suits you?")
    before = await chat.numbers()
    await chat.reload()
    await chat.hears("When suits you?")
    assert await chat.numbers() == before == list(range(1, len(before) + 1))
    await chat.pick_first_time()
    await chat.hears("first name?")


async def test_words_typed_without_a_line_arrive_once_it_is_back(arrive):
    carla = await arrive()
    chat = await carla.on_the_schools_page()
    await carla.context.set_offline(True)
    await chat.frame.evaluate("dispatchEvent(new Event('offline'))")
    await chat.say("help")
    await carla.context.set_offline(False)
    await chat.hears("Say what you'd like")
    assert await chat.frame.locator("[data-from=you]").count() == 1
    numbers = await chat.numbers()
    assert numbers == list(range(1, len(numbers) + 1))
    carla.complaints = [line for line in carla.complaints if "ERR_INTERNET_DISCONNECTED" not in line]
