"""Files both ways: what people send lands in the file store, what Etude sends is uploaded once."""

import asyncio

import pytest

from etude.bots.telegram import channel
from etude.conversations.messages import Cards, Document, Media, TextIn, TutorCard
from etude.core.money import Money
from etude.core.text import _, verbatim
from etude.core.tutors.store import find_tutor
from etude.testing.seeds import people
from etude.testing.telegram_server.errors import BotApiError

MP3 = b"ID3 a minute of Bach"


async def sent_photo(daniel):
    await daniel.send_photo(MP3, "The page I practise")
    return "image/jpeg", "photo.jpg", "The page I practise"


async def sent_voice(daniel):
    await daniel.send_voice(MP3, 4)
    return "audio/ogg", "voice.ogg", ""


async def sent_audio(daniel):
    await daniel.send_audio(MP3, "Bach", file_name="bach.mp3")
    return "audio/mpeg", "bach.mp3", "Bach"


async def sent_video(daniel):
    await daniel.send_video(MP3, "My left hand", file_name="hand.mp4")
    return "video/mp4", "hand.mp4", "My left hand"


async def sent_document(daniel):
    await daniel.send_document(MP3, "scales.pdf", "Scales", mime_type="application/pdf")
    return "application/pdf", "scales.pdf", "Scales"


@pytest.mark.parametrize("send", [sent_photo, sent_voice, sent_audio, sent_video, sent_document])
async def test_a_file_lands_in_the_store_with_its_words(school, bot, daniel, send) -> None:
    mime, name, caption = await send(daniel)
    await daniel.wait_for(1)
    (heard,) = await school.heard(daniel)
    about = {"mime": mime, "name": name, "caption": caption, "size": len(MP3)}
    assert {key: heard[key] for key in about} == about
    assert await school.etude.files.read(heard["path"]) == MP3


async def test_a_file_that_telegram_does_not_hand_out_is_refused_kindly(school, bot, daniel) -> None:
    await daniel.send_document(b"x" * 6_000, "too-large.pdf")
    (answer,) = await daniel.wait_for(1)
    assert answer.text == "I could not take that file. I can take files of up to 20 MB; please try again."
    assert await school.heard(daniel) == []


async def test_a_file_that_telegram_has_thrown_away_is_refused_kindly(school, bot, daniel, server, monkeypatch) -> None:
    def refuse(_token: str, _path: str) -> None:
        raise BotApiError(404, "Not Found")

    monkeypatch.setattr(server, "file_bytes", refuse)
    await daniel.send_voice(MP3)
    (answer,) = await daniel.wait_for(1)
    assert answer.text.startswith("I could not take that file.")
    assert len(school.calls("getFile")) == 1


async def test_a_download_that_fails_is_tried_again(school, bot, daniel, server, monkeypatch) -> None:
    monkeypatch.setattr(channel, "DOWNLOAD_PAUSES", (0.01, 0.01))
    server.fail_next("getFile", 502)
    await daniel.send_voice(MP3)
    await daniel.wait_for(1)
    assert [each["kind"] for each in await school.heard(daniel)] == ["file"]


async def test_a_download_that_keeps_failing_holds_up_nothing(school, bot, daniel, server, monkeypatch) -> None:
    monkeypatch.setattr(channel, "DOWNLOAD_PAUSES", (0.01, 0.01))
    server.fail_next("getFile", 502, times=2)
    await daniel.send_voice(MP3)
    await daniel.send("menu")
    refusal, menu = await daniel.wait_for(2)
    assert refusal.text.startswith("I could not take that file.")
    assert menu.text.startswith("Hi Daniel!")


async def test_a_slow_file_of_one_does_not_hold_up_another(school, bot, daniel, carla, monkeypatch) -> None:
    arrived, download = asyncio.Event(), bot.api.download

    async def wait(file_id: str) -> bytes:
        await arrived.wait()
        return await download(file_id)

    receive, received = school.etude.turns.receive, []

    async def count(delivery):
        received.append(delivery.incoming)
        return await receive(delivery)

    monkeypatch.setattr(bot.api, "download", wait)
    monkeypatch.setattr(school.etude.turns, "receive", count)
    await daniel.send_voice(MP3)
    await carla.send("menu")
    await carla.wait_for(1)
    await carla.send("help")
    await carla.wait_for(1)
    polls = len(school.calls("getUpdates"))
    await school.until(lambda: len(school.calls("getUpdates")) >= polls + 2)
    # Daniel's voice still keeps Telegram from forgetting what Carla said, yet it is not heard again.
    assert received == [TextIn("menu"), TextIn("help")]
    arrived.set()
    await daniel.wait_for(1)


