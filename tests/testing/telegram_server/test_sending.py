"""What the bot sends is on Ada's screen, as aiogram's own models understand it too."""

import asyncio

import httpx
from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaAudio,
    KeyboardButton,
    LabeledPrice,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from etude.testing.telegram_server import Person, RunningServer, TelegramServer


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=label, callback_data=f"pick:{label}")] for label in labels]
    )


async def test_formatted_text(bot: Bot, ada: Person) -> None:
    sent = await bot.send_message(
        1001, "<b>Piano &amp; <i>theory</i></b> 🎹 <a href='https://etude.example/a'>more</a>"
    )
    assert sent.text == "Piano & theory 🎹 more"
    assert sent.html_text == '<b>Piano &amp; <i>theory</i></b> 🎹 <a href="https://etude.example/a">more</a>'
    (seen,) = await ada.wait_for(1)
    assert seen.html == sent.html_text
    assert (seen.from_bot, seen.id) == (True, sent.message_id)


async def test_a_tap_is_heard_and_answered(bot: Bot, ada: Person, server: TelegramServer) -> None:
    await bot.send_message(1001, "When suits you?", reply_markup=keyboard("Monday", "Tuesday"))
    (question,) = await ada.wait_for(1)
    assert question.labels == ("Monday", "Tuesday")
    tap = await ada.tap("Tuesday")
    query = (await bot.get_updates())[-1].callback_query
    assert query
    assert (query.data, query.from_user.id) == ("pick:Tuesday", 1001)
    assert query.chat_instance
    assert query.message
    assert query.message.message_id == question.id
    assert [waiting.data for waiting in server.unanswered] == ["pick:Tuesday"]
    await bot.answer_callback_query(query.id, "Tuesday it is", show_alert=True)
    answer = await tap.answered()
    assert (answer.text, answer.alert) == ("Tuesday it is", True)
    assert server.unanswered == []
    assert ada.chat[-1].answers == (answer,)


async def test_an_edit_changes_what_is_on_screen_and_takes_the_keyboard_away(bot: Bot, ada: Person) -> None:
    sent = await bot.send_message(1001, "When?", reply_markup=keyboard("Monday"))
    (before,) = await ada.wait_for(1)
    edited = await bot.edit_message_text("Monday at 4", chat_id=1001, message_id=sent.message_id)
    assert edited is not True
    assert edited.edit_date
    after = await ada.wait_for(lambda seen: seen.edited)
    assert (after.id, after.text, after.buttons) == (before.id, "Monday at 4", ())


async def test_a_stale_screen_still_has_its_old_buttons(bot: Bot, ada: Person) -> None:
    sent = await bot.send_message(1001, "When?", reply_markup=keyboard("Monday"))
    (stale,) = await ada.wait_for(1)
    await bot.edit_message_reply_markup(chat_id=1001, message_id=sent.message_id, reply_markup=keyboard("Friday"))
    await ada.tap("Monday", stale)
    query = (await bot.get_updates())[-1].callback_query
    assert query
    assert query.data == "pick:Monday"


async def test_a_reply_keyboard_types_for_ada(bot: Bot, ada: Person) -> None:
    rows = [[KeyboardButton(text="Yes"), KeyboardButton(text="My number", request_contact=True)]]
    await bot.send_message(1001, "Sure?", reply_markup=ReplyKeyboardMarkup(keyboard=rows))
    assert ada.reply_keyboard == (("Yes", "My number"),)
    tap = await ada.tap("Yes")
    assert tap.sent
    message = (await bot.get_updates())[-1].message
    assert message
    assert message.text == "Yes"
    await bot.send_message(1001, "Good", reply_markup=ReplyKeyboardRemove())
    assert ada.reply_keyboard == ()


async def test_a_deleted_message_is_gone(bot: Bot, ada: Person) -> None:
    sent = await bot.send_message(1001, "Oops")
    assert await bot.delete_message(1001, sent.message_id)
    assert [seen.text for seen in ada.chat] == ["/start"]


async def test_files_arrive_with_caption_and_bytes(bot: Bot, ada: Person) -> None:
    sent = await bot.send_document(1001, BufferedInputFile(b"BEGIN:VCALENDAR", "lesson.ics"), caption="<b>Lesson</b>")
    (seen,) = await ada.wait_for(1)
    assert seen.media
    assert (seen.media.kind, seen.media.data, seen.media.file_name) == ("document", b"BEGIN:VCALENDAR", "lesson.ics")
    assert seen.html == "<b>Lesson</b>"
    assert sent.document
    again = await bot.send_document(1001, sent.document.file_id)
    assert again.document
    assert again.document.file_unique_id == sent.document.file_unique_id


async def test_every_kind_of_media_is_understood(bot: Bot, ada: Person) -> None:
    file = BufferedInputFile(b"bytes", "a.bin")
    assert (await bot.send_photo(1001, file)).photo
    assert (await bot.send_voice(1001, file, duration=2)).voice
    assert (await bot.send_video(1001, file)).video
    audio = (await bot.send_audio(1001, file, title="Scales", performer="Ada", duration=30)).audio
    assert audio
    assert (audio.title, audio.duration) == ("Scales", 30)
    assert [seen.media.kind for seen in await ada.wait_for(4) if seen.media] == ["photo", "voice", "video", "audio"]


