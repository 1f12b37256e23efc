"""How a stored file looks inside a message (https://core.telegram.org/bots/api#photosize, #audio, #voice, …)."""

from typing import Literal

from etude.testing.telegram_server.files import FileShelf, StoredFile
from etude.testing.telegram_server.wire import Json, without_empty

MediaKind = Literal["photo", "audio", "voice", "video", "document"]
MEDIA_KINDS: tuple[MediaKind, ...] = ("photo", "audio", "voice", "video", "document")
_NAMES: dict[MediaKind, tuple[str, str]] = {
    "photo": ("photo.jpg", "image/jpeg"),
    "audio": ("audio.mp3", "audio/mpeg"),
    "voice": ("voice.oga", "audio/ogg"),
    "video": ("video.mp4", "video/mp4"),
    "document": ("file.bin", "application/octet-stream"),
}


def store_media(
    shelf: FileShelf, kind: MediaKind, data: bytes, name: str | None = None, mime_type: str | None = None
) -> StoredFile:
    """Keep the bytes under a usual name and type for their kind where none was given."""
    usual_name, usual_type = _NAMES[kind]
    return shelf.put(f"{kind}s", name or usual_name, mime_type or usual_type, data)


def describe_media(kind: MediaKind, stored: StoredFile, details: Json) -> Json:
    """The message's field for this file. `details` may have duration, title, performer, width, height."""
    body = stored.to_wire()
    duration = int(details.get("duration") or 0)
    # The server does not look into pictures: sizes are the ones given, or plausible ones.
    frame = {"width": int(details.get("width") or 1280), "height": int(details.get("height") or 720)}
    if kind == "photo":
        small = {
            **body,
            "file_id": f"{stored.id}-s",
            "file_unique_id": f"{stored.unique_id}s",
            "width": 90,
            "height": 51,
        }
        return {"photo": [small, {**body, **frame}]}
    named = {"file_name": stored.name, "mime_type": stored.mime_type}
    match kind:
        case "audio":
            about = {"title": details.get("title"), "performer": details.get("performer")}
            return {"audio": without_empty({**body, **named, **about, "duration": duration})}
        case "voice":
            return {"voice": {**body, "mime_type": stored.mime_type, "duration": duration}}
        case "video":
            return {"video": {**body, **named, **frame, "duration": duration}}
        case _:
            return {"document": {**body, **named}}


def find_media(content: Json) -> tuple[MediaKind, str] | None:
    """Kind and file id of the file in a message, if there is one."""
    for kind in MEDIA_KINDS:
        if kind in content:
            described = content[kind][-1] if kind == "photo" else content[kind]
            return kind, str(described["file_id"])
    return None
