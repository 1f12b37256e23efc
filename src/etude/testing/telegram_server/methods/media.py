"""Messages with files (https://core.telegram.org/bots/api#sending-files)."""

from collections.abc import Callable

from etude.testing.telegram_server.errors import BotApiError, bad_request
from etude.testing.telegram_server.files import StoredFile
from etude.testing.telegram_server.formatted_text import read_caption
from etude.testing.telegram_server.media import MEDIA_KINDS, MediaKind, describe_media, store_media
from etude.testing.telegram_server.methods.delivery import post, read_envelope
from etude.testing.telegram_server.parameters import Parameters, Upload
from etude.testing.telegram_server.wire import Json
from etude.testing.telegram_server.world import World

Send = Callable[[World, Parameters], Json]


def sender_of(kind: MediaKind) -> Send:
    """The method that sends one file of this kind."""

    def send(world: World, parameters: Parameters) -> Json:
        envelope = read_envelope(world, parameters)
        return post(world, envelope, read_media(world, kind, parameters)).to_wire()

    return send


def send_media_group(world: World, parameters: Parameters) -> list[Json]:
    """An album: 2–10 items; documents and audio only with their own kind (#sendmediagroup)."""
    envelope = read_envelope(world, parameters)
    items: list[Json] = parameters.decoded("media") or []
    fewest, most = world.limits.album
    if not fewest <= len(items) <= most:
        raise bad_request(f"media group must include {fewest}-{most} items")
    kinds = {read_kind(item) for item in items}
    if len(kinds) > 1 and kinds & {"audio", "document"}:
        raise bad_request("documents and audio can't be mixed with other media types in an album")
    album = world.next_album()
    contents = [
        read_media(world, read_kind(item), Parameters({**item, item["type"]: item.get("media")}, parameters.uploads))
        for item in items
    ]
    return [post(world, envelope, {**content, "media_group_id": album}).to_wire() for content in contents]


def read_media(world: World, kind: MediaKind, parameters: Parameters) -> Json:
    """The file and its caption, as a message's fields."""
    stored = _take_file(world, kind, parameters)
    caption = read_caption(parameters, world.limits.caption)
    return {**describe_media(kind, stored, dict(parameters.values)), **caption}


def read_kind(item: Json) -> MediaKind:
    """Of one item of an album or of a replaced medium (#inputmedia)."""
    for kind in MEDIA_KINDS:
        if item.get("type") == kind and kind != "voice":
            return kind
    raise bad_request("can't parse InputMedia: wrong type")


def _take_file(world: World, kind: MediaKind, parameters: Parameters) -> StoredFile:
    reference = parameters.text(kind) or ""
    upload = parameters.uploads.get(reference.removeprefix("attach://") if reference else kind)
    if upload is not None:
        _check_size(world, kind, upload)
        return store_media(world.files, kind, upload.data, upload.name, upload.mime_type)
    if reference.startswith(("http://", "https://")):
        # Telegram would fetch it; from here nothing but this machine can be reached, and Telegram could not reach that.
        raise bad_request("failed to get HTTP URL content")
    stored = world.files.find(reference)
    if stored is None:
        raise bad_request(
            "wrong file identifier/HTTP URL specified" if reference else f"there is no {kind} in the request"
        )
    if not stored.path.startswith(f"{kind}s/"):
        raise bad_request(f"type of file mismatch: can't use this file as {kind.capitalize()}")
    return stored


def _check_size(world: World, kind: MediaKind, upload: Upload) -> None:
    size = len(upload.data)
    if size == 0:
        raise bad_request("file must be non-empty")
    if size > world.limits.upload_bytes:
        raise BotApiError(413, "Request Entity Too Large")
    if kind == "photo" and size > world.limits.photo_bytes:
        allowed = world.limits.photo_bytes
        raise bad_request(f"file of size {size} bytes is too big for a photo; the maximum size is {allowed} bytes")
