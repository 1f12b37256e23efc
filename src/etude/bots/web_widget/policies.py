"""What browsers are told about every answer: what a page may load, who may show it, and what stays secret."""

import re
from fnmatch import fnmatchcase

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Addresses hold secrets (a payment's, a feed's), so no other site is told where somebody came from.
ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
# A public page shows pictures and sounds and may hold the chat; it runs nothing but our own files.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# The frame holds everything personal: it loads nothing from elsewhere and runs no inline code.
FRAME_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
)
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.*\-]+(:\d{1,5})?/?")


def frame_policy(sites: str) -> str:
    """The frame's policy for the origins that may embed it, separated by spaces; all of them where none is named.

    What is no origin is left out, so that a slip shuts the door rather than opening it.
    """
    if not sites.strip():
        return FRAME_POLICY.format(ancestors="*")
    origins = [site.rstrip("/") for site in sites.split() if _ORIGIN.fullmatch(site)]
    return FRAME_POLICY.format(ancestors=" ".join(("'self'", *origins)))


def chat_at(origin: str, sites: str, home: str) -> str | None:
    """Where the chat stands open on a site that may embed it; on our own it is a page. None for any other origin."""
    if origin == home:
        return f"{home}/chat"
    known = [site.rstrip("/") for site in sites.split()] or ["*"]
    if not _ORIGIN.fullmatch(origin) or "*" in origin or not any(fnmatchcase(origin, site) for site in known):
        return None
    return f"{origin.rstrip('/')}/#etude"


class Policies:
    """Adds what an answer does not say itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_safely)


def _complete(headers: MutableHeaders) -> None:
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    if headers.get("content-type", "").startswith("text/html"):
        headers.setdefault("Content-Security-Policy", PAGE_POLICY)
