"""What Telegram would refuse, this server refuses in the same words."""

from datetime import timedelta

import httpx
import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto

from etude.core.clock import SkippingClock
from etude.testing.telegram_server import (
    FloodLimit,
    NoSuchButtonError,
    NothingArrivedError,
    Person,
    RunningServer,
    TelegramServer,
)
from etude.testing.telegram_server.flood import FloodGate


def markup(**action: object) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Go", **action)]])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "message text is empty"),
        ("  \n ", "message text is empty"),
        ("<b></b>", "message text is empty"),
        ("x" * 4097, "message is too long"),
        ("<b>" + "x" * 4097 + "</b>", "message is too long"),
        ("<b>open", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("é<p>no</p>", 'can\'t parse entities: Unsupported start tag "p" at byte offset 2'),
        ("<b>a</i>", 'can\'t parse entities: Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a</b>", "can't parse entities: Unexpected end tag at byte offset 1"),
        ("2 < 3", "can't parse entities: Unclosed start tag at byte offset 2"),
        (
            '<span class="red">a</span>',
            'can\'t parse entities: Tag "span" must have class "tg-spoiler" at byte offset 0',
        ),
    ],
)
async def test_texts(bot: Bot, ada: Person, text: str, reason: str) -> None:
    with pytest.raises(TelegramBadRequest) as refusal:
        await bot.send_message(1001, text)
    assert refusal.value.message == f"Bad Request: {reason}"
    assert [seen.text for seen in ada.chat] == ["/start"]


async def test_the_longest_text_is_measured_after_parsing(bot: Bot, ada: Person) -> None:
    sent = await bot.send_message(1001, f"<b>{'&amp;' * 4096}</b>")
    assert sent.text == "&" * 4096


@pytest.mark.parametrize(
    ("keyboard", "reason"),
    [
        (markup(url="http://localhost:8000/pay/abc"), "BUTTON_URL_INVALID"),
        (markup(url="http://127.0.0.1:8000/pay/abc"), "BUTTON_URL_INVALID"),
        (markup(url="http://[::1]/pay/abc"), "BUTTON_URL_INVALID"),
        (markup(url="https://10.1.2.3/pay"), "BUTTON_URL_INVALID"),
        (markup(url="http://school/pay"), "BUTTON_URL_INVALID"),
        (markup(url="webcal://etude.example/a.ics"), "Unsupported URL protocol"),
        (markup(callback_data="é" * 33), "BUTTON_DATA_INVALID"),
        (markup(), "Text buttons are unallowed in the inline keyboard"),
        (markup(callback_data="x", url="https://etude.example"), "BUTTON_TYPE_INVALID"),
        (
            InlineKeyboardMarkup(
                inline_keyboard=[[InlineKeyboardButton(text=str(n), callback_data="x")] for n in range(101)]
            ),
            "reply markup is too long",
        ),
    ],
)
async def test_buttons(bot: Bot, ada: Person, keyboard: InlineKeyboardMarkup, reason: str) -> None:
    with pytest.raises(TelegramBadRequest, match=reason):
        await bot.send_message(1001, "Pay", reply_markup=keyboard)


async def test_buttons_at_the_limit_pass(bot: Bot, ada: Person) -> None:
    await bot.send_message(1001, "Pay", reply_markup=markup(url="https://etude.example/pay/abc"))
    await bot.send_message(1001, "Pick", reply_markup=markup(callback_data="x" * 64))
    assert (await ada.tap("Go")).query_id
    assert (await ada.tap("Go", ada.chat[-2])).url == "https://etude.example/pay/abc"


async def test_a_bot_cannot_write_first(bot: Bot, server: TelegramServer) -> None:
    server.person(1002, "Daniel")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(1002, "Hi")


async def test_a_blocked_bot_is_told(bot: Bot, ada: Person) -> None:
    await ada.block()
    with pytest.raises(TelegramForbiddenError, match="Forbidden: bot was blocked by the user"):
        await bot.send_message(1001, "Hi")
    change = (await bot.get_updates())[-1].my_chat_member
    assert change
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("member", "kicked")
    await ada.unblock()
    assert await bot.send_message(1001, "Hi again")


async def test_edits(bot: Bot, ada: Person) -> None:
    sent = await bot.send_message(1001, "When?", reply_markup=markup(callback_data="x"))
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text("When?", chat_id=1001, message_id=sent.message_id, reply_markup=sent.reply_markup)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("When?", chat_id=1001, message_id=999)
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("When?", chat_id=1001, message_id=ada.chat[0].id)
    with pytest.raises(TelegramBadRequest, match="there is no caption in the message to edit"):
        await bot.edit_message_caption(chat_id=1001, message_id=sent.message_id, caption="x")
    photo = await bot.send_photo(1001, BufferedInputFile(b"bytes", "a.jpg"))
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await bot.edit_message_text("When?", chat_id=1001, message_id=photo.message_id)


async def test_deleting_has_its_time(bot: Bot, ada: Person, clock: SkippingClock) -> None:
    sent = await bot.send_message(1001, "Hello")
    clock.skip(timedelta(hours=48, seconds=1))
    with pytest.raises(TelegramBadRequest, match="message can't be deleted"):
        await bot.delete_message(1001, sent.message_id)
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(1001, 999)


