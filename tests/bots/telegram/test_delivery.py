"""Bringing messages to a chat: limits, refusals, people who leave, and words that look like markup."""

from etude.conversations.messages import Button, LocationRequest, OpenLink, Progress, Say, StartFlow
from etude.core.text import _, verbatim
from etude.testing.telegram_server import FloodLimit
from etude.testing.telegram_server.flood import FloodGate

HELLO = Say(verbatim("Your lesson begins in an hour."))


async def begin(person) -> None:
    await person.start()
    await person.wait_for(1)


async def test_when_telegram_asks_for_patience_the_message_comes_later(school, bot, daniel, server) -> None:
    await begin(daniel)
    server.fail_next("sendMessage", 429, retry_after=30)
    await school.say(daniel, HELLO)
    await school.until(school.is_held_back)
    await school.let_pass(29)
    assert await daniel.stay_quiet() == []
    await school.let_pass(1)
    (reminder,) = await daniel.wait_for(1)
    assert reminder.text == "Your lesson begins in an hour."


async def test_a_flood_arrives_whole_and_in_order(school, bot, daniel, server, clock) -> None:
    await begin(daniel)
    server.world.flood = FloodGate(clock.now, FloodLimit(per_second=1, burst=1))
    for number in range(4):
        await school.say(daniel, Say(verbatim(f"Reminder {number}")))
    read = []
    for second in range(4):
        read += await daniel.wait_for(1)
        if second < 3:
            await school.until(school.is_held_back)
        await school.let_pass(1)
    assert [each.text for each in read] == [f"Reminder {number}" for number in range(4)]
    assert await daniel.stay_quiet() == []


async def test_a_long_message_comes_in_pieces_each_once(school, bot, daniel, server, clock) -> None:
    await begin(daniel)
    server.world.flood = FloodGate(clock.now, FloodLimit(per_second=1, burst=1))
    sentence = "Practise the left hand slowly, then both. "
    await school.say(daniel, Say(verbatim(sentence * 200), (Button(_("Done"), StartFlow("menu")),)))
    (first,) = await daniel.wait_for(1)
    await school.until(school.is_held_back)
    await school.let_pass(1)
    (second,) = await daniel.wait_for(1)
    await school.until(school.is_held_back)
    await school.let_pass(1)
    (third,) = await daniel.wait_for(1)
    assert [each.labels for each in (first, second, third)] == [(), (), ("Done",)]
    assert all(each.text.endswith("both.") for each in (first, second, third))
    assert " ".join(each.text for each in (first, second, third)) == (sentence * 200).strip()


async def test_what_telegram_cannot_parse_is_said_plainly(school, bot, daniel, server) -> None:
    await begin(daniel)
    server.fail_next("sendMessage", 400, "Bad Request: can't parse entities: Unsupported start tag")
    page = Button(_("Open the page"), OpenLink("https://etude.example/tutors/ada"))
    await school.say(daniel, Say(verbatim("Ada & <Bach>"), (page, Button(_("Menu"), StartFlow("menu")))))
    (shown,) = await daniel.wait_for(1)
    assert shown.text == "Ada & <Bach>\nOpen the page: https://etude.example/tutors/ada"
    assert shown.labels == ("Menu",)


async def test_a_name_like_markup_is_just_a_name(school, bot, server) -> None:
    bobby = server.person(1004, "<b>Bobby</b>", last_name="& Co")
    await bobby.start()
    (hello,) = await bobby.wait_for(1)
    assert hello.text.startswith("Hi <b>Bobby</b>!")
    assert "bold" not in [entity.kind for entity in hello.entities]


async def test_whoever_blocks_the_bot_is_left_alone(school, bot, daniel) -> None:
    await begin(daniel)
    await daniel.block()
    await school.until(lambda: school.is_blocked(daniel))
    await daniel.unblock()
    await school.until(lambda: _is_back(school, daniel))


async def test_a_block_that_was_not_heard_of_is_found_when_sending(school, bot, daniel, server) -> None:
    await begin(daniel)
    server.world.chats[daniel.id].is_blocked = True
    await school.say(daniel, HELLO)
    await school.until(lambda: school.is_blocked(daniel))
    assert len(school.calls("sendMessage")) == 2


async def test_a_chat_that_does_not_exist_is_given_up(school, bot, server) -> None:
    nobody = server.person(4040, "Nobody")
    await school.say(nobody, HELLO)
    await school.until(lambda: school.is_blocked(nobody))


async def test_a_network_that_fails_is_tried_again(school, bot, daniel, server) -> None:
    await begin(daniel)
    server.fail_next("sendMessage", 502)
    await school.say(daniel, HELLO)
    await school.until(school.is_held_back)
    await school.let_pass(5)
    (reminder,) = await daniel.wait_for(1)
    assert reminder.text == HELLO.text.params["words"]


async def test_a_place_is_asked_for_with_a_button_that_shares_it(school, bot, daniel) -> None:
    await begin(daniel)
    asked = LocationRequest(verbatim("Where are you?"), (Button(_("Skip it"), StartFlow("menu")),))
    await school.say(daniel, asked)
    await daniel.wait_for(1)
    assert daniel.reply_keyboard == (("📍 Share my location",), ("Skip it",))
    await daniel.tap("Skip it")
    (menu,) = await daniel.wait_for(1)
    assert menu.text.startswith("Hi Daniel!")


async def test_progress_is_shown_as_typing(school, bot, daniel) -> None:
    await begin(daniel)
    await school.say(daniel, Progress(verbatim("Looking for tutors…")))
    await school.say(daniel, HELLO)
    (reminder,) = await daniel.wait_for(1)
    assert reminder.text == HELLO.text.params["words"]
    assert daniel.chat_actions == ["typing"]


async def test_no_page_is_opened_for_a_preview(school, bot, daniel) -> None:
    await begin(daniel)
    await school.say(daniel, Say(verbatim("Pay here: https://etude.example/pay/abc")))
    await daniel.wait_for(1)
    assert '"is_disabled":true' in str(school.calls("sendMessage")[-1]["link_preview_options"]).replace(" ", "").lower()


async def test_a_stop_finishes_what_is_on_its_way_and_keeps_the_rest(school, daniel, server) -> None:
    async with school.open():
        await begin(daniel)
        server.delay("sendMessage", 0.3)
        await school.say(daniel, Say(verbatim("Reminder 0")))
        await school.until(lambda: bool(school.etude.couriers["telegram"]._sending))
    server.delay("sendMessage", 0)
    await school.say(daniel, Say(verbatim("Reminder 1")))
    await school.until(school.is_held_back)
    async with school.open():
        await school.let_pass(1)
        read = await daniel.wait_for(2)
    assert [each.text for each in read] == ["Reminder 0", "Reminder 1"]
    assert await daniel.stay_quiet() == []


async def _is_back(school, person) -> bool:
    return not await school.is_blocked(person)
