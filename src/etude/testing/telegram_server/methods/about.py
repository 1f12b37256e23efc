"""What a bot says about itself (https://core.telegram.org/bots/api#getme, #setmycommands, #setmyname, …)."""

import json
import re
from collections.abc import Callable

from etude.testing.telegram_server.errors import bad_request
from etude.testing.telegram_server.parameters import Parameters
from etude.testing.telegram_server.wire import Json
from etude.testing.telegram_server.world import World

_COMMAND = re.compile(r"/?[a-z0-9_]{1,32}")
_LONGEST_DESCRIPTION = 256


def get_me(world: World, _parameters: Parameters) -> Json:
    return world.bot_account()


def say_yes(_world: World, _parameters: Parameters) -> bool:
    """For methods that change nothing a bot or a person here could see."""
    return True


def set_my_commands(world: World, parameters: Parameters) -> bool:
    """At most 100 commands of 1–32 characters a-z, 0-9 and _ (#botcommand)."""
    commands: list[Json] = parameters.decoded("commands") or []
    if len(commands) > world.limits.commands:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(str(command.get("command"))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description") or "")) <= _LONGEST_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    kept = [{"command": str(each["command"]).lstrip("/"), "description": each["description"]} for each in commands]
    world.settings.commands[_audience(parameters)] = kept
    return True


def get_my_commands(world: World, parameters: Parameters) -> list[Json]:
    return world.settings.commands.get(_audience(parameters), [])


def delete_my_commands(world: World, parameters: Parameters) -> bool:
    world.settings.commands.pop(_audience(parameters), None)
    return True


def set_chat_menu_button(world: World, parameters: Parameters) -> bool:
    button: Json = parameters.decoded("menu_button") or {"type": "default"}
    world.settings.menu_buttons[parameters.integer("chat_id")] = button
    return True


def get_chat_menu_button(world: World, parameters: Parameters) -> Json:
    buttons = world.settings.menu_buttons
    return buttons.get(parameters.integer("chat_id")) or buttons.get(None) or {"type": "commands"}


def setter_of(kind: str) -> Callable[[World, Parameters], bool]:
    """The method that sets the bot's name, description or short description."""

    def set_words(world: World, parameters: Parameters) -> bool:
        world.settings.names[kind, parameters.text("language_code") or ""] = parameters.text(kind) or ""
        return True

    return set_words


def getter_of(kind: str) -> Callable[[World, Parameters], Json]:
    """The method that reads them back; a language without words of its own shows the default ones."""

    def get_words(world: World, parameters: Parameters) -> Json:
        names = world.settings.names
        default = names.get((kind, "")) or (world.bot.first_name if kind == "name" else "")
        return {kind: names.get((kind, parameters.text("language_code") or "")) or default}

    return get_words


def _audience(parameters: Parameters) -> tuple[str, str]:
    scope = parameters.decoded("scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), parameters.text("language_code") or ""