async def test_a_tap_is_answered_in_time_or_not_at_all(bot: Bot, ada: Person, clock: SkippingClock) -> None:
    await bot.send_message(1001, "When?", reply_markup=markup(callback_data="x"))
    late = await ada.tap("Go")
    clock.skip(timedelta(seconds=16))
    for query_id in (late.query_id, "nonsense"):
        with pytest.raises(TelegramBadRequest, match="query is too old and response timeout expired"):
            await bot.answer_callback_query(str(query_id))
    quick = await ada.tap("Go")
    assert await bot.answer_callback_query(str(quick.query_id))
    with pytest.raises(TelegramBadRequest, match="query is too old and response timeout expired"):
        await bot.answer_callback_query(str(quick.query_id))
    with pytest.raises(NothingArrivedError):
        await late.answered(seconds=0)


async def test_files_have_sizes(bot: Bot, ada: Person) -> None:
    with pytest.raises(TelegramBadRequest, match="too big for a photo"):
        await bot.send_photo(1001, BufferedInputFile(b"x" * 2_001, "a.jpg"))
    with pytest.raises(TelegramEntityTooLarge):
        await bot.send_document(1001, BufferedInputFile(b"x" * 4_001, "a.pdf"))
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await bot.send_photo(1001, BufferedInputFile(b"x", "a.jpg"), caption="x" * 1025)
    with pytest.raises(TelegramBadRequest, match="wrong file identifier/HTTP URL specified"):
        await bot.send_photo(1001, "no-such-file")
    with pytest.raises(TelegramBadRequest, match="failed to get HTTP URL content"):
        await bot.send_photo(1001, "http://127.0.0.1/ada.jpg")
    large = await bot.send_document(1001, BufferedInputFile(b"x" * 3_001, "a.pdf"))
    assert large.document
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(large.document.file_id)
    with pytest.raises(TelegramBadRequest, match="media group must include 2-10 items"):
        await bot.send_media_group(1001, [InputMediaPhoto(media=BufferedInputFile(b"x", "a.jpg"))])


async def test_failures_on_demand_happen_once(bot: Bot, ada: Person, server: TelegramServer) -> None:
    server.fail_next("sendMessage", 429, retry_after=7)
    server.fail_next("sendMessage", 502)
    with pytest.raises(TelegramRetryAfter) as slow_down:
        await bot.send_message(1001, "Hi")
    assert slow_down.value.retry_after == 7
    with pytest.raises(TelegramServerError, match="Bad Gateway"):
        await bot.send_message(1001, "Hi")
    await bot.send_message(1001, "Hi")
    assert [call.error for call in server.calls] == ["Too Many Requests: retry after 7", "Bad Gateway", None]
    assert len(await ada.wait_for(1)) == 1


async def test_floods_are_held_back_where_asked(clock: SkippingClock, server: TelegramServer, bot: Bot) -> None:
    server.world.flood = FloodGate(clock.now, FloodLimit(per_second=1, burst=2))
    await server.person(1001, "Ada").start()
    await bot.send_message(1001, "one")
    await bot.send_message(1001, "two")
    with pytest.raises(TelegramRetryAfter, match="retry after 1"):
        await bot.send_message(1001, "three")
    clock.skip(timedelta(seconds=1))
    assert await bot.send_message(1001, "three")


async def test_unknown_methods(running: RunningServer, server: TelegramServer) -> None:
    async with httpx.AsyncClient() as client:
        unknown = await client.get(f"{running.url}/bot{server.token}/sendCake")
        malformed = await client.get(f"{running.url}/botnonsense/getMe")
        lost = await client.get(f"{running.url}/file/bot{server.token}/photos/none.jpg")
    assert [response.status_code for response in (unknown, malformed, lost)] == [404, 404, 404]
    assert unknown.json() == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}


async def test_a_person_sees_which_buttons_there_are(bot: Bot, ada: Person) -> None:
    await bot.send_message(1001, "When?", reply_markup=markup(callback_data="x"))
    with pytest.raises(NoSuchButtonError, match=r"on screen are \['Go'\]"):
        await ada.tap("Stop")


async def test_patience_ends_with_what_was_on_screen(bot: Bot, ada: Person) -> None:
    await bot.send_message(1001, "One moment")
    with pytest.raises(NothingArrivedError, match="One moment"):
        await ada.wait_for(2, seconds=0.05)
    assert [seen.text for seen in await ada.wait_for(1)] == ["One moment"]


async def test_markdown_is_not_spoken_here(bot: Bot, ada: Person) -> None:
    with pytest.raises(TelegramBadRequest, match="unsupported parse_mode"):
        await bot.send_message(1001, "*bold*", parse_mode="MarkdownV2")


async def test_a_keyboard_of_the_wrong_shape(running: RunningServer, server: TelegramServer, ada: Person) -> None:
    body = {"chat_id": 1001, "text": "Hi", "reply_markup": {"inline_keyboard": ["Monday"]}}
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{running.url}/bot{server.token}/sendMessage", json=body)
    assert (answer.status_code, answer.json()["ok"]) == (400, False)
