"""A reply as Telegram shows it: values that any framework can send."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from etude.bots.telegram.words import strip_markup

Look: TypeAlias = Literal["primary", "danger"]
FileKind: TypeAlias = Literal["photo", "audio", "video", "document"]


@dataclass(frozen=True, slots=True)
class Key:
    """A button under a message: a tap comes back as `data`, or opens `url`."""

    label: str
    data: str | None = None
    url: str | None = None
    look: Look | None = None


Rows: TypeAlias = tuple[tuple[Key, ...], ...]


@dataclass(frozen=True, slots=True)
class PlaceKeys:
    """Buttons in place of the person's own keyboard: the first shares where they are, the others write their label."""

    share: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """A bubble of HTML, at most 4096 characters once its markup is read; plain text when `plain` is set."""

    html: str
    keys: Rows = ()
    place: PlaceKeys | None = None
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file with a caption of at most 1024 characters.

    What it carries is one of: `stored`, a name in the file store; `page`, a path on our own site; or `content`.
    """

    kind: FileKind
    name: str
    html: str = ""
    keys: Rows = ()
    stored: str = ""
    page: str = ""
    content: bytes = b""
    title: str = ""
    seconds: int | None = None
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Typing:
    """The dots that say something takes a moment."""


Drawn: TypeAlias = Words | Attachment
Shown: TypeAlias = Drawn | Typing


def plainly(drawn: Drawn) -> Words:
    """The same without markup, file or links on buttons: what cannot well be refused."""
    keys = tuple(tuple(key for key in row if key.url is None) for row in drawn.keys)
    links = [f"{key.label}: {key.url}" for row in drawn.keys for key in row if key.url]
    text = drawn.html if drawn.plain else strip_markup(drawn.html)
    text = "\n".join(part for part in (text, *links) if part) or "…"
    place = drawn.place if isinstance(drawn, Words) else None
    return Words(text, tuple(row for row in keys if row), place, plain=True)


def without_file(attachment: Attachment) -> Words:
    """Its words alone, for when the file is gone."""
    return Words(attachment.html or "…", attachment.keys, plain=attachment.plain)
