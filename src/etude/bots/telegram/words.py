"""Text for Telegram: escaped, measured as Telegram measures it, and cut at sensible places.

Telegram counts UTF-16 units once the markup is read (https://core.telegram.org/bots/api#messageentity).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
_TAG = re.compile(r"</?[a-z][^>]*>")
_ENDS = ("\n", ". ", "! ", "? ", "; ", ", ", " ")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is read, and as HTML. Markup never runs on into the next line."""

    plain: str
    html: str

    def __add__(self, other: "Line") -> "Line":
        return Line(self.plain + other.plain, self.html + other.html)


def line(words: str) -> Line:
    """Words of anybody, which mean no markup."""
    return Line(words, escape(words, quote=False))


def bold(words: str) -> Line:
    return Line(words, f"<b>{escape(words, quote=False)}</b>")


def italic(words: str) -> Line:
    return Line(words, f"<i>{escape(words, quote=False)}</i>")


def copyable(words: str) -> Line:
    """Words that a tap copies, such as an address that a phone could not open."""
    return Line(words, f"<code>{escape(words, quote=False)}</code>")


def linked(words: str, url: str) -> Line:
    return Line(words, f'<a href="{escape(url)}">{escape(words, quote=False)}</a>')


def lines_of(words: str) -> list[Line]:
    """Words that may have several lines."""
    return [line(each) for each in words.strip().split("\n")] if words.strip() else []


def measure(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def bind(lines: Iterable[Line], longest: int = LONGEST_TEXT) -> list[str]:
    """Lines as HTML pages of at most `longest` each."""
    pages: list[str] = []
    room = 0
    for each in (part for whole in lines for part in _fit(whole, longest)):
        size = measure(each.plain) + 1
        if pages and size <= room:
            pages[-1] += "\n" + each.html
            room -= size
        else:
            pages.append(each.html)
            room = longest - size + 1
    return [page for page in map(str.strip, pages) if page]


def strip_markup(html: str) -> str:
    """What of our own HTML is read."""
    return unescape(_TAG.sub("", html))


def _fit(whole: Line, longest: int) -> Iterator[Line]:
    """The line, or its words in pieces when it is too long; a piece has no markup."""
    if measure(whole.plain) <= longest:
        yield whole
        return
    rest = whole.plain
    while measure(rest) > longest:
        piece = _cut(rest, longest)
        yield line(piece.rstrip())
        rest = rest[len(piece) :].lstrip()
    if rest:
        yield line(rest)


def _cut(text: str, longest: int) -> str:
    """The longest beginning that fits and ends with a sentence, else with a word, else anywhere."""
    head = text[:longest]
    while measure(head) > longest:
        head = head[: -max(1, (measure(head) - longest) // 2)]
    for end in _ENDS:
        at = head.rfind(end)
        if at >= len(head) // 2:
            return head[: at + len(end)]
    return head
