"""Codes in what is said and heard: kept as a seed or a digest, and whole only where somebody reads them."""

from dataclasses import replace

from etude.conversations.messages import Button, Incoming, Opened, OpenLink, Reply, Say, TextIn
from etude.core.codes.store import CodeDigest, code_of, digest_of, is_code, peek
from etude.core.transaction import Tx

_OPENED, _TYPED = "code:", "typed:"
HIDDEN = "••••••"


def hide_code(tx: Tx, incoming: Incoming) -> Incoming:
    """What came in as it may be kept: instead of a code its digest, which nobody can send us."""
    if isinstance(incoming, Opened):
        if is_code(incoming.payload):
            return Opened(_OPENED + digest_of(incoming.payload))
        return Opened() if incoming.payload.startswith((_OPENED, _TYPED)) else incoming
    if isinstance(incoming, TextIn) and is_code(incoming.text):
        digest = digest_of(incoming.text)
        return Opened(_TYPED + digest) if peek(tx, digest) else incoming
    return incoming


def hidden_code(payload: str) -> tuple[CodeDigest | None, bool]:
    """The code that a kept payload stands for, if any, and whether it was typed."""
    for prefix in (_OPENED, _TYPED):
        if payload.startswith(prefix):
            return CodeDigest(payload.removeprefix(prefix)), prefix == _TYPED
    return None, False


def show_code(reply: Reply, secret: str) -> Reply:
    """The reply as its reader sees it: with the code that it was kept without, in its words and at the end of links."""
    if not isinstance(reply, Say) or reply.code is None:
        return reply
    code = code_of(reply.code, secret)
    text = replace(reply.text, params={**reply.text.params, "code": code})
    return replace(reply, text=text, buttons=tuple(_completed(button, code) for button in reply.buttons))


def _completed(button: Button, code: str) -> Button:
    if isinstance(button.meaning, OpenLink) and button.meaning.url.endswith("="):
        return replace(button, meaning=OpenLink(button.meaning.url + code))
    return button
