"""Chats, their members and forum topics (https://core.telegram.org/bots/api#getchat, #createforumtopic)."""

from etude.testing.telegram_server.chats import Chat, Topic
from etude.testing.telegram_server.errors import bad_request
from etude.testing.telegram_server.parameters import Parameters
from etude.testing.telegram_server.wire import Json, without_empty
from etude.testing.telegram_server.world import World

_BLUE = 0x6FB9F0
_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
    "can_manage_topics",
    "can_pin_messages",
)


def get_chat(world: World, parameters: Parameters) -> Json:
    chat = world.chat(parameters)
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return {
        **chat.to_wire(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def get_chat_member(world: World, parameters: Parameters) -> Json:
    chat = world.chat(parameters)
    user_id = parameters.integer("user_id")
    if user_id == world.bot.id:
        return describe_bot_in(world, chat)
    member = chat.members.get(user_id or 0)
    if member is not None:
        owner = next(iter(chat.members)) == user_id and chat.kind != "private"
        return (
            {"status": "creator", "user": member.to_wire(), "is_anonymous": False}
            if owner
            else _plain(member.to_wire())
        )
    known = world.chats.get(user_id or 0)
    if known is None or known.person is None:
        raise bad_request("member not found")
    return {"status": "left", "user": known.person.to_wire()}


def get_chat_member_count(world: World, parameters: Parameters) -> int:
    return len(world.chat(parameters).members) + 1


def describe_bot_in(world: World, chat: Chat) -> Json:
    """The bot as a member of the chat (#chatmember)."""
    user = world.bot.to_wire()
    if chat.is_blocked:
        return {"status": "kicked", "user": user, "until_date": 0}
    if not chat.bot_is_admin:
        return _plain(user)
    rights = dict.fromkeys(_RIGHTS, True)
    return {"status": "administrator", "user": user, "can_be_edited": False, "is_anonymous": False, **rights}


def create_forum_topic(world: World, parameters: Parameters) -> Json:
    """The topic's id is the number of the service message that opens it."""
    chat = world.writable_chat(parameters)
    _check_forum(chat)
    topic = open_topic(world, chat, parameters.text("name") or "", parameters.integer("icon_color") or _BLUE)
    return {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.icon_color}


def open_topic(world: World, chat: Chat, name: str, icon_color: int = _BLUE) -> Topic:
    """A new topic with its service message, whoever makes it."""
    if not 1 <= len(name) <= world.limits.topic_name:
        raise bad_request("TOPIC_TITLE_INVALID" if name else "topic name must be non-empty")
    message = world.post(chat, world.bot, {"forum_topic_created": {"name": name, "icon_color": icon_color}})
    message.topic = Topic(message.id, name, icon_color)
    chat.topics[message.id] = message.topic
    return message.topic


def edit_forum_topic(world: World, parameters: Parameters) -> bool:
    chat, topic = _find_topic(world, parameters)
    topic.name = parameters.text("name") or topic.name
    world.post(chat, world.bot, {"forum_topic_edited": without_empty({"name": parameters.text("name")})}, topic=topic)
    return True


def close_forum_topic(world: World, parameters: Parameters) -> bool:
    return _set_open(world, parameters, is_open=False)


def reopen_forum_topic(world: World, parameters: Parameters) -> bool:
    return _set_open(world, parameters, is_open=True)


def _set_open(world: World, parameters: Parameters, *, is_open: bool) -> bool:
    chat, topic = _find_topic(world, parameters)
    if topic.is_open == is_open:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.is_open = is_open
    world.post(chat, world.bot, {"forum_topic_reopened" if is_open else "forum_topic_closed": {}}, topic=topic)
    return True


def _find_topic(world: World, parameters: Parameters) -> tuple[Chat, Topic]:
    chat = world.writable_chat(parameters)
    _check_forum(chat)
    topic = world.topic(chat, parameters.integer("message_thread_id"))
    if topic is None:
        raise bad_request("message thread not found")
    return chat, topic


def _check_forum(chat: Chat) -> None:
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if not chat.bot_is_admin:
        raise bad_request("not enough rights to create a topic")


def _plain(user: Json) -> Json:
    return {"status": "member", "user": user}
