"""What Ada writes reaches the bot: once, in order, and only when the bot asks for it."""

import asyncio
from datetime import timedelta

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramConflictError, TelegramUnauthorizedError

from etude.core.clock import SkippingClock
from etude.testing.telegram_server import Person, RunningServer, TelegramServer


async def test_the_bot_knows_itself(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.is_bot, me.username) == (True, "etude_test_bot")


async def test_start_from_a_link_carries_its_payload(bot: Bot, server: TelegramServer, running: RunningServer) -> None:
    ada = server.person(1001, "Ada", username="ada_camden", language_code="en")
    with pytest.raises(ValueError, match="at most 64 characters"):
        await ada.start("x" * 65)
    await ada.start("tutor_42")
    (update,) = await bot.get_updates()
    assert update.message
    assert update.message.text == "/start tutor_42"
    assert update.message.from_user
    assert (update.message.from_user.first_name, update.message.from_user.language_code) == ("Ada", "en")
    assert update.message.entities
    assert update.message.entities[0].type == "bot_command"


async def test_an_update_comes_again_until_a_higher_offset_confirms_it(bot: Bot, ada: Person) -> None:
    await ada.send("Hello")
    first, second = await bot.get_updates()
    again = await bot.get_updates(limit=1)
    assert [update.update_id for update in again] == [first.update_id]
    rest = await bot.get_updates(offset=second.update_id)
    assert [update.update_id for update in rest] == [second.update_id]
    assert await bot.get_updates() == rest


async def test_a_negative_offset_forgets_all_but_the_last(bot: Bot, ada: Person) -> None:
    await ada.send("one")
    await ada.send("two")
    (last,) = await bot.get_updates(offset=-1)
    assert last.message
    assert last.message.text == "two"
    assert await bot.get_updates() == [last]


async def test_a_long_poll_returns_the_moment_somebody_writes(bot: Bot, server: TelegramServer) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=30))
    assert await server.polled()
    assert not waiting.done()
    await server.person(1002, "Daniel").send("Guten Tag")
    (update,) = await asyncio.wait_for(waiting, 5)
    assert update.message
    assert update.message.text == "Guten Tag"


async def test_an_empty_poll_ends_by_itself(bot: Bot) -> None:
    assert await bot.get_updates(timeout=1) == []


async def test_a_second_poller_ends_the_first(bot: Bot, server: TelegramServer) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    assert await server.polled()
    assert await bot.get_updates() == []
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await first


async def test_kinds_that_were_not_asked_for_are_not_kept(bot: Bot, ada: Person) -> None:
    await bot.get_updates(offset=-1, allowed_updates=["edited_message"])
    hello = await ada.send("Hello")
    await ada.edit(hello, "Hello there")
    (_, edited) = await bot.get_updates()
    assert edited.edited_message
    assert edited.edited_message.text == "Hello there"


async def test_reactions_come_only_on_request(bot: Bot, ada: Person) -> None:
    note = await bot.send_message(1001, "Practise bars 1–8")
    (seen,) = await ada.wait_for(1)
    await ada.react(seen, "👍")
    assert [update.event_type for update in await bot.get_updates()] == ["message"]
    await bot.get_updates(allowed_updates=["message_reaction"])
    await ada.react(seen, "🎉")
    update = (await bot.get_updates())[-1]
    assert update.message_reaction
    assert update.message_reaction.message_id == note.message_id


async def test_updates_are_kept_for_a_day(bot: Bot, ada: Person, clock: SkippingClock) -> None:
    clock.skip(timedelta(hours=24))
    assert len(await bot.get_updates()) == 1
    clock.skip(timedelta(seconds=1))
    assert await bot.get_updates() == []


async def test_duplicates_on_demand_share_an_id(bot: Bot, server: TelegramServer, ada: Person) -> None:
    await bot.get_updates(offset=-1)
    server.duplicate_updates = True
    await ada.send("Book it")
    _, first, second = await bot.get_updates()
    assert first == second


async def test_a_strange_token_is_refused(running: RunningServer, bot: Bot) -> None:
    async with Bot("1:stranger", session=bot.session) as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await stranger.get_me()


@pytest.mark.parametrize("kind", ["contact", "location", "voice", "photo", "audio", "video", "document"])
async def test_whatever_ada_shares_arrives(bot: Bot, ada: Person, kind: str) -> None:
    sharing = {
        "contact": lambda: ada.send_contact("+442079460000"),
        "location": lambda: ada.send_location(51.539, -0.1426),
        "voice": lambda: ada.send_voice(b"OggS", 3),
        "photo": lambda: ada.send_photo(b"JPEG", "My grand piano"),
        "audio": lambda: ada.send_audio(b"ID3", title="Gymnopédie"),
        "video": lambda: ada.send_video(b"ftyp"),
        "document": lambda: ada.send_document(b"%PDF", "cv.pdf", mime_type="application/pdf"),
    }
    await sharing[kind]()
    message = (await bot.get_updates())[-1].message
    assert message
    assert message.content_type == kind


async def test_the_bot_downloads_a_voice_note(bot: Bot, ada: Person) -> None:
    await ada.send_voice(b"OggS sixteen bars", 12)
    message = (await bot.get_updates())[-1].message
    assert message
    assert message.voice
    assert message.voice.duration == 12
    data = await bot.download(message.voice)
    assert data
    assert data.read() == b"OggS sixteen bars"


async def test_what_a_person_does_may_take_its_time(bot: Bot, ada: Person, server: TelegramServer) -> None:
    await bot.get_updates(offset=700_000_002)
    server.update_delay = 0.05
    await ada.send("Hello")
    assert server.pending_updates == 0
    (update,) = await bot.get_updates(timeout=5)
    assert update.message
    assert update.message.text == "Hello"


async def test_a_method_may_take_its_time(bot: Bot, ada: Person, server: TelegramServer) -> None:
    server.delay("sendMessage", 0.2)
    sending = asyncio.create_task(bot.send_message(1001, "Slow"))
    await bot.send_chat_action(1001, "typing")
    assert [seen.text for seen in ada.chat] == ["/start"]
    await sending
    assert ada.chat[-1].text == "Slow"


async def test_a_caption_may_be_corrected(bot: Bot, ada: Person) -> None:
    photo = await ada.send_photo(b"JPEG", "My piano")
    await ada.edit(photo, "My new piano")
    edited = (await bot.get_updates())[-1].edited_message
    assert edited
    assert edited.caption == "My new piano"
    assert edited.photo
