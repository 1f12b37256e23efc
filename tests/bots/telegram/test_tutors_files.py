"""A tutor sends a photo and a sound in the chat: they are kept, and shown in the profile."""

import pytest
from sqlalchemy import select

from etude.conversations.store import Address, person_at
from etude.core.tables import media
from etude.core.tutors.profile.store import begin_profile

JPEG, MP3 = b"\xff\xd8 a face", b"ID3 a minute of Bach"


@pytest.fixture
async def tutor(school, bot, daniel):
    await daniel.send("menu")
    await daniel.wait_for(1)
    address = Address("telegram", str(daniel.id))
    person = await school.etude.transactions.read(lambda conn: person_at(conn, address))
    await school.etude.transactions.run(lambda tx: begin_profile(tx.conn, tx.now, person))
    return person


async def test_a_photo_and_a_sound_are_kept_and_what_cannot_be_shown_is_refused(school, bot, daniel, tutor) -> None:
    await daniel.send("my photo")
    (asked,) = await daniel.wait_for(1)
    assert asked.text.startswith("A photo, and a sound or film of you, help students choose.")
    await daniel.send_photo(JPEG, "Me, or ring 07700 900123")
    (another,) = await daniel.wait_for(1)
    assert another.text == "Thank you, I've kept it. Another one?"
    await daniel.send_document(b"<svg/>", "me.svg", mime_type="image/svg+xml")
    refused, _again = await daniel.wait_for(2)
    assert refused.text.startswith("I can show photos")
    await daniel.send_audio(MP3, "Bach", file_name="bach.mp3")
    await daniel.wait_for(1)
    await daniel.send("that's all")
    (done,) = await daniel.wait_for(1)
    assert done.text == "Done. Students see and hear it in your profile."
    found = await school.etude.transactions.read(
        lambda conn: conn.execute(select(media).where(media.c.tutor_id == tutor).order_by(media.c.kind)).all()
    )
    assert [(each.kind, each.title, each.mime) for each in found] == [
        ("audio", "Bach", "audio/mpeg"),
        ("photo", "Me, or ring …", "image/jpeg"),
    ]
    assert [await school.etude.files.read(each.path) for each in found] == [MP3, JPEG]
