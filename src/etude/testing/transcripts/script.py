"""Reads a transcript into steps."""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

_SAYS = re.compile(r"([STGU])> ?(.*)$")
_HEARS = re.compile(r"B(?:@([STGU]))?([:~]) ?(.*)$")
_CHOICES = re.compile(r"\[(.*)\]$")
_CAST = re.compile(r"@([STGU]) +(.+)$")
_ONLY = re.compile(r"@only +([a-z ]+): *(.+)$")
_SPAN = re.compile(r"(\d+)([mhd])$")


class ScriptError(Exception):
    """A line of a transcript cannot be read."""


@dataclass(frozen=True, slots=True)
class Says:
    """`who` types `words`, or taps them where they stand in round brackets; square brackets name something sent."""

    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Hears:
    """`who` (None for whoever spoke last) is told `words`: exactly the next thing, or contained in a later one."""

    who: str | None
    exactly: bool
    words: str


@dataclass(frozen=True, slots=True)
class Offers:
    """The choices under what was just heard; with `some`, there may be others too."""

    labels: tuple[str, ...]
    some: bool


@dataclass(frozen=True, slots=True)
class Does:
    """Something that happens: pay, later, channel, restart, dup."""

    what: str
    words: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What the database must say, such as ``lessons 1 confirmed``."""

    what: str
    words: str


Step = Says | Hears | Offers | Does | Counts


@dataclass(frozen=True, slots=True)
class Script:
    """A transcript: its name, who plays whom, and its steps with their line numbers.

    `only` are the channels it can be played on (none for all), `because` says why it cannot be on the others.
    """

    name: str
    cast: dict[str, str]
    steps: tuple[tuple[int, Step], ...]
    only: tuple[str, ...] = ()
    because: str = ""

    def plays_on(self, channel: str) -> bool:
        return not self.only or channel in self.only

    @property
    def roles(self) -> list[str]:
        """Everyone who says or hears something, in the order of their entry."""
        named = [getattr(step, "who", None) for _number, step in self.steps]
        return list(dict.fromkeys([*self.cast, *(who for who in named if who)]))


def read_script(path: Path) -> Script:
    """Read a ``.chat`` file; raises ScriptError that names the line."""
    cast: dict[str, str] = {}
    steps: list[tuple[int, Step]] = []
    only, because = tuple[str, ...](), ""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        named = _CAST.match(line)
        if named:
            cast[named.group(1)] = named.group(2).strip()
            continue
        if limited := _ONLY.match(line):
            only, because = tuple(limited.group(1).split()), limited.group(2)
            continue
        step = _read(line)
        if step is None:
            raise ScriptError(f"{path.name}:{number}: {line}")
        steps.append((number, step))
    return Script(path.stem, cast, tuple(steps), only, because)


def read_span(words: str) -> timedelta:
    """``24h``, ``30m`` or ``3d``."""
    match = _SPAN.match(words.strip())
    if match is None:
        raise ScriptError(words)
    return timedelta(**{{"m": "minutes", "h": "hours", "d": "days"}[match.group(2)]: int(match.group(1))})


def _read(line: str) -> Step | None:
    if said := _SAYS.match(line):
        return Says(said.group(1), said.group(2))
    if heard := _HEARS.match(line):
        return Hears(heard.group(1), heard.group(2) == ":", heard.group(3))
    if line.startswith(("!", "=")):
        what, _space, words = line[1:].strip().partition(" ")
        return Does(what, words.strip()) if line[0] == "!" else Counts(what, words.strip())
    if offered := _CHOICES.match(line):
        labels = [label.strip() for label in offered.group(1).split("|")]
        return Offers(tuple(label for label in labels if label != ".."), ".." in labels)
    return None
