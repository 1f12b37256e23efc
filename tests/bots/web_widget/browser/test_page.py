"""The loader on a page that is not ours: it must stand there unharmed, do nothing unasked, and trust nobody."""

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_button_survives_the_rudest_page_and_waits(visit):
    """The school's page forbids all inline styles and sets `all: unset !important` on everything."""
    carla = await visit()
    requests = []
    carla.page.on("request", lambda request: requests.append(request.url))
    box = await carla.launcher.bounding_box()
    assert box == {"x": 1200, "y": 720, "width": 60, "height": 60}
    await carla.page.wait_for_timeout(200)
    assert requests == []
    assert len(carla.page.frames) == 1
    assert await carla.page.evaluate("document.querySelector('etude-widget').shadowRoot") is None


async def test_it_opens_beside_the_page_and_escape_closes_it(visit):
    carla = await visit()
    frame = await carla.open()
    element = await frame.frame_element()
    box = await element.bounding_box()
    assert (box["width"], box["height"]) == (400, 640)
    await expect(frame.locator("[data-test=composer]")).to_be_focused()
    await carla.page.keyboard.press("Escape")
    await carla.closed()
    assert not await carla.is_open()
    await carla.page.keyboard.press("Enter")
    await expect(frame.locator("[data-test=composer]")).to_be_focused()
    assert await carla.is_open()


async def test_whoever_comes_back_from_paying_finds_it_open_once(visit):
    carla = await visit(width=390, height=844)
    await carla.page.goto(f"{carla.page.url}#etude")
    await carla.page.reload()
    await carla.frame()
    assert "#" not in carla.page.url
    await carla.page.reload()
    await carla.until("window.Etude")
    assert carla.frames == []


async def test_it_fills_a_phone(visit):
    carla = await visit(width=390, height=844)
    frame = await carla.open()
    box = await (await frame.frame_element()).bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 844}
    page_behind = "[document.body.inert, document.documentElement.style.overflow]"
    assert await carla.page.evaluate(page_behind) == [True, "hidden"]
    await frame.locator("[data-test=close]").click()
    await carla.closed()
    assert await carla.page.evaluate(page_behind) == [False, ""]
    await carla.launcher.click()
    await carla.page.set_viewport_size({"width": 900, "height": 700})
    await carla.until("!document.body.inert")
    assert len(carla.frames) == 1


async def test_no_screen_is_too_narrow(visit):
    carla = await visit(width=320, height=640)
    frame = await carla.open()
    await frame.get_by_role("button", name="Everything").click()
    await expect(frame.locator("[data-kind=file]")).to_be_visible()
    wider = "[...document.querySelectorAll('.log, main, body')].filter(e => e.scrollWidth > e.clientWidth).length"
    assert await frame.evaluate(wider) == 0
    price = frame.locator("[data-test=card] .price").nth(1)
    assert await price.evaluate("e => e.scrollWidth <= e.clientWidth && e.clientHeight < 40")
    small = "[...document.querySelectorAll('button, a')].filter(e => e.offsetHeight < 43.5).map(e => e.outerHTML)"
    assert await frame.evaluate(small) == []


async def test_it_can_stand_in_the_page_itself(visit):
    carla = await visit(**{"data-inline": "#here"})
    frame = await carla.frame()
    here = await carla.page.locator("#here").bounding_box()
    assert await (await frame.frame_element()).bounding_box() == here
    assert await frame.locator("[data-test=close]").count() == 0
    assert await carla.page.evaluate("document.activeElement.localName") == "body"


async def test_a_page_may_open_fill_and_close_it(visit):
    carla = await visit(**{"data-position": "left"})
    await carla.page.evaluate(
        """() => {
            window.heard = []
            for (const name of ['open', 'close', 'unread']) Etude.on(name, detail => heard.push([name, detail ?? null]))
            Etude.prefill('Piano for Ben, please')
            Etude.open({ tutor: 'ada-byrne' })
        }"""
    )
    frame = await carla.frame()
    await expect(frame.locator("[data-test=composer]")).to_have_value("Piano for Ben, please")
    await expect(frame.locator("[data-test=message]").last).to_contain_text("You came for tutor ada-byrne")
    assert (await (await frame.frame_element()).bounding_box())["x"] == 20
    await carla.page.evaluate("Etude.close()")
    await carla.standin.order("say", text="Ada has answered.")
    await carla.until("heard.length === 3")
    assert await carla.page.evaluate("heard") == [["open", None], ["close", None], ["unread", 1]]


async def test_strangers_are_not_heard(visit):
    """Only the loader may speak to the frame, and only the frame to the loader: the right origin is not enough."""
    carla = await visit()
    frame = await carla.open()
    forged = "([data, origin]) => dispatchEvent(new MessageEvent('message', { data, origin, source: window }))"
    await carla.page.evaluate("window.postMessage({ etude: 'close' }, '*')")
    await carla.page.evaluate(forged, [{"etude": "close"}, carla.standin.home])
    await frame.evaluate("window.postMessage({ etude: 'prefill', text: 'send me your money' }, '*')")
    await frame.evaluate(forged, [{"etude": "prefill", "text": "send me your money"}, carla.standin.school])
    await carla.page.wait_for_timeout(100)
    assert await carla.is_open()
    await expect(frame.locator("[data-test=composer]")).to_have_value("")


async def test_a_frame_that_is_told_a_false_host_hears_and_says_nothing(visit, standin):
    """The address names a host that is not the page around the frame."""
    carla = await visit()
    await carla.page.goto(f"{standin.home}/tutors/ada")
    await carla.page.evaluate(
        """() => {
            window.heard = []
            addEventListener('message', event => heard.push(event.data))
            const frame = document.createElement('iframe')
            frame.src = '/widget/frame?site=school&host=https://elsewhere.example'
            document.body.append(frame)
        }"""
    )
    frame = await carla.frame()
    await frame.evaluate(
        """() => {
            const data = { etude: 'prefill', text: 'send me your money' }
            dispatchEvent(new MessageEvent('message', { data, origin: 'https://elsewhere.example', source: parent }))
        }"""
    )
    await carla.page.wait_for_timeout(100)
    await expect(frame.locator("[data-test=composer]")).to_have_value("")
    assert await carla.page.evaluate("heard") == []
