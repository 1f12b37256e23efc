"""How a bot gets its updates (https://core.telegram.org/bots/api#getting-updates)."""

import re
from datetime import datetime
from typing import Any

from etude.testing.telegram_server.errors import bad_request, conflict
from etude.testing.telegram_server.parameters import Parameters
from etude.testing.telegram_server.webhook import WebhookTarget, is_loopback
from etude.testing.telegram_server.wire import Json, unix, without_empty
from etude.testing.telegram_server.world import World

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_USUAL_CONNECTIONS, _MOST_CONNECTIONS = 40, 100


async def get_updates(world: World, parameters: Parameters) -> list[Json]:
    if world.webhook.target is not None:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    world.updates.allow(_read_kinds(parameters))
    limit = parameters.integer("limit") or _MOST_CONNECTIONS
    updates = await world.updates.poll(parameters.integer("offset") or 0, limit, parameters.integer("timeout") or 0)
    return [update.to_wire() for update in updates]


def set_webhook(world: World, parameters: Parameters) -> bool:
    """Plain HTTP is for loopback only, as with a local server (#using-a-local-bot-api-server)."""
    url = parameters.text("url") or ""
    if not url:
        return delete_webhook(world, parameters)
    if not url.startswith("https://") and not is_loopback(url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = parameters.text("secret_token")
    if secret is not None and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = min(max(parameters.integer("max_connections") or _USUAL_CONNECTIONS, 1), _MOST_CONNECTIONS)
    world.updates.allow(_read_kinds(parameters))
    if parameters.flag("drop_pending_updates"):
        world.updates.drop()
    world.updates.interrupt_polls("setWebhook request")
    world.webhook.aim(WebhookTarget(url, secret, connections))
    return True


def delete_webhook(world: World, parameters: Parameters) -> bool:
    if parameters.flag("drop_pending_updates"):
        world.updates.drop()
    world.webhook.aim(None)
    return True


def get_webhook_info(world: World, _parameters: Parameters) -> Json:
    target, failure = world.webhook.target, world.webhook.last_failure
    return without_empty(
        {
            "url": target.url if target else "",
            "has_custom_certificate": False,
            "pending_update_count": len(world.updates.pending),
            "max_connections": target.max_connections if target else None,
            "allowed_updates": list(world.updates.allowed) or None,
            "last_error_date": _optional_unix(failure.at if failure else None),
            "last_error_message": failure.reason if failure else None,
        }
    )


def _optional_unix(moment: datetime | None) -> int | None:
    return unix(moment) if moment else None


def _read_kinds(parameters: Parameters) -> list[str] | None:
    kinds: Any = parameters.decoded("allowed_updates")
    return None if kinds is None else [str(kind) for kind in kinds]
