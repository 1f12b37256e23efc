"""From the page after paying back into the chat: for whoever has just paid, in any browser, and for nobody else."""

from datetime import timedelta

import httpx
import pytest

from etude.conversations import store
from etude.conversations.store import Address, Newcomer
from etude.core.ids import PersonId
from etude.payments.sandbox.visitor import pay_with_test_card
from etude.testing.transcripts.players import DirectPlayer, SocketPlayer
from etude.testing.world import World

LONDON = Newcomer(None, "en", "Europe/London")


@pytest.fixture
async def pay_link(world: World) -> str:
    """Carla is asked to pay."""
    carla = DirectPlayer(world, Address("widget", "Carla"), LONDON)
    await carla.say("jazz piano for my 9 year old near Camden, weekday evenings")
    await carla.tap("Choose Ada")
    await carla.tap("Wed 25 Nov, 17:00")
    await carla.say("Ben")
    await carla.tap("Agree")
    return (await carla.heard())[-1].links[0]


async def person_at(world: World, address: Address) -> PersonId | None:
    return await world.etude.transactions.read(lambda conn: store.person_at(conn, address))


async def tap_back(world: World, page: httpx.Response) -> httpx.Response:
    """The button of the page, if it has one."""
    action = page.text.partition('<form method="post" action="')[2].partition('"')[0]
    assert action, page.text
    return await world.browser.post(world.url + action.replace("&amp;", "&"))


async def test_the_button_leads_into_the_chat_once(world: World, pay_link: str) -> None:
    page = await pay_with_test_card(world.browser, pay_link, "4242424242424242", "carla@mail.example")
    assert page.status_code == 200
    await world.settle()
    back = await tap_back(world, page)
    assert (back.status_code, back.headers["location"].startswith(world.url + "/chat#code=")) == (303, True)
    browser, other = (SocketPlayer(world, {"locale": "en", "zone": "Europe/London"}) for _who in range(2))
    for who in (browser, other):
        await who.open(back.headers["location"].rpartition("=")[2])
        await world.settle()
    carla = await person_at(world, Address("widget", "Carla"))
    assert await person_at(world, browser.address) == carla
    assert await person_at(world, other.address) != carla


async def test_nobody_who_only_has_the_link_gets_in(world: World, pay_link: str) -> None:
    paid = pay_link.replace("/pay/", "/paid/")
    for when in ("before", "after"):
        page = await world.browser.get(paid)
        assert "<form" not in page.text
        for session in ("", "x", "{CHECKOUT_SESSION_ID}"):
            back = await world.browser.post(f"{paid}/chat", params={"session": session})
            assert back.headers["location"] == world.url + "/chat", when
        await pay_with_test_card(world.browser, pay_link, "4242424242424242", "carla@mail.example")
        await world.settle()


async def test_a_browser_goes_back_to_the_site_that_it_came_from(world: World, pay_link: str) -> None:
    async with httpx.AsyncClient(follow_redirects=True) as browser:
        await browser.get(pay_link, params={"from": "https://school.example"})
        left = await browser.get(pay_link.replace("/pay/", "/paid/"))
        paid = await pay_with_test_card(browser, pay_link, "4242424242424242", "carla@mail.example")
    for page in (left, paid):
        assert 'href="https://school.example/#etude"' in page.text
        assert f"{world.url}/chat" not in page.text


async def test_whoever_chats_in_a_terminal_is_told_to_close_the_page(world: World) -> None:
    carla = DirectPlayer(world, Address("terminal", "Carla"), LONDON)
    await carla.say("jazz piano for my 9 year old near Camden, weekday evenings")
    await carla.tap("Choose Ada")
    await carla.tap("Wed 25 Nov, 17:00")
    await carla.say("Ben")
    await carla.tap("Agree")
    page = await pay_with_test_card(world.browser, (await carla.heard())[-1].links[0], "4242424242424242")
    assert "You can close this page. Your chat goes on where you left it." in page.text
    assert "<form" not in page.text


async def test_the_page_leads_in_for_half_an_hour(world: World, pay_link: str) -> None:
    page = await pay_with_test_card(world.browser, pay_link, "4242424242424242", "carla@mail.example")
    await world.later(timedelta(minutes=31))
    assert (await tap_back(world, page)).headers["location"] == world.url + "/chat"
