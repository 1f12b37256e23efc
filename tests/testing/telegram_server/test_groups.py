"""Operators talk in a forum; the bot opens topics there and hears what it may hear."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from etude.testing.telegram_server import Group, Person, TelegramServer


@pytest.fixture
async def carla(server: TelegramServer) -> Person:
    return server.person(1003, "Carla")


@pytest.fixture
async def forum(server: TelegramServer, ada: Person, carla: Person) -> Group:
    return server.group("Operators", [ada, carla], forum=True)


async def heard(bot: Bot) -> list[str | None]:
    return [update.message.text for update in await bot.get_updates() if update.message]


async def test_joining_a_group_is_reported(bot: Bot, forum: Group) -> None:
    change = (await bot.get_updates())[-1].my_chat_member
    assert change
    assert (change.chat.id, change.chat.is_forum, change.new_chat_member.status) == (forum.id, True, "administrator")


async def test_a_topic_from_opening_to_closing(bot: Bot, forum: Group, ada: Person, carla: Person) -> None:
    topic = await bot.create_forum_topic(forum.id, "Ben's refund")
    sent = await bot.send_message(forum.id, "Carla asks for a refund.", message_thread_id=topic.message_thread_id)
    assert (sent.is_topic_message, sent.message_thread_id) == (True, topic.message_thread_id)
    case = forum.topic("Ben's refund")
    (opened, question) = await ada.wait_for(2, chat=forum)
    assert (opened.service, question.topic_id) == ("forum_topic_created", case.id)
    await carla.send("I'll take it.", chat=forum, topic=case)
    message = (await bot.get_updates())[-1].message
    assert message
    assert (message.message_thread_id, message.from_user and message.from_user.id) == (case.id, 1003)
    assert await bot.close_forum_topic(forum.id, case.id)
    with pytest.raises(TelegramBadRequest, match="TOPIC_NOT_MODIFIED"):
        await bot.close_forum_topic(forum.id, case.id)
    with pytest.raises(PermissionError):
        await carla.send("One more thing", chat=forum, topic=case)
    assert await bot.reopen_forum_topic(forum.id, case.id)
    await carla.send("One more thing", chat=forum, topic=case)
    assert [seen.text for seen in ada.messages(forum, case)][-1] == "One more thing"


async def test_a_topic_that_is_not_there(bot: Bot, forum: Group) -> None:
    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.send_message(forum.id, "Hello", message_thread_id=77)


async def test_without_rights_a_bot_hears_what_is_meant_for_it(bot: Bot, server: TelegramServer, ada: Person) -> None:
    group = server.group("Camden parents", [ada])
    await ada.send("Lovely weather", chat=group)
    await ada.send("/book@another_bot", chat=group)
    await ada.send("/book", chat=group)
    await ada.send("Ask @etude_test_bot about it", chat=group)
    sent = await bot.send_message(group.id, "Who needs a lesson?")
    seen = await ada.wait_for(lambda seen: seen.id == sent.message_id, chat=group)
    await ada.send("Ben does", chat=group, reply_to=seen)
    assert await heard(bot) == ["/start", "/book", "Ask @etude_test_bot about it", "Ben does"]
    server.reads_all_group_messages = True
    await ada.send("Lovely weather", chat=group)
    assert (await heard(bot))[-1] == "Lovely weather"


async def test_groups_number_their_own_messages(bot: Bot, forum: Group, ada: Person) -> None:
    here = await bot.send_message(forum.id, "in the group")
    there = await bot.send_message(1001, "in private")
    assert here.message_id == 1
    assert there.message_id == 2


async def test_members(bot: Bot, forum: Group, server: TelegramServer) -> None:
    await server.person(1002, "Daniel").start()
    statuses = [(await bot.get_chat_member(forum.id, user)).status for user in (1001, 1003, 1002, bot.id)]
    assert statuses == ["creator", "member", "left", "administrator"]
    assert (await bot.get_chat(forum.id)).title == "Operators"
    with pytest.raises(TelegramBadRequest, match="member not found"):
        await bot.get_chat_member(forum.id, 5)


async def test_strangers_cannot_write_into_a_group(forum: Group, server: TelegramServer) -> None:
    with pytest.raises(PermissionError, match="Daniel is not in 'Operators'"):
        await server.person(1002, "Daniel").send("Hi", chat=forum)
