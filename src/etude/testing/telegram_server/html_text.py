"""Reads and writes HTML-style text (https://core.telegram.org/bots/api#html-style).

Only the documented tags are known, every tag must be closed, and only four named entities are decoded;
anything else is refused with the byte offset of the trouble, as Telegram does.
"""

import re
from dataclasses import dataclass
from html import escape

from etude.testing.telegram_server.errors import BotApiError, bad_request
from etude.testing.telegram_server.wire import Json

_SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
}
_KNOWN = {*_SIMPLE, "a", "span", "blockquote", "tg-emoji", "tg-time"}
_TAG = re.compile(r"""<(?P<name>[^\s<>/]*)(?P<attributes>(?:"[^"]*"|'[^']*'|[^"'>])*)>""")
_END_TAG = re.compile(r"</(?P<name>[^\s<>]*)\s*>")
_ATTRIBUTE = re.compile(r"""([a-zA-Z][\w-]*)\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_CHARACTER = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d+)|#x([0-9a-fA-F]+));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_LAST_CHARACTER = 0x10FFFF


def utf16_length(text: str) -> int:
    """Entities are counted in UTF-16 code units (https://core.telegram.org/bots/api#messageentity)."""
    return len(text.encode("utf-16-le")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of the text an entity covers."""
    return text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le")


def parse_html(source: str) -> tuple[str, list[Json]]:
    """The plain text and its entities; raises a 400 "can't parse entities"."""
    return _HtmlReader(source).read()


@dataclass
class _OpenTag:
    name: str
    attributes: dict[str, str]
    text_start: int


class _HtmlReader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._position = 0
        self._text = ""
        self._open: list[_OpenTag] = []
        self._entities: list[Json] = []

    def read(self) -> tuple[str, list[Json]]:
        while self._position < len(self._source):
            if self._source.startswith("</", self._position):
                self._close_tag()
            elif self._source[self._position] == "<":
                self._open_tag()
            else:
                self._take_character()
        if self._open:
            raise self._refuse(f"""Can't find end tag corresponding to start tag "{self._open[-1].name}\"""")
        return self._text, sort_entities(self._entities)

    def _take_character(self) -> None:
        reference = _CHARACTER.match(self._source, self._position)
        character = _decode(reference) if reference else None
        if reference is None or character is None:
            self._text += self._source[self._position]
            self._position += 1
            return
        self._text += character
        self._position = reference.end()

    def _open_tag(self) -> None:
        tag = _TAG.match(self._source, self._position)
        if tag is None:
            raise self._refuse_here("Unclosed start tag")
        name = tag["name"].lower()
        if name not in _KNOWN:
            raise self._refuse_here(f'Unsupported start tag "{name}"')
        attributes = _read_attributes(tag["attributes"])
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._refuse_here('Tag "span" must have class "tg-spoiler"')
        self._open.append(_OpenTag(name, attributes, utf16_length(self._text)))
        self._position = tag.end()

    def _close_tag(self) -> None:
        if not self._open:
            raise self._refuse_here("Unexpected end tag")
        tag = _END_TAG.match(self._source, self._position)
        if tag is None:
            raise self._refuse_here("Unclosed end tag")
        opened, name = self._open[-1], tag["name"].lower()
        if name and name != opened.name:
            raise self._refuse_here(f'Unmatched end tag, expected "</{opened.name}>", found "</{name}>"')
        self._open.pop()
        self._position = tag.end()
        self._add_entity(opened)

    def _add_entity(self, tag: _OpenTag) -> None:
        length = utf16_length(self._text) - tag.text_start
        described = _describe(tag, self._open, self._text)
        if length and described:
            self._entities.append({**described, "offset": tag.text_start, "length": length})

    def _refuse_here(self, reason: str) -> BotApiError:
        head, comma, tail = reason.partition(",")
        offset = len(self._source[: self._position].encode())
        return self._refuse(f"{head} at byte offset {offset}{comma}{tail}")

    def _refuse(self, reason: str) -> BotApiError:
        return bad_request(f"can't parse entities: {reason}")


def _decode(reference: re.Match[str]) -> str | None:
    named, decimal, hexadecimal = reference.groups()
    if named:
        return _NAMED[named]
    number = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(number) if 0 < number <= _LAST_CHARACTER else None


def _read_attributes(source: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(source)
    return {name.lower(): _decode_all(double or single or bare) for name, double, single, bare in found}


def _decode_all(value: str) -> str:
    return _CHARACTER.sub(lambda reference: _decode(reference) or reference[0], value)


def _describe(tag: _OpenTag, outer: list[_OpenTag], text: str) -> Json | None:
    match tag.name:
        case "span":
            return {"type": "spoiler"}
        case "blockquote":
            return {"type": "expandable_blockquote" if "expandable" in tag.attributes else "blockquote"}
        case "a":
            return _describe_link(tag, text)
        case "tg-emoji":
            return {"type": "custom_emoji", "custom_emoji_id": tag.attributes.get("emoji-id", "")}
        case "tg-time":
            return _describe_time(tag.attributes)
        case "code" if outer and outer[-1].name == "pre":
            outer[-1].attributes["language"] = tag.attributes.get("class", "").removeprefix("language-")
            return None
        case "pre" if tag.attributes.get("language"):
            return {"type": "pre", "language": tag.attributes["language"]}
    return {"type": _SIMPLE[tag.name]}


def _describe_link(tag: _OpenTag, text: str) -> Json | None:
    url = tag.attributes.get("href") or text.encode("utf-16-le")[tag.text_start * 2 :].decode("utf-16-le")
    return {"type": "text_link", "url": url} if re.match(r"(https?|tg|mailto|tel):|[\w-]+\.\w", url) else None


def _describe_time(attributes: dict[str, str]) -> Json | None:
    if not attributes.get("unix", "").isdigit():
        return None
    shape = {"date_time_format": attributes["format"]} if attributes.get("format") else {}
    return {"type": "date_time", "unix_time": int(attributes["unix"]), **shape}


def sort_entities(entities: list[Json]) -> list[Json]:
    """By position, the outer one before what it contains."""
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


_WRAPPERS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ("<tg-spoiler>", "</tg-spoiler>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote expandable>", "</blockquote>"),
}


def write_html(text: str, entities: list[Json]) -> str:
    """HTML that parses to the same text and formatting; entities found by Telegram itself stay plain."""
    units = text.encode("utf-16-le")
    return _write_range(units, sort_entities(entities), 0, len(units) // 2)


def _write_range(units: bytes, entities: list[Json], start: int, end: int) -> str:
    written, position = "", start
    for index, entity in enumerate(entities):
        if entity["offset"] < position or entity["offset"] >= end:
            continue
        stop = entity["offset"] + entity["length"]
        opening, closing = _wrap(entity)
        written += _plain(units, position, entity["offset"])
        written += opening + _write_range(units, entities[index + 1 :], entity["offset"], stop) + closing
        position = stop
    return written + _plain(units, position, end)


def _wrap(entity: Json) -> tuple[str, str]:
    if entity["type"] == "text_link":
        return f'<a href="{escape(entity["url"])}">', "</a>"
    return _WRAPPERS.get(entity["type"], ("", ""))


def _plain(units: bytes, start: int, end: int) -> str:
    return escape(units[start * 2 : end * 2].decode("utf-16-le"), quote=False)
