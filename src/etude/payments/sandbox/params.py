"""Form-encoded, nested request parameters (https://docs.stripe.com/api/expanding_objects, https://docs.stripe.com/api/metadata)."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

from etude.payments.sandbox.errors import ParameterError

Nested = dict[str, "str | Nested"]

_KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)\Z")
_STEP = re.compile(r"\[([^\[\]]*)\]")


def parse_form(encoded: str) -> Nested:
    """`a[b][0]=c&d[]=e` as `{"a": {"b": {"0": "c"}}, "d": {"0": "e"}}`; lists stay dicts keyed by position."""
    root: Nested = {}
    for key, value in parse_qsl(encoded, keep_blank_values=True):
        match = _KEY.match(key)
        if match is None:
            raise ParameterError(f"Invalid parameter name: {key}", param=key)
        _place(root, [match.group(1), *_STEP.findall(match.group(2))], value)
    return root


def _place(root: Nested, path: list[str], value: str) -> None:
    here = root
    for step in path[:-1]:
        below = here.setdefault(step or str(len(here)), {})
        if isinstance(below, str):
            raise ParameterError(f"Invalid hash: {path[0]}", param=path[0])
        here = below
    here[path[-1] or str(len(here))] = value


class Params:
    """The parameters of one request; what nobody has read by the end is refused as unknown, as Stripe does."""

    def __init__(self, values: Nested, prefix: str = "") -> None:
        self._values = values
        self._prefix = prefix
        self._read: set[str] = set()
        self._below: dict[str, Params] = {}

    def name(self, key: str) -> str:
        """The full name of a key as the sender wrote it."""
        return f"{self._prefix}[{key}]" if self._prefix else key

    def has(self, key: str) -> bool:
        """Whether the key was sent at all."""
        return key in self._values

    def text(self, key: str) -> str | None:
        """A string; an empty one means unset."""
        self._read.add(key)
        value = self._values.get(key)
        if isinstance(value, dict):
            raise ParameterError(f"Invalid string: {self.name(key)}", param=self.name(key))
        return value or None

    def need(self, key: str) -> str:
        """A string that must be there."""
        value = self.text(key)
        if value is None:
            raise ParameterError(
                f"Missing required param: {self.name(key)}.", code="parameter_missing", param=self.name(key)
            )
        return value

    def whole(self, key: str, *, least: int | None = None) -> int | None:
        """An integer, refused below `least`."""
        value = self.text(key)
        if value is None:
            return None
        if not re.fullmatch(r"[+-]?\d{1,15}", value):
            raise ParameterError(f"Invalid integer: {value}", code="parameter_invalid_integer", param=self.name(key))
        if least is not None and int(value) < least:
            raise ParameterError(
                f"This value must be greater than or equal to {least}.",
                code="parameter_invalid_integer",
                param=self.name(key),
            )
        return int(value)

    def need_whole(self, key: str, *, least: int | None = None) -> int:
        """An integer that must be there."""
        self.need(key)
        value = self.whole(key, least=least)
        assert value is not None
        return value

    def flag(self, key: str) -> bool:
        """A boolean; absent means false."""
        value = self.text(key)
        if value not in (None, "true", "false"):
            raise ParameterError(f"Invalid boolean: {value}", param=self.name(key))
        return value == "true"

    def choice(self, key: str, *options: str) -> str | None:
        """One of the given words."""
        value = self.text(key)
        if value is not None and value not in options:
            allowed = ", ".join(options)
            raise ParameterError(f"Invalid {self.name(key)}: must be one of {allowed}", param=self.name(key))
        return value

    def group(self, key: str) -> "Params":
        """The parameters below a key; empty if it was not sent."""
        self._read.add(key)
        if key not in self._below:
            value = self._values.get(key) or {}
            if isinstance(value, str):
                raise ParameterError(f"Invalid object: {self.name(key)}", param=self.name(key))
            self._below[key] = Params(value, self.name(key))
        return self._below[key]

    def groups(self, key: str) -> list["Params"]:
        """The parameters below each position of a list."""
        positions = self.group(key)
        return [positions.group(position) for position in sorted(positions._values, key=_position)]

    def texts(self, key: str) -> list[str]:
        """A list of strings."""
        positions = self.group(key)
        return [positions.need(position) for position in sorted(positions._values, key=_position)]

    def pairs(self, key: str) -> dict[str, str]:
        """A flat hash of strings, such as metadata; an empty value means that the key is to go."""
        below = self.group(key)
        return {name: below.text(name) or "" for name in below._values}

    def skip(self, *keys: str) -> None:
        """Accept keys that change nothing here."""
        self._read.update(keys)
        for key in keys:
            self._below.pop(key, None)

    def unread(self) -> Iterator[str]:
        """Full names of what was sent and never read."""
        for key in self._values:
            if key not in self._read:
                yield self.name(key)
            elif key in self._below:
                yield from self._below[key].unread()

    def refuse_unread(self) -> None:
        """Raise for the first parameter that nobody read."""
        for name in self.unread():
            raise ParameterError(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)


def _position(key: str) -> tuple[int, str]:
    return (int(key), "") if key.isdigit() else (0, key)
