"""Every screen from hello to booked, read by axe-core (https://github.com/dequelabs/axe-core) for WCAG 2.2 AA."""

from importlib.resources import files

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
READ = """levels => axe.run(document, { runOnly: levels, resultTypes: ['violations'], iframes: false })
    .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => [id, target.join(' '), failureSummary])))"""
# A finger needs 44 pixels each way, except inside a line of words (https://www.w3.org/TR/WCAG22/#target-size-enhanced).
SMALL = """() => [...document.querySelectorAll('button, a, input, textarea, summary')].filter(it => {
    const { width, height } = it.getBoundingClientRect()
    return width && (width < 43.5 || height < 43.5) && getComputedStyle(it).display !== 'inline'
}).map(it => it.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
async def test_nobody_is_shut_out_of_any_screen(arrive, axe, width, colours):
    carla, ada = await arrive(color_scheme=colours, bypass_csp=True, reduced_motion="reduce"), await arrive()
    found: list[object] = []

    async def read(place, name):
        await place.evaluate(axe)
        found.extend([name, *violation] for violation in await place.evaluate(READ, LEVELS))
        found.extend([name, "small", html] for html in await place.evaluate(SMALL))

    chat = await carla.on_the_schools_page(width)
    await read(chat.frame, "hello")
    await chat.say("jazz piano for my 9 year old near Camden, weekday evenings, under £40")
    await chat.hears("here is who fits best")
    await read(chat.frame, "tutors")
    await chat.tap("Choose Ada")
    await chat.hears("When suits you?")
    await read(chat.frame, "times")
    await chat.pick_first_time()
    await chat.hears("first name?")
    await chat.say("Noor")
    await chat.hears("Cancel up to")
    await read(chat.frame, "summary")
    await chat.tap("Agree")
    await chat.hears("Last step")
    await read(chat.frame, "pay")
    await (await chat.pay("noor@mail.example")).close()
    await chat.hears("Requested!")
    await (await ada.as_tutor()).tap("Confirm")
    await chat.hears("For your calendar")
    await read(chat.frame, "booked")
    for path in ("/", "/tutors/ada-byrne"):
        await read(await carla.new_page(carla.served.site + path, width), path)
    assert found == []