async def test_words_that_follow_a_slow_file_wait_for_it(school, bot, daniel, monkeypatch) -> None:
    arrived, download = asyncio.Event(), bot.api.download

    async def wait(file_id: str) -> bytes:
        await arrived.wait()
        return await download(file_id)

    monkeypatch.setattr(bot.api, "download", wait)
    await daniel.send_voice(MP3)
    await daniel.send("menu")
    assert await daniel.stay_quiet() == []
    arrived.set()
    await daniel.wait_for(2)
    assert [each["kind"] for each in await school.heard(daniel)] == ["file", "text"]


async def test_a_recording_is_uploaded_once(school, bot, daniel) -> None:
    await daniel.start()
    await daniel.wait_for(1)
    words = _("Ada: {title}", title="A little tune")
    sample = Media(words, "audio", "A little tune", "/media/m1", "samples/piano-1.mp3", "audio/mpeg", 12)
    await school.say(daniel, sample)
    await school.say(daniel, sample)
    first, second = await daniel.wait_for(2)
    assert (first.text, first.media.kind) == ("Ada: A little tune", "audio")
    assert first.media.data == second.media.data == await school.etude.files.read("samples/piano-1.mp3")
    uploaded, named = (call.get("audio", "in the form") for call in school.calls("sendAudio"))
    assert not str(uploaded).startswith("audios-")
    assert str(named).startswith("audios-")


async def test_an_id_that_telegram_has_forgotten_is_uploaded_again(school, bot, daniel, server) -> None:
    await daniel.start()
    await daniel.wait_for(1)
    sample = Media(_("Listen"), "audio", "A little tune", "/media/m1", "samples/piano-1.mp3", "audio/mpeg", 12)
    await school.say(daniel, sample)
    await daniel.wait_for(1)
    server.fail_next("sendAudio", 400, "Bad Request: wrong file identifier/HTTP URL specified")
    await school.say(daniel, sample)
    (again,) = await daniel.wait_for(1)
    assert again.media.kind == "audio"


async def test_a_film_plays_in_the_chat(school, bot, daniel) -> None:
    await daniel.start()
    await daniel.wait_for(1)
    film = Media(_("Watch"), "video", "Slowly", "/media/m2", "samples/piano-1.mp4", "video/mp4", 8)
    await school.say(daniel, film)
    (shown,) = await daniel.wait_for(1)
    assert (shown.media.kind, shown.text) == ("video", "Watch")
    assert school.calls("sendVideo")[0]["supports_streaming"] in ("true", "True")


async def test_a_file_that_is_gone_leaves_its_words(school, bot, daniel) -> None:
    await daniel.start()
    await daniel.wait_for(1)
    await school.say(daniel, Media(_("Listen"), "audio", "Lost", "/media/m3", "samples/lost.mp3", "audio/mpeg"))
    (shown,) = await daniel.wait_for(1)
    assert (shown.text, shown.media) == ("Listen", None)


async def test_an_invitation_is_a_file_with_words(school, bot, daniel) -> None:
    await daniel.start()
    await daniel.wait_for(1)
    await school.say(daniel, Document(_("You are booked."), "lesson.ics", "text/calendar", "BEGIN:VCALENDAR"))
    (shown,) = await daniel.wait_for(1)
    assert (shown.text, shown.media.file_name, shown.media.data) == (
        "You are booked.",
        "lesson.ics",
        b"BEGIN:VCALENDAR",
    )


async def test_a_single_tutor_comes_with_their_picture(school, bot, daniel) -> None:
    await daniel.send("piano lessons in Berlin")
    await daniel.wait_for(1)
    ada = await school.etude.transactions.read(lambda conn: find_tutor(conn, people.ADA.slug))
    card = TutorCard(
        ada.id, ada.name, verbatim(ada.headline), Money(4000, "GBP"), 60, 4.9, 12, None, photo=f"/media/{ada.photo.id}"
    )
    await school.say(daniel, Cards(_("Look:"), (card,)))
    (shown,) = await daniel.wait_for(1)
    assert shown.media.kind == "photo"
    assert shown.media.data == await school.etude.files.read(ada.photo.path)
    assert shown.text.startswith(f"Look:\n\n{ada.name} ★ 4.9 (12)")