async def test_a_caption_can_be_edited(bot: Bot, ada: Person) -> None:
    sent = await bot.send_photo(1001, BufferedInputFile(b"bytes", "a.jpg"), caption="Monday")
    await bot.edit_message_caption(chat_id=1001, message_id=sent.message_id, caption="Tuesday")
    assert ada.chat[-1].text == "Tuesday"
    assert ada.chat[-1].media


async def test_an_album_hangs_together(bot: Bot, ada: Person) -> None:
    songs = [InputMediaAudio(media=BufferedInputFile(name.encode(), f"{name}.mp3")) for name in ("Bach", "Satie")]
    sent = await bot.send_media_group(1001, songs)
    assert len({message.media_group_id for message in sent}) == 1
    assert [seen.media.data for seen in await ada.wait_for(2) if seen.media] == [b"Bach", b"Satie"]


async def test_places_people_and_signs_of_life(bot: Bot, ada: Person) -> None:
    await bot.send_chat_action(1001, "typing")
    await bot.send_location(1001, 51.5, -0.14)
    await bot.send_venue(1001, 51.5, -0.14, "Ada's studio", "1 Camden Road")
    await bot.send_contact(1001, "+442079460000", "Carla")
    place, venue, contact = await ada.wait_for(3)
    assert place.location == venue.location == (51.5, -0.14)
    assert contact.contact
    assert contact.contact.first_name == "Carla"
    assert ada.chat_actions == ["typing"]


async def test_replies_and_reactions(bot: Bot, ada: Person) -> None:
    question = await ada.send("Are you there?")
    sent = await bot.send_message(1001, "Yes", reply_to_message_id=question.id)
    assert sent.reply_to_message
    await bot.set_message_reaction(1001, question.id, [ReactionTypeEmoji(emoji="👍")])
    assert ada.chat[1].reactions == ("👍",)
    assert ada.chat[2].reply_to_id == question.id


async def test_commands_and_words_about_the_bot(bot: Bot) -> None:
    commands = [BotCommand(command="book", description="Book a lesson")]
    await bot.set_my_commands(commands)
    await bot.set_my_commands([BotCommand(command="book", description="Stunde buchen")], language_code="de")
    assert [each.description for each in await bot.get_my_commands()] == ["Book a lesson"]
    assert (await bot.get_my_commands(language_code="de"))[0].description == "Stunde buchen"
    await bot.delete_my_commands(language_code="de")
    assert await bot.get_my_commands(language_code="de") == []
    await bot.set_my_name("Etude Camden")
    await bot.set_my_description("Find a teacher.")
    assert (await bot.get_my_name()).name == (await bot.get_me()).first_name == "Etude Camden"
    assert (await bot.get_my_description()).description == "Find a teacher."
    assert await bot.set_chat_menu_button()


async def test_chats_and_members(bot: Bot, ada: Person) -> None:
    chat = await bot.get_chat(1001)
    assert (chat.type, chat.first_name, chat.username) == ("private", "Ada", "ada_camden")
    assert (await bot.get_chat_member(1001, 1001)).status == "member"


async def test_an_invoice_is_paid_once_the_bot_agrees(bot: Bot, ada: Person) -> None:
    prices = [LabeledPrice(label="Lesson", amount=3500)]
    await bot.send_invoice(1001, "Piano", "One hour", "lesson-7", "GBP", prices)
    (invoice,) = await ada.wait_for(1)
    paying = asyncio.create_task(ada.pay(invoice))
    query = None
    while query is None:
        query = (await bot.get_updates(offset=-1, timeout=5))[0].pre_checkout_query
    assert (query.invoice_payload, query.total_amount) == ("lesson-7", 3500)
    await bot.answer_pre_checkout_query(query.id, ok=True)
    assert (await paying).is_approved
    message = (await bot.get_updates())[-1].message
    assert message
    assert message.successful_payment
    assert message.successful_payment.invoice_payload == "lesson-7"


async def test_a_voice_note_is_passed_on_to_somebody_else(bot: Bot, ada: Person, server: TelegramServer) -> None:
    daniel = server.person(1002, "Daniel")
    await daniel.start()
    note = await ada.send_voice(b"bars 1-8", 5)
    await bot.copy_message(1002, from_chat_id=1001, message_id=note.id)
    (heard,) = await daniel.wait_for(1)
    assert heard.media
    assert (heard.from_bot, heard.media.data) == (True, b"bars 1-8")


async def test_parameters_may_travel_in_four_ways(running: RunningServer, server: TelegramServer, ada: Person) -> None:
    address = f"{running.url}/bot{server.token}/SENDmessage"
    async with httpx.AsyncClient() as client:
        answers = [
            await client.get(address, params={"chat_id": 1001, "text": "query"}),
            await client.post(address, data={"chat_id": 1001, "text": "form"}),
            await client.post(address, json={"chat_id": 1001, "text": "json"}),
            await client.post(address, data={"chat_id": 1001, "text": "multipart"}, files={"x": b""}),
        ]
    assert all(answer.json()["ok"] for answer in answers)
    assert [seen.text for seen in ada.chat[1:]] == ["query", "form", "json", "multipart"]


async def test_ada_reads_each_message_once_and_only_forward(bot: Bot, ada: Person) -> None:
    for text in ("one", "two", "three"):
        await bot.send_message(1001, text)
    (first,) = await ada.wait_for(1)
    (second,) = await ada.wait_for(1)
    third = await ada.wait_for(lambda seen: seen.text.startswith("t"))
    assert [first.text, second.text, third.text] == ["one", "two", "three"]
    assert await ada.stay_quiet(seconds=0) == []
