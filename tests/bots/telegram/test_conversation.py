"""A conversation in a Telegram chat: words, buttons, places, and links that open it."""

import asyncio
import threading

import pytest

from etude.conversations.flows.switch_channel import LINK, LIVES
from etude.core.codes.store import make_code
from etude.core.ids import PersonId


async def test_words_are_answered_with_cards_to_choose_from(school, bot, daniel) -> None:
    await daniel.send("piano lessons in Berlin")
    (cards,) = await daniel.wait_for(1)
    assert "Piano, near Berlin" in cards.text
    assert cards.html.count("<b>") == 3
    assert cards.text.count("★") == 3
    assert [label.partition(" ")[0] for label in cards.labels] == ["Choose", "Choose", "Choose", "More"]


async def test_a_tap_goes_on_and_its_button_rests(school, bot, daniel, server) -> None:
    await daniel.send("piano lessons in Berlin")
    (cards,) = await daniel.wait_for(1)
    tap = await daniel.tap(cards.labels[0])
    assert (await tap.answered()).text == ""
    (times,) = await daniel.wait_for(1)
    name = cards.labels[0].removeprefix("Choose ")
    assert times.text.startswith(f"{name}: ★")
    assert "Times are Berlin time." in times.text
    assert server.unanswered == []
    assert (await school.heard(daniel))[-1]["kind"] == "tap"


async def test_a_tap_is_answered_while_its_turn_has_to_wait(school, bot, daniel) -> None:
    await daniel.start()
    (menu,) = await daniel.wait_for(1)
    await school.etude.settle()
    busy, free = threading.Event(), threading.Event()
    writing = school.etude.transactions.database.write(lambda conn: (busy.set(), free.wait(20)))
    blocked = asyncio.ensure_future(writing)
    try:
        tap = await daniel.tap(menu.labels[0])
        await tap.answered()
        assert len(await school.heard(daniel)) == 1
    finally:
        free.set()
        await blocked
    (question,) = await daniel.wait_for(1)
    assert question.text.startswith("Piano: here is who fits best.")


async def test_a_tap_on_somebody_elses_button_says_where_things_stand(school, bot, daniel, server) -> None:
    await daniel.start()
    (menu,) = await daniel.wait_for(1)
    stray = server.world.chats[daniel.id].find(menu.id)
    stray.inline_keyboard = {"inline_keyboard": [[{"text": "Old", "callback_data": "from another life"}]]}
    tap = await daniel.tap("Old")
    await tap.answered()
    (answer,) = await daniel.wait_for(1)
    assert answer.text == "I can't find that button any more. Here is where we are."


async def test_a_place_is_an_answer(school, bot, daniel) -> None:
    await daniel.send_location(52.5, 13.4)
    await daniel.wait_for(1)
    assert await school.heard(daniel) == [{"kind": "location", "lat": 52.5, "lon": 13.4}]


async def test_a_contact_arrives_with_name_and_number(school, bot, daniel, carla) -> None:
    await daniel.send_contact("+49301234567", of=carla)
    await daniel.wait_for(1)
    assert await school.heard(daniel) == [{"kind": "contact", "name": "Carla", "phone": "+49301234567"}]


async def test_a_link_opens_the_chat_at_what_it_is_about(school, bot, daniel) -> None:
    await daniel.start("tutor-per_ada")
    await daniel.wait_for(1)
    assert await school.heard(daniel) == [{"kind": "opened", "payload": "tutor-per_ada"}]


async def test_a_code_brings_a_conversation_along(school, bot, daniel, carla) -> None:
    await carla.send("hello")
    await carla.wait_for(1)
    owner = PersonId((await school.address(carla)).person_id)
    code = await school.etude.transactions.run(lambda tx: make_code(tx, LINK, owner, LIVES))
    await daniel.start(code)
    (welcome,) = await daniel.wait_for(1)
    assert welcome.text.startswith("Welcome back.")
    assert (await school.address(daniel)).person_id == owner


@pytest.mark.parametrize(("command", "begins"), [("/menu", "Hi Carla!"), ("/help", "Say what you'd like")])
async def test_commands_are_words_without_their_slash(school, bot, carla, command, begins) -> None:
    await carla.send(command)
    (answer,) = await carla.wait_for(1)
    assert answer.text.startswith(begins)
    assert await school.heard(carla) == [{"kind": "text", "text": command[1:]}]


async def test_a_command_of_two_words(school, bot, daniel) -> None:
    await daniel.send("/my_lessons@etude_test_bot")
    await daniel.wait_for(1)
    assert await school.heard(daniel) == [{"kind": "text", "text": "my lessons"}]


async def test_the_menu_of_commands_is_in_each_language(school, bot, server) -> None:
    await school.until(lambda: len(school.calls("setMyCommands")) == 4)
    menus = {language: commands for (_scope, language), commands in server.world.settings.commands.items()}
    assert set(menus) == {"", "en", "de", "es"}
    assert [each["command"] for each in menus[""]] == ["book", "my_lessons", "my_calendar", "menu", "cancel", "help"]
    assert [menus[language][0]["description"] for language in ("", "en", "de")] == [
        "Book a lesson",
        "Book a lesson",
        "Stunde buchen",
    ]


async def test_a_slip_that_is_corrected_at_once_is_a_new_text(school, bot, daniel) -> None:
    slip = await daniel.send("helo")
    await daniel.wait_for(1)
    await daniel.edit(slip, "menu")
    (menu,) = await daniel.wait_for(1)
    assert menu.text.startswith("Hi Daniel!")


async def test_an_edit_of_an_older_message_changes_nothing(school, bot, daniel) -> None:
    old = await daniel.send("hello")
    await daniel.wait_for(1)
    await daniel.send("menu")
    await daniel.wait_for(1)
    await daniel.edit(old, "I want to cancel everything")
    await daniel.send("menu")
    await daniel.wait_for(1)
    assert [each["text"] for each in await school.heard(daniel)] == ["hello", "menu", "menu"]


async def test_an_edit_long_after_changes_nothing(school, bot, daniel) -> None:
    old = await daniel.send("hello")
    await daniel.wait_for(1)
    await school.let_pass(11 * 60)
    await daniel.edit(old, "menu")
    await daniel.send("menu")
    await daniel.wait_for(1)
    assert [each["text"] for each in await school.heard(daniel)] == ["hello", "menu"]


async def test_two_quick_messages_are_answered_in_their_order(school, bot, daniel) -> None:
    words = ["menu", "help", "my lessons", "menu", "help"]
    for each in words:
        await daniel.send(each)
    await daniel.wait_for(len(words))
    assert [each["text"] for each in await school.heard(daniel)] == words


async def test_somebody_new_is_known_by_name_and_language(school, bot, server) -> None:
    frieda = server.person(1004, "Frieda", language_code="de-AT")
    await frieda.start()
    (menu,) = await frieda.wait_for(1)
    assert menu.text.startswith("Hallo Frieda!")
    await frieda.send("Klavier in Berlin")
    (cards,) = await frieda.wait_for(1)
    assert "Am besten passen diese." in cards.text
    assert "5,0" in cards.text or "4," in cards.text
    assert "€" in cards.text
