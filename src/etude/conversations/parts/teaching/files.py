"""A photo, sounds and films of a tutor, sent in the chat."""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from pydantic import BaseModel

from etude.conversations.chat import Chat
from etude.conversations.forms import Form, Option, Utterance, answer
from etude.conversations.messages import FileRequest
from etude.conversations.parts.contact_details import leave_out_details
from etude.conversations.parts.quoting import shorten
from etude.core.ids import PersonId
from etude.core.text import Text, _
from etude.core.transaction import Tx
from etude.core.tutors.model import Sample
from etude.core.tutors.profile.store import add_sample, count_samples, new_media_id

TAKING_FILES = ("telegram",)
MOST_AT_ONCE, MOST_SAMPLES, LONGEST_TITLE = 4, 6, 60
LARGEST = 20 * 1024 * 1024
ACCEPTED = ("image/*", "audio/*", "video/*")
# What browsers show by themselves, and nothing that could run in them.
Kind: TypeAlias = Literal["photo", "audio", "video"]
KINDS: Mapping[Kind, Sequence[str]] = {
    "photo": ("image/jpeg", "image/png", "image/webp"),
    "audio": ("audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/x-wav", "audio/aac", "audio/x-m4a"),
    "video": ("video/mp4", "video/webm", "video/quicktime"),
}


class SentFile(BaseModel):
    """A file in the file store; without a `path` nothing was sent."""

    path: str = ""
    mime: str = ""
    size: int = 0
    title: str = ""


def read_file(said: Utterance) -> Sequence[SentFile]:
    """The file that was sent, with its caption."""
    if said.file is None:
        return ()
    sent = said.file
    title = shorten(" ".join(leave_out_details(sent.caption).split()), LONGEST_TITLE)
    return (SentFile(path=sent.path, mime=sent.mime.split(";")[0].strip().lower(), size=sent.size, title=title),)


class Files(Form):
    """What can be seen and heard of them."""

    file = answer(SentFile, reads=read_file, hint=_("Send a photo, a sound or a film, or tap “Later”."))


async def settle_files(chat: Chat) -> int:
    """Photo and samples, one after another until that is all; how many came."""
    for number in range(MOST_AT_ONCE):
        words, label = _question(chat), _("Later")
        if number:
            words, label = _("Thank you, I've kept it. Another one?"), _("That's all")
        request = FileRequest(words, ACCEPTED)
        sent = await chat.ask(Files.file, request, [Option(label, SentFile())], check=_check, key=str(number))
        if not sent.path:
            return number
        title = sent.title or _("A sample").render(chat.person.voice)
        await chat.once(
            "kept_file", keep_file, chat.person.id, sent.model_copy(update={"title": title}), key=str(number)
        )
    return MOST_AT_ONCE


def _question(chat: Chat) -> Text:
    """What is asked for, and where it can be sent."""
    if chat.here is not None and chat.here.channel in TAKING_FILES:
        return _("A photo, and a sound or film of you, help students choose. Send one here, or do it later.")
    if chat.house.telegram:
        return _(
            "A photo, and a sound or film of you, help students choose. I can't take files in this window yet: "
            "say “my photo” in Telegram, now or later."
        )
    return _("A photo, and a sound or film of you, help students choose. I can't take files in this window yet.")


def kind_of(mime: str) -> Kind | None:
    """How a file of this type is shown, None where it is not."""
    return next((kind for kind, mimes in KINDS.items() if mime in mimes), None)


def _check(sent: SentFile) -> Text | None:
    if sent.path and kind_of(sent.mime) is None:
        return _("I can show photos (JPEG, PNG), sounds (MP3, OGG) and films (MP4). Could you send it as one of these?")
    if sent.size > LARGEST:
        return _("That file is large: I can take up to 20 MB. A minute is enough.")
    return None


def keep_file(tx: Tx, tutor: PersonId, sent: SentFile) -> bool:
    """A photo takes the place of the one before; of the rest there are only so many."""
    kind = kind_of(sent.mime)
    if kind is None or (kind != "photo" and count_samples(tx.conn, tutor) >= MOST_SAMPLES):
        return False
    sample = Sample(new_media_id(), kind, sent.title, sent.path, sent.mime, None)
    add_sample(tx.conn, tutor, sample)
    return True
