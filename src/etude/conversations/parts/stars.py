"""Stars from one to five: as buttons, and as people say them."""

import re
from collections.abc import Sequence

from etude.conversations.forms import Option, Utterance
from etude.conversations.messages import Button, StartFlow
from etude.core.ids import LessonId
from etude.core.text import verbatim

MOST = 5
# From one to five, so that the number of a choice is the number of its stars.
EVERY = range(1, MOST + 1)
_NUMBERS = {
    "one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "five": 5,
    "ein": 1, "einen": 1, "eins": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "fuenf": 5,
    "un": 1, "una": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
}  # fmt: skip
_NUMBER = rf"(?P<number>[1-5]|{'|'.join(_NUMBERS)})"
_SIGNS = re.compile(r"(?:[★⭐🌟]\ufe0f?\s*)+")
_STARS = re.compile(
    rf"(?<![\w.,/]){_NUMBER}(?:[ -]?(?:stars?|sterne?n?|estrellas?)\b|"
    r"\s*(?:/|out of|of|von|de|sobre)\s*(?:5|five|fünf|cinco)\b)",
    re.IGNORECASE,
)
# What follows the stars and is about them, not about the lesson.
_ABOUT = re.compile(r"(?:for|from|of|out|or|and|please|für|von|oder|und|bitte|para|de|o|y|por)\b", re.IGNORECASE)
FEWEST_WORDS = 2
_BARE = re.compile(rf"{_NUMBER}[.!]*", re.IGNORECASE)


def star_buttons(lesson: LessonId) -> tuple[Button, ...]:
    """The stars of one lesson, each the beginning of its review."""
    args: dict[str, object] = {"lesson": lesson}
    return tuple(Button(verbatim("★" * stars), StartFlow("review", dict(args), {"stars": stars})) for stars in EVERY)


def star_options() -> list[Option[int]]:
    """The stars as choices of a question."""
    return [Option(verbatim("★" * stars), stars) for stars in EVERY]


def read_stars(said: Utterance) -> Sequence[int]:
    """How many stars: "4", "four stars", "4 out of 5", "★★★★"."""
    bare = _BARE.fullmatch(said.text.strip())
    return [_count(bare["number"])] if bare else _starred(said.text)


def absorb_stars(old: int | None, said: Utterance) -> int | None:
    """Stars said in passing, where they are called so."""
    found = _starred(said.text)
    return found[0] if len(found) == 1 else None


def absorb_words(old: str | None, said: Utterance) -> str | None:
    """What is said of the lesson right after the stars: "5 stars, he loved it"."""
    text = " ".join(said.text.split())
    stars = _SIGNS.match(text) or _STARS.match(text)
    words = text[stars.end() :].lstrip(" ,.;:!-–") if stars and old is None else ""
    return words if len(words.split()) >= FEWEST_WORDS and not _ABOUT.match(words) else None


def _starred(words: str) -> list[int]:
    signs = [len(re.findall("[★⭐🌟]", found[0])) for found in _SIGNS.finditer(words)]
    said = [_count(found["number"]) for found in _STARS.finditer(words)]
    return [stars for stars in dict.fromkeys((*signs, *said)) if stars in EVERY]


def _count(number: str) -> int:
    return int(number) if number.isdecimal() else _NUMBERS[number.casefold()]
