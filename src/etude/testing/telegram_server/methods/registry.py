"""Every method this server knows, by its lower-case name: names are not case-sensitive.

https://core.telegram.org/bots/api#making-requests
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from etude.testing.telegram_server.methods import about, answering, editing, media, places, receiving, sending
from etude.testing.telegram_server.parameters import Parameters
from etude.testing.telegram_server.world import World

Method = Callable[[World, Parameters], Any | Awaitable[Any]]

_METHODS: Mapping[str, Method] = {
    "getUpdates": receiving.get_updates,
    "setWebhook": receiving.set_webhook,
    "deleteWebhook": receiving.delete_webhook,
    "getWebhookInfo": receiving.get_webhook_info,
    "getMe": about.get_me,
    "logOut": about.say_yes,
    "close": about.say_yes,
    "setMyCommands": about.set_my_commands,
    "getMyCommands": about.get_my_commands,
    "deleteMyCommands": about.delete_my_commands,
    "setChatMenuButton": about.set_chat_menu_button,
    "getChatMenuButton": about.get_chat_menu_button,
    "setMyName": about.setter_of("name"),
    "getMyName": about.getter_of("name"),
    "setMyDescription": about.setter_of("description"),
    "getMyDescription": about.getter_of("description"),
    "setMyShortDescription": about.setter_of("short_description"),
    "getMyShortDescription": about.getter_of("short_description"),
    "sendMessage": sending.send_message,
    "sendLocation": sending.send_location,
    "sendVenue": sending.send_venue,
    "sendContact": sending.send_contact,
    "copyMessage": sending.copy_message,
    "sendChatAction": sending.send_chat_action,
    "sendPhoto": media.sender_of("photo"),
    "sendAudio": media.sender_of("audio"),
    "sendVoice": media.sender_of("voice"),
    "sendVideo": media.sender_of("video"),
    "sendDocument": media.sender_of("document"),
    "sendMediaGroup": media.send_media_group,
    "getFile": lambda world, parameters: world.files.describe_for_download(parameters.text("file_id") or ""),
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageMedia": editing.edit_message_media,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "setMessageReaction": editing.set_message_reaction,
    "answerCallbackQuery": answering.answer_callback_query,
    "sendInvoice": answering.send_invoice,
    "answerPreCheckoutQuery": answering.answer_pre_checkout_query,
    "getChat": places.get_chat,
    "getChatMember": places.get_chat_member,
    "getChatMemberCount": places.get_chat_member_count,
    "createForumTopic": places.create_forum_topic,
    "editForumTopic": places.edit_forum_topic,
    "closeForumTopic": places.close_forum_topic,
    "reopenForumTopic": places.reopen_forum_topic,
}

METHODS: Mapping[str, Method] = {name.lower(): method for name, method in _METHODS.items()}
