"""Lessons are nobody else's business: in a group the bot only says, once, where it talks."""


async def test_whoever_mentions_the_bot_is_told_where_it_talks(school, bot, carla, daniel, server) -> None:
    parents = server.group("Piano parents", [carla, daniel])
    await carla.send("does @etude_test_bot find teachers?", chat=parents)
    (answer,) = await carla.wait_for(1, chat=parents)
    assert answer.text == "I talk in private, so that your plans stay yours: https://t.me/etude_test_bot"
    await carla.send("hey @etude_test_bot!", chat=parents)
    await carla.send("/start@etude_test_bot", chat=parents)
    assert await carla.stay_quiet(chat=parents) == []


async def test_start_in_a_group_is_told_the_same(school, bot, carla, server) -> None:
    parents = server.group("Piano parents", [carla])
    await carla.send("/start", chat=parents)
    (answer,) = await carla.wait_for(1, chat=parents)
    assert answer.text.endswith("https://t.me/etude_test_bot")


async def test_all_else_in_a_group_is_passed_over(school, bot, carla, server) -> None:
    server.reads_all_group_messages = True
    parents = server.group("Piano parents", [carla])
    await carla.send("piano lessons in Camden", chat=parents)
    await carla.send("/book", chat=parents)
    await carla.send_photo(b"a flute", "for sale", chat=parents)
    await carla.send("menu")
    await carla.wait_for(1)
    assert [each.from_bot for each in carla.messages(parents)] == [False, False, False]
    assert len(await school.heard(carla)) == 1


async def test_a_group_that_may_not_be_written_to_is_no_trouble(school, bot, carla, server) -> None:
    parents = server.group("Piano parents", [carla])
    server.fail_next("sendMessage", 403)
    await carla.send("@etude_test_bot?", chat=parents)
    await carla.send("menu")
    await carla.wait_for(1)
