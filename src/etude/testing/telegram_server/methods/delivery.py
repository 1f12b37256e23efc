"""What every send… method has in common (https://core.telegram.org/bots/api#available-methods)."""

from dataclasses import dataclass

from etude.testing.telegram_server.chats import Chat, Message, Topic
from etude.testing.telegram_server.errors import bad_request
from etude.testing.telegram_server.keyboards import Keyboards, read_keyboards
from etude.testing.telegram_server.parameters import Parameters
from etude.testing.telegram_server.wire import Json
from etude.testing.telegram_server.world import World


@dataclass(frozen=True)
class Envelope:
    """Where a message goes and what hangs on it."""

    chat: Chat
    topic: Topic | None
    reply_to: Message | None
    keyboards: Keyboards


def read_envelope(world: World, parameters: Parameters) -> Envelope:
    """Checks the destination first, as Telegram does, then topic, reply and keyboard."""
    chat = world.writable_chat(parameters)
    topic = world.topic(chat, parameters.integer("message_thread_id"))
    reply_to = _find_replied(chat, parameters)
    if topic is None and reply_to is not None:
        topic = reply_to.topic
    return Envelope(chat, topic, reply_to, read_keyboards(parameters, world.limits))


def post(world: World, envelope: Envelope, content: Json) -> Message:
    """Put the bot's message into the chat."""
    world.flood.admit(envelope.chat.id)
    return world.post(envelope.chat, world.bot, content, envelope.keyboards, envelope.topic, envelope.reply_to)


def _find_replied(chat: Chat, parameters: Parameters) -> Message | None:
    wanted: Json = parameters.decoded("reply_parameters") or {}
    number = wanted.get("message_id") or parameters.integer("reply_to_message_id")
    if number is None:
        return None
    found = chat.find(int(number))
    if found is None and not (
        wanted.get("allow_sending_without_reply") or parameters.flag("allow_sending_without_reply")
    ):
        raise bad_request("message to be replied not found")
    return found
