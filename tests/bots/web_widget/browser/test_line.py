"""A line that breaks: nothing that was said is lost, said twice, or done late."""

import pytest
from playwright.async_api import Frame, expect

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def say(frame: Frame, words: str) -> None:
    await frame.locator("[data-test=composer]").fill(words)
    await frame.locator("[data-test=composer]").press("Enter")


async def sequence(frame: Frame) -> list[int]:
    return await frame.eval_on_selector_all("[data-seq]", "all => all.map(one => Number(one.dataset.seq))")


async def test_words_said_while_the_server_is_away_arrive_once_and_in_order(visit, standin):
    daniel = await visit()
    frame = await daniel.open()
    await standin.order("down")
    await expect(frame.get_by_text("Connecting…")).to_be_visible()
    await say(frame, "first")
    await say(frame, "second")
    await expect(frame.locator("[data-state=unsent]")).to_have_count(2)
    await standin.order("up")
    await expect(frame.get_by_text("You said: second")).to_be_visible(timeout=15_000)
    await expect(frame.get_by_text("Connecting…")).to_have_count(0)
    assert [one["text"] for one in await standin.sent("text")] == ["first", "second"]
    assert await frame.locator("[data-state=unsent]").count() == 0


async def test_words_outlive_a_reload(visit, standin):
    daniel = await visit()
    frame = await daniel.open()
    await standin.order("down")
    await say(frame, "before the tunnel")
    await standin.order("up")
    await daniel.page.reload()
    frame = await daniel.open()
    await expect(frame.get_by_text("You said: before the tunnel")).to_be_visible()
    assert len({one["id"] for one in await standin.sent("text")}) == 1


async def test_what_is_not_acknowledged_is_sent_again_under_the_same_id(visit, standin):
    daniel = await visit()
    frame = await daniel.open()
    await standin.order("mute", on="1")
    await say(frame, "are you there?")
    await standin.until_sent("text")
    await standin.order("mute", on="0")
    await standin.order("drop")
    await expect(frame.get_by_text("You said: are you there?")).to_be_visible()
    first, second = await standin.sent("text")
    assert first["id"] == second["id"]
    await expect(frame.locator("[data-from=you]")).to_have_count(1)


async def test_a_tap_that_waited_too_long_is_given_back(visit, standin):
    """A tap may book: nobody should be surprised by it when the network comes back."""
    daniel = await visit()
    await daniel.page.clock.install()
    frame = await daniel.open()
    await standin.order("down")
    await expect(frame.locator("[data-test=line]")).to_have_attribute("data-state", "connecting")
    await frame.get_by_role("button", name="Pay").click()
    await expect(frame.get_by_role("button", name="Pay")).to_have_count(0)
    await daniel.page.clock.fast_forward(16_000)
    await expect(frame.get_by_text("This was not sent.")).to_be_visible()
    await expect(frame.get_by_role("button", name="Pay")).to_be_visible()
    await standin.order("up")
    await daniel.page.clock.fast_forward(31_000)
    await expect(frame.locator("[data-test=line]")).to_have_attribute("data-state", "open")
    assert await standin.sent("tap") == []
    await frame.get_by_role("button", name="Try again").click()
    await expect(frame.locator("[data-test=pay]")).to_be_visible()


async def test_what_happened_meanwhile_is_caught_up_from_where_it_broke(visit, standin):
    daniel = await visit()
    frame = await daniel.open()
    await standin.order("down")
    await standin.order("say", text="Ada said yes.")
    await standin.order("up")
    await expect(frame.get_by_text("Ada said yes.")).to_be_visible()
    assert (await standin.sent("hello"))[-1]["after"] == 1
    assert await sequence(frame) == [1, 2]


async def test_a_missing_message_is_fetched(visit, standin):
    daniel = await visit()
    frame = await daniel.open()
    await standin.order("gap", text="One of us got lost.")
    await expect(frame.get_by_text("One of us got lost.")).to_be_visible()
    assert [one["after"] for one in await standin.sent("hello")] == [0, 1]
    assert await sequence(frame) == [1, 2]


