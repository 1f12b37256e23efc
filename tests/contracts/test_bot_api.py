"""What Etude relies on when it writes to Telegram (https://core.telegram.org/bots/api); both sides keep to it."""

import httpx
import pytest


def buttons(**action: object) -> dict[str, object]:
    return {"inline_keyboard": [[{"text": "Go", **action}]]}


async def test_a_bot_knows_itself(api) -> None:
    me = await api.does("getMe")
    assert me["is_bot"]
    assert me["username"].lower().endswith("bot")


async def test_a_message_comes_back_as_it_is_shown(api) -> None:
    sent = await api.sends('<b>Piano &amp; <i>theory</i></b> <a href="https://etude.example/a">more</a>')
    assert sent["text"] == "Piano & theory more"
    assert [(it["type"], it["offset"], it["length"]) for it in sent["entities"]] == [
        ("bold", 0, 14),
        ("italic", 8, 6),
        ("text_link", 15, 4),
    ]


async def test_offsets_count_utf_16(api) -> None:
    (bold,) = (await api.sends("🎹 <b>piano</b>"))["entities"]
    assert (bold["offset"], bold["length"]) == (3, 5)


async def test_a_message_can_be_edited_and_deleted(api) -> None:
    sent = await api.sends("When?", reply_markup=buttons(callback_data="x" * 64))
    which = {"chat_id": api.chat, "message_id": sent["message_id"]}
    edited = await api.does("editMessageText", text="Tuesday.", **which)
    assert (edited["text"], "reply_markup" in edited) == ("Tuesday.", False)
    assert "message is not modified" in await api.refuses("editMessageText", text="Tuesday.", **which)
    assert await api.does("deleteMessage", **which) is True
    assert "message to delete not found" in await api.refuses("deleteMessage", **which)


async def test_a_file_comes_down_as_it_went_up(api) -> None:
    upload = {"document": ("lesson.ics", b"BEGIN:VCALENDAR", "text/calendar")}
    answer = await api.client.post(f"{api.base}/sendDocument", data={"chat_id": api.chat}, files=upload)
    document = answer.json()["result"]["document"]
    assert (document["file_name"], document["file_size"]) == ("lesson.ics", 15)
    path = (await api.does("getFile", file_id=document["file_id"]))["file_path"]
    assert (await api.client.get(f"{api.files}/{path}")).content == b"BEGIN:VCALENDAR"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "400 Bad Request: message text is empty"),
        ("x" * 4097, "400 Bad Request: message is too long"),
        ("<b>open", "400 Bad Request: can't parse entities"),
        ("<p>no</p>", "400 Bad Request: can't parse entities"),
    ],
    ids=["empty", "too long", "not closed", "unknown tag"],
)
async def test_texts_that_are_refused(api, text: str, reason: str) -> None:
    said = await api.refuses("sendMessage", chat_id=api.chat, text=text, parse_mode="HTML")
    assert said.startswith(reason)


async def test_the_longest_text_is_taken(api) -> None:
    assert len((await api.sends("<b>" + "x" * 4096 + "</b>"))["text"]) == 4096


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        ({"callback_data": "x" * 65}, "BUTTON_DATA_INVALID"),
        ({"url": "http://localhost:8000/pay"}, "BUTTON_URL_INVALID"),
        ({"url": "http://127.0.0.1:8000/pay"}, "BUTTON_URL_INVALID"),
    ],
    ids=["65 bytes", "localhost", "loopback"],
)
async def test_buttons_that_are_refused(api, action: dict[str, str], reason: str) -> None:
    said = await api.refuses("sendMessage", chat_id=api.chat, text="Pay", reply_markup=buttons(**action))
    assert reason in said


async def test_a_bot_cannot_write_first(api) -> None:
    assert (await api.refuses("sendMessage", chat_id=1, text="Hi")).startswith("400 Bad Request: chat not found")


async def test_a_tap_that_never_was_cannot_be_answered(api) -> None:
    said = await api.refuses("answerCallbackQuery", callback_query_id="1")
    assert said.startswith("400 Bad Request: query is too old")


async def test_a_wrong_token_is_refused(api) -> None:
    answer = await api.client.post(f"{api.base[: api.base.rindex(':')]}:{'A' * 35}/getMe")
    assert (answer.status_code, answer.json()["ok"]) == (httpx.codes.UNAUTHORIZED, False)


async def test_an_unknown_method_is_refused(api) -> None:
    assert (await api.refuses("singSong")).startswith("404 Not Found")
