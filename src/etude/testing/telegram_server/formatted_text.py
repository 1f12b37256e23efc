"""Text as a bot may send it: parsed, trimmed, measured, with the entities Telegram finds by itself."""

import re
from typing import Literal

from etude.testing.telegram_server.errors import bad_request
from etude.testing.telegram_server.html_text import parse_html, sort_entities, utf16_length
from etude.testing.telegram_server.parameters import Parameters
from etude.testing.telegram_server.wire import Json

_FOUND = {
    "bot_command": re.compile(r"(?<![\w/])/[a-zA-Z0-9_]{1,32}(?:@\w{3,32})?(?!\w)"),
    "url": re.compile(r"\bhttps?://[^\s<>\"]+[^\s<>\".,;:!?)\]]"),
    "email": re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,}\b"),
    "mention": re.compile(r"(?<![\w@.])@[a-zA-Z]\w{2,31}(?!\w)"),
    "hashtag": re.compile(r"(?<![\w#])#\w*[^\W\d]\w*"),
}
_OPAQUE = {"code", "pre", "text_link", "text_mention"}


def read_text(parameters: Parameters, limit: int) -> Json:
    """`text` and `entities` of a message (https://core.telegram.org/bots/api#sendmessage)."""
    text, entities = _read(parameters.text("text") or "", parameters, "entities")
    if not text:
        raise bad_request("message text is empty")
    # "Characters" is not defined there; UTF-16 units are the stricter reading, so what passes here passes there.
    if utf16_length(text) > limit:
        raise bad_request("message is too long")
    return compose("text", text, entities)


def read_caption(parameters: Parameters, limit: int) -> Json:
    """`caption` and `caption_entities`; empty when there is none."""
    text, entities = _read(parameters.text("caption") or "", parameters, "caption_entities")
    if utf16_length(text) > limit:
        raise bad_request("message caption is too long")
    return compose("caption", text, entities) if text else {}


def compose(kind: Literal["text", "caption"], text: str, entities: list[Json]) -> Json:
    """The fields of a message for this text, with the entities that Telegram adds by itself."""
    every = sort_entities([*entities, *_find_entities(text, entities)])
    name = "entities" if kind == "text" else "caption_entities"
    return {kind: text, name: every} if every else {kind: text}


def _read(source: str, parameters: Parameters, entities_name: str) -> tuple[str, list[Json]]:
    mode = (parameters.text("parse_mode") or "").lower()
    if mode == "html":
        return _trim(*parse_html(source))
    if mode:
        # Markdown is left out on purpose: Etude writes HTML, and a half-right parser would prove nothing.
        raise bad_request("unsupported parse_mode")
    given = parameters.decoded(entities_name) or []
    return _trim(source, [dict(entity) for entity in given])


def _trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    trimmed = text.strip()
    shift = utf16_length(text[: len(text) - len(text.lstrip())])
    end = utf16_length(trimmed)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - shift, 0)
        stop = min(entity["offset"] + entity["length"] - shift, end)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return trimmed, kept


def _find_entities(text: str, known: list[Json]) -> list[Json]:
    taken = [(entity["offset"], entity["offset"] + entity["length"]) for entity in known if entity["type"] in _OPAQUE]
    found: list[Json] = []
    for kind, pattern in _FOUND.items():
        for match in pattern.finditer(text):
            start = utf16_length(text[: match.start()])
            stop = start + utf16_length(match[0])
            if all(stop <= left or start >= right for left, right in taken):
                taken.append((start, stop))
                found.append({"type": kind, "offset": start, "length": stop - start})
    return found
