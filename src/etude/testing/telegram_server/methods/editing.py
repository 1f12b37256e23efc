"""Changing and deleting messages (https://core.telegram.org/bots/api#updating-messages)."""

from datetime import timedelta

from etude.testing.telegram_server.chats import Message
from etude.testing.telegram_server.errors import bad_request
from etude.testing.telegram_server.formatted_text import read_caption, read_text
from etude.testing.telegram_server.keyboards import read_keyboards
from etude.testing.telegram_server.media import find_media
from etude.testing.telegram_server.methods.media import read_kind, read_media
from etude.testing.telegram_server.parameters import Parameters
from etude.testing.telegram_server.wire import Json
from etude.testing.telegram_server.world import World

_CAPTION = ("caption", "caption_entities")
_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def edit_message_text(world: World, parameters: Parameters) -> Json:
    message = _find_own(world, parameters)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return _replace(world, parameters, message, read_text(parameters, world.limits.text))


def edit_message_caption(world: World, parameters: Parameters) -> Json:
    message = _find_own(world, parameters)
    if find_media(message.content) is None:
        raise bad_request("there is no caption in the message to edit")
    rest = {name: value for name, value in message.content.items() if name not in _CAPTION}
    return _replace(world, parameters, message, {**rest, **read_caption(parameters, world.limits.caption)})


def edit_message_media(world: World, parameters: Parameters) -> Json:
    """Only between messages that have a file (#editmessagemedia)."""
    message = _find_own(world, parameters)
    item: Json = parameters.decoded("media") or {}
    if find_media(message.content) is None:
        raise bad_request("there is no media in the message to edit")
    kind = read_kind(item)
    content = read_media(world, kind, Parameters({**item, kind: item.get("media")}, parameters.uploads))
    return _replace(world, parameters, message, content)


def edit_message_reply_markup(world: World, parameters: Parameters) -> Json:
    message = _find_own(world, parameters)
    return _replace(world, parameters, message, message.content)


def delete_message(world: World, parameters: Parameters) -> bool:
    chat = world.chat(parameters)
    message = chat.find(parameters.integer("message_id") or 0)
    if message is None:
        raise bad_request("message to delete not found")
    _check_deletable(world, message)
    _delete(world, message)
    return True


def delete_messages(world: World, parameters: Parameters) -> bool:
    """Messages that cannot be found are skipped (#deletemessages)."""
    chat = world.chat(parameters)
    for number in parameters.decoded("message_ids") or []:
        message = chat.find(int(number))
        if message is not None:
            _check_deletable(world, message)
            _delete(world, message)
    return True


def set_message_reaction(world: World, parameters: Parameters) -> bool:
    message = world.chat(parameters).find(parameters.integer("message_id") or 0)
    if message is None:
        raise bad_request("message to react not found")
    message.reactions = parameters.decoded("reaction") or []
    world.change(message)
    return True


def _delete(world: World, message: Message) -> None:
    message.is_deleted = True
    world.change(message)


def _check_deletable(world: World, message: Message) -> None:
    """Not after 48 hours; others' messages only in private, or as an administrator (#deletemessage)."""
    age = world.clock.now() - message.date
    foreign = message.sender != world.bot and message.chat.kind != "private" and not message.chat.bot_is_admin
    if foreign or age > timedelta(hours=world.limits.deletable_hours):
        raise bad_request("message can't be deleted")


def _find_own(world: World, parameters: Parameters) -> Message:
    message = world.chat(parameters).find(parameters.integer("message_id") or 0)
    if message is None:
        raise bad_request("message to edit not found")
    # A message that carries a reply keyboard cannot be edited either; only inline ones may be attached to an edit.
    if message.sender != world.bot or message.reply_keyboard is not None:
        raise bad_request("message can't be edited")
    return message


def _replace(world: World, parameters: Parameters, message: Message, content: Json) -> Json:
    # An edit without reply_markup takes the keyboard away.
    keyboard = read_keyboards(parameters, world.limits).inline
    if content == message.content and keyboard == message.inline_keyboard:
        raise bad_request(_UNCHANGED)
    if content != message.content:
        message.edited_at = world.clock.now()
    message.inline_keyboard = keyboard
    world.change(message, content)
    return message.to_wire()