async def test_a_message_that_comes_twice_is_shown_once(visit, standin):
    daniel = await visit()
    frame = await daniel.open()
    await say(frame, "hello")
    await expect(frame.locator("[data-seq]")).to_have_count(3)
    await standin.order("again")
    await standin.order("say", text="Ada said yes.")
    await expect(frame.get_by_text("Ada said yes.")).to_be_visible()
    assert await sequence(frame) == [1, 2, 3, 4]


async def test_a_conversation_that_became_part_of_another_is_told_anew(visit, standin):
    """Daniel linked the Telegram account where he had talked before: what was said there is his conversation now."""
    daniel = await visit()
    frame = await daniel.open()
    await say(frame, "hello")
    await expect(frame.locator("[data-seq]")).to_have_count(3)
    await standin.order("elsewhere", text="Welcome back, Daniel.")
    await expect(frame.get_by_text("Welcome back, Daniel.")).to_be_visible()
    assert await sequence(frame) == [1]


async def test_someone_who_is_far_behind_gets_the_newest(visit, standin):
    daniel = await visit()
    frame = await daniel.open()
    for number in range(60):
        await standin.order("say", text=f"Message {number}")
    await expect(frame.get_by_text("Message 59")).to_be_visible()
    await daniel.page.reload()
    frame = await daniel.open()
    assert await sequence(frame) == list(range(12, 62))


async def test_a_returning_visitor_is_known_again(visit, standin):
    daniel = await visit()
    frame = await daniel.open()
    await say(frame, "remember me")
    await expect(frame.get_by_text("You said: remember me")).to_be_visible()
    await daniel.page.reload()
    frame = await daniel.open()
    await expect(frame.get_by_text("You said: remember me")).to_be_visible()
    assert [one["visitor"] for one in await standin.sent("hello")] == [None, "v_1"]
    assert len(await standin.sent("open")) == 1


async def test_a_browser_that_refuses_storage_still_talks(visit, standin):
    daniel = await visit()
    await daniel.page.add_init_script(
        """for (const shelf of ['localStorage', 'sessionStorage'])
            Object.defineProperty(window, shelf, { get() { throw new DOMException('no', 'SecurityError') } })"""
    )
    await daniel.page.reload()
    frame = await daniel.open()
    await say(frame, "hello")
    await expect(frame.get_by_text("You said: hello")).to_be_visible()
    await standin.order("drop")
    await standin.order("say", text="Still here.")
    await expect(frame.get_by_text("Still here.")).to_be_visible()
    assert (await standin.sent("hello"))[-1]["visitor"] == "v_1"


async def test_what_is_refused_can_be_said_again(visit, standin):
    daniel = await visit()
    frame = await daniel.open()
    await standin.order("refuse", text="One moment, please: that was a lot at once.")
    await say(frame, "hello")
    await expect(frame.get_by_text("that was a lot at once")).to_be_visible()
    await frame.get_by_role("button", name="Try again").click()
    await expect(frame.get_by_text("You said: hello")).to_be_visible()
    await expect(frame.locator("[data-from=you]")).to_have_count(1)


async def test_a_site_that_is_closed_says_so_and_rests(visit, standin):
    daniel = await visit(**{"data-site": "closed"})
    await daniel.launcher.click()
    await daniel.until_frame()
    await expect(daniel.frames[0].get_by_text("This chat is closed.")).to_be_visible()
    await daniel.page.wait_for_timeout(1500)
    assert len(await standin.sent("hello")) == 1


async def test_only_what_was_on_screen_is_seen(visit, standin):
    daniel = await visit()
    frame = await daniel.open()
    await daniel.page.keyboard.press("Escape")
    await daniel.closed()
    await standin.order("say", text="Ada said yes.")
    await frame.wait_for_selector("[data-seq='2']", state="attached")
    assert {one["seq"] for one in await standin.sent("seen")} == {1}
    await daniel.page.keyboard.press("Enter")
    await expect(frame.get_by_text("Ada said yes.")).to_be_visible()
    assert [one["seq"] for one in await standin.until_sent("seen", 2)] == [1, 2]
