"""What made-up people say: templates of their language, its vocabulary, and sentences of other trades."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random

HERE = Path(__file__).parent
OTHER_TRADES = HERE.parent / "trades.jsonl"
QUESTIONS = HERE.parents[1] / "tests/conversations/answers/questions.toml"
LANGUAGES = ("en", "de", "es")


@dataclass(frozen=True, slots=True)
class Speech:
    """One language: `kinds` are templates by ``first.child`` or ``noise.thanks``; `questions` are asked as they are."""

    locale: str
    zone: str
    days: Sequence[str]
    kinds: Mapping[str, Sequence[str]]
    questions: Sequence[str]

    def draw(self, chance: Random, kind: str) -> str:
        """A template of this kind."""
        return chance.choice(self.kinds[kind])


@lru_cache(maxsize=len(LANGUAGES))
def load_speech(language: str) -> Speech:
    """How ``en``, ``de`` or ``es`` is spoken."""
    raw = tomllib.loads((HERE / "speech" / f"{language}.toml").read_text("utf-8"))
    kinds = {
        f"{group}.{name}": tuple(said)
        for group in ("first", "answer", "repair", "later", "noise")
        for name, said in raw[group].items()
    }
    kinds |= {f"word.{name}": tuple(raw[name]) for name in ("help", "back", "cancel")}
    kinds["noise.nonsense"] = (*kinds["noise.nonsense"], *_other_trades(language))
    return Speech(language, raw["zone"], tuple(raw["days"]), kinds, _questions(language))


def _questions(language: str) -> Sequence[str]:
    asked = tomllib.loads(QUESTIONS.read_text("utf-8"))[language]
    return tuple(said for about, sentences in asked.items() if about != "nothing" for said in sentences)


def _other_trades(language: str) -> Sequence[str]:
    rows = (json.loads(line) for line in OTHER_TRADES.read_text("utf-8").splitlines() if line.strip())
    return tuple(row["text"] for row in rows if row["locale"] == language)
