"""Telegram's posts, for installations with an address of their own (https://core.telegram.org/bots/api#setwebhook)."""

import hmac
import logging

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from etude.bots.telegram.channel import Channel
from etude.bots.telegram.updates import Update

log = logging.getLogger(__name__)
PATH = "/webhooks/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name


def webhook_routes(channel: Channel, secret: str) -> APIRouter:
    """`POST /webhooks/telegram`: 200 once an update is answered or kept, so that Telegram sends again what was not.

    `secret` is what was given to setWebhook: 1–256 of A-Z, a-z, 0-9, _ and -.
    """
    if not secret:
        raise ValueError("A webhook without a secret would take anybody for Telegram.")

    async def hear(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=401)
        try:
            update = Update.model_validate_json(await request.body())
        except ValidationError:
            # Sent again it would be no clearer.
            log.warning("an update could not be read", exc_info=True)
            return Response()
        await channel.handle(update)
        return Response()

    made = APIRouter(include_in_schema=False)
    made.add_api_route(PATH, hear, methods=["POST"])
    return made
