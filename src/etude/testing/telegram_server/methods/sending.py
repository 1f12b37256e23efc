"""Messages without files (https://core.telegram.org/bots/api#sendmessage and the sections after it)."""

from etude.testing.telegram_server.errors import bad_request
from etude.testing.telegram_server.formatted_text import read_text
from etude.testing.telegram_server.media import MEDIA_KINDS
from etude.testing.telegram_server.methods.delivery import post, read_envelope
from etude.testing.telegram_server.parameters import Parameters
from etude.testing.telegram_server.wire import Json, without_empty
from etude.testing.telegram_server.world import World

_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
_COPIED = {"text", "location", "contact", *MEDIA_KINDS}
_FARTHEST_NORTH, _FARTHEST_EAST = 90, 180


def send_message(world: World, parameters: Parameters) -> Json:
    envelope = read_envelope(world, parameters)
    return post(world, envelope, read_text(parameters, world.limits.text)).to_wire()


def send_location(world: World, parameters: Parameters) -> Json:
    return post(world, read_envelope(world, parameters), {"location": _read_location(parameters)}).to_wire()


def send_venue(world: World, parameters: Parameters) -> Json:
    envelope = read_envelope(world, parameters)
    location = _read_location(parameters)
    venue = {"location": location, "title": parameters.required("title"), "address": parameters.required("address")}
    return post(world, envelope, {"venue": venue, "location": location}).to_wire()


def send_contact(world: World, parameters: Parameters) -> Json:
    envelope = read_envelope(world, parameters)
    contact = {
        "phone_number": parameters.required("phone_number"),
        "first_name": parameters.required("first_name"),
        "last_name": parameters.text("last_name"),
        "vcard": parameters.text("vcard"),
    }
    return post(world, envelope, {"contact": without_empty(contact)}).to_wire()


def copy_message(world: World, parameters: Parameters) -> Json:
    """The same content without a link to where it came from (#copymessage)."""
    envelope = read_envelope(world, parameters)
    source = world.chat(parameters, "from_chat_id").find(parameters.integer("message_id") or 0)
    if source is None:
        raise bad_request("message to copy not found")
    if not _COPIED & source.content.keys():
        raise bad_request("message can't be copied")
    content = {name: value for name, value in source.content.items() if name != "media_group_id"}
    return {"message_id": post(world, envelope, content).id}


def send_chat_action(world: World, parameters: Parameters) -> bool:
    chat = world.writable_chat(parameters)
    action = parameters.required("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.actions.append(action)
    world.bulletin.announce()
    return True


def _read_location(parameters: Parameters) -> Json:
    latitude, longitude = parameters.decimal("latitude"), parameters.decimal("longitude")
    if abs(latitude) > _FARTHEST_NORTH or abs(longitude) > _FARTHEST_EAST:
        raise bad_request("wrong location specified")
    return {"latitude": latitude, "longitude": longitude}
