"""Buttons under a message, in rows that a phone shows whole, and links that no phone could open."""

import ipaddress
from collections.abc import Iterable, Sequence
from urllib.parse import urljoin, urlsplit

from etude.bots.telegram.drawn import Key, Rows
from etude.bots.telegram.words import Line, copyable, line
from etude.conversations.messages import Button, OpenLink
from etude.core.text import Voice, _

# Two buttons stand side by side where a phone still shows both labels whole.
SHORT = 17


class Keyboard:
    """Numbers the buttons of one message and keeps what has to be said in words instead."""

    def __init__(self, message: str, base_url: str, voice: Voice) -> None:
        self._message = message
        self._base_url = base_url
        self._voice = voice
        self._next = 0
        self._on_this_machine = False
        self.lines: list[Line] = []

    def keys(self, buttons: Iterable[Button], said: str = "") -> list[Key]:
        """The next buttons. A link that Telegram would refuse on one goes into `lines`, unless it is in `said`."""
        return [key for button in buttons if (key := self._key(button, said))]

    def link(self, label: str, url: str, said: str = "") -> Key | None:
        """A link as a button, or None when it went into `lines`."""
        url = urljoin(self._base_url + "/", url)
        if is_public(url):
            return Key(label, url=url)
        if url not in said:
            self.lines.append(line(f"{label}: ") + copyable(url))
        if is_loopback(url) and not self._on_this_machine:
            self._on_this_machine = True
            note = _("This address opens only on the computer that Etude runs on.")
            self.lines.append(line(note.render(self._voice)))
        return None

    def _key(self, button: Button, said: str) -> Key | None:
        number, self._next = self._next, self._next + 1
        label = button.label.render(self._voice)
        if isinstance(button.meaning, OpenLink):
            return self.link(label, button.meaning.url, said)
        look = None if button.style == "plain" else button.style
        return Key(label, data=f"{self._message}:{number}", look=look)


def arrange(keys: Sequence[Key]) -> Rows:
    """Rows of one, or of two when both are short; the order stays."""
    rows: list[tuple[Key, ...]] = []
    for key in keys:
        if rows and len(rows[-1]) == 1 and _is_short(rows[-1][0]) and _is_short(key):
            rows[-1] = (*rows[-1], key)
        else:
            rows.append((key,))
    return tuple(rows)


def is_public(url: str) -> bool:
    """Whether Telegram takes it on a button: http or https, and a host with a dot that is no address of numbers."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or _address(host):
        return False
    return "." in host.strip(".") and not host.endswith((".localhost", ".local", ".internal"))


def is_loopback(url: str) -> bool:
    """Whether it leads back to the machine it is opened on."""
    host = urlsplit(url).hostname or ""
    found = _address(host)
    return found.is_loopback or found.is_unspecified if found else host == "localhost" or host.endswith(".localhost")


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_short(key: Key) -> bool:
    return len(key.label) <= SHORT
