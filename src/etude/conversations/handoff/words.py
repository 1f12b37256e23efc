"""How people say that they want the bot again."""

import tomllib
from functools import lru_cache
from importlib.resources import files

from etude.conversations.understanding.patterns import key_of

POLITE = ("please", "bitte", "por", "favor", "thanks", "danke", "gracias", "ok", "okay")


def wants_back(words: str) -> bool:
    """Whether the whole message asks for the bot, politeness and signs aside."""
    return _key(words) in _phrases()


@lru_cache
def _phrases() -> frozenset[tuple[str, ...]]:
    raw = tomllib.loads(files("etude.conversations.handoff").joinpath("words.toml").read_text("utf-8"))
    return frozenset(map(_key, raw["back"]))


def _key(words: str) -> tuple[str, ...]:
    return tuple(word for word in key_of(words) if word[0].isalnum() and word not in POLITE)
