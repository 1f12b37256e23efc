"""Carla begins on a school's page, goes on in Telegram by a link, and comes back on another computer."""

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_there_and_back(arrive, telegram):
    at_school, at_home = await arrive(), await arrive()
    page = await at_school.on_the_schools_page()
    await page.say("jazz piano for my 9 year old near Camden, weekday evenings, under £40")
    await page.hears("here is who fits best")
    await page.say("go on elsewhere")
    await page.hears("Go on anywhere")
    there = await page.frame.get_by_role("link", name="Open in Telegram").get_attribute("href")
    assert there.startswith("https://t.me/etude_test_bot?start=")

    carla = telegram.server.person(2001, "Carla")
    await carla.start(there.rpartition("=")[2])
    await carla.wait_for(lambda message: "Welcome back." in message.text)
    await carla.tap("Choose Ada") if "Choose Ada" in carla.chat[-1].labels else await carla.send("Ada")
    await carla.wait_for(lambda message: "When suits you?" in message.text)
    await page.hears("When suits you?")

    await carla.send("go on elsewhere")
    links = await carla.wait_for(lambda message: "Go on anywhere" in message.text)
    code = links.text.partition("/chat#code=")[2].split()[0]
    home = await at_home.chat_alone(f"/chat#code={code}")
    await home.hears("Welcome back.")
    await home.hears("here is who fits best")
    before = await home.numbers()
    await home.reload()
    await home.hears("Welcome back.")
    assert await home.numbers() == before
    await expect(home.message("That link has been used")).to_have_count(0)
    await home.pick_first_time()
    await home.hears("first name?")
    await page.hears("first name?")
