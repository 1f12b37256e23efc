"""Which keyboards Telegram accepts (https://core.telegram.org/bots/api#inlinekeyboardmarkup, #replykeyboardmarkup)."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from etude.testing.telegram_server.errors import bad_request
from etude.testing.telegram_server.limits import Limits
from etude.testing.telegram_server.parameters import Parameters
from etude.testing.telegram_server.wire import Json

_ACTIONS = {
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
}
_REPLY_KINDS = ("keyboard", "remove_keyboard", "force_reply")


@dataclass(frozen=True)
class Keyboards:
    """What came as `reply_markup`: a keyboard under the message, or one in place of the person's own."""

    inline: Json | None = None
    reply: Json | None = None


def read_keyboards(parameters: Parameters, limits: Limits) -> Keyboards:
    """Checks `reply_markup`; raises a 400 in Telegram's words."""
    markup = parameters.decoded("reply_markup")
    if not markup:
        return Keyboards()
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = [[_check_inline_button(button, limits) for button in row] for row in _rows(markup["inline_keyboard"])]
        if sum(map(len, rows)) > limits.inline_buttons:
            raise bad_request("reply markup is too long")
        rows = [row for row in rows if row]
        return Keyboards(inline={"inline_keyboard": rows} if rows else None)
    if any(kind in markup for kind in _REPLY_KINDS):
        return Keyboards(reply=_check_reply_keyboard(markup))
    raise bad_request("can't parse reply markup JSON object")


def _rows(keyboard: object) -> list[list[Json]]:
    if not isinstance(keyboard, list) or not all(isinstance(row, list) for row in keyboard):
        raise bad_request("can't parse keyboard: expected an Array of Array of buttons")
    return keyboard


def _check_reply_keyboard(markup: Json) -> Json:
    for row in _rows(markup.get("keyboard", [])):
        for button in row:
            if not _label(button):
                raise bad_request("can't parse keyboard button: keyboard button text must be non-empty")
    return markup


def _label(button: Json | str) -> str:
    return button if isinstance(button, str) else str(button.get("text") or "")


def _check_inline_button(button: Json, limits: Limits) -> Json:
    if not _label(button):
        raise bad_request("can't parse inline keyboard button: inline keyboard button text must be non-empty")
    actions = [name for name in button if name in _ACTIONS and button[name] is not None]
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        # The documentation wants exactly one; Telegram silently keeps the first, which hides a mistake.
        raise bad_request("BUTTON_TYPE_INVALID")
    if "callback_data" in actions and not 1 <= len(str(button["callback_data"]).encode()) <= limits.callback_data:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in actions:
        _check_url(button["url"])
    if "web_app" in actions and not str(button["web_app"].get("url", "")).startswith("https://"):
        raise bad_request(f"inline keyboard button Web App URL '{button['web_app'].get('url', '')}' is invalid")
    return button


def _check_url(url: str) -> None:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme == "tg":
        return
    if parts.scheme not in {"http", "https"}:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    if not _is_domain(parts.hostname or ""):
        raise bad_request("BUTTON_URL_INVALID")


def _is_domain(host: str) -> bool:
    """A host with a dot in it, as Telegram wants. Addresses are refused too: no phone could open a loopback one."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." in host.strip(".") and not host.endswith(".localhost")
    return False
