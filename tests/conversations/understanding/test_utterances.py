"""What people write and what must be understood of it: one file of utterances a language, all said on one Tuesday."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from etude.conversations.understanding import TimeExpression, Understood, understand

NOW = datetime.fromisoformat("2026-11-24T10:00:00+00:00")
FOLDER = Path(__file__).parent / "utterances"


def read_cases() -> list[Any]:
    cases = []
    for file in sorted(FOLDER.glob("*.toml")):
        raw = tomllib.loads(file.read_text("utf-8"))
        for topic, says in raw["topics"].items():
            for text, expected in says.items():
                cases.append(pytest.param(raw["locale"], text, expected, id=f"{file.stem}:{topic}:{text[:60]}"))
    return cases


def describe(said: TimeExpression) -> str:
    """``point 2026-11-25T16:30 minute`` or ``recurring 17:00..22:00 time FREQ=WEEKLY;BYDAY=MO``."""
    bounds = f"{said.start or ''}..{said.end or ''}" if said.end or said.start is None else f"{said.start}"
    if said.kind in ("after", "before") or (said.kind != "point" and not said.end):
        bounds = f"{said.start or ''}..{said.end or ''}"
    words = [said.kind, bounds, said.grain, *([str(said.repeat)] if said.repeat else [])]
    return " ".join(words + [f"except[{describe(each)}]" for each in said.exclude])


def facts(found: Understood) -> dict[str, Any]:
    """Everything understood in the notation of the utterance files, empty things left out."""
    wishes = found.wishes
    every = {
        "times": [describe(each) for each in found.times],
        "or": [describe(other) for each in found.times for other in each.alternatives],
        "minutes": [each.minutes for each in found.durations],
        "money": [_price(each) for each in found.money],
        "ages": [each.years for each in found.ages],
        "metres": [each.metres for each in found.distances],
        "counts": [f"{each.lessons or '-'}/{each.per_week or '-'}" for each in found.counts],
        "subjects": list(wishes.subjects),
        "genres": list(wishes.genres),
        "levels": list(wishes.levels),
        "languages": list(wishes.languages),
        "place": wishes.place.name if wishes.place else None,
        "online": wishes.online,
        "at": wishes.at,
        "learner_self": wishes.learner_self,
        "hard": sorted(wishes.hard),
        "soft": sorted(wishes.soft),
        "not": [*wishes.not_.subjects, *wishes.not_.genres, *wishes.not_.levels, *sorted(wishes.not_.weekdays)],
        "commands": [":".join(filter(None, (each.name, each.flow, each.language))) for each in found.commands],
    }
    return {name: value for name, value in every.items() if value not in (None, [])}


def _price(price: Any) -> str:
    bounds = f"{price.least if price.least is not None else ''}..{price.most if price.most is not None else ''}"
    amount = price.amount if price.amount is not None else ""
    return " ".join(filter(None, (str(amount), bounds if bounds != ".." else "", price.currency, price.per)))


@pytest.mark.parametrize(("locale", "text", "expected"), read_cases())
def test_an_utterance_is_understood(locale: str, text: str, expected: dict[str, Any]) -> None:
    """Each case names what it is about; of times, money and ages everything understood must be named."""
    found = facts(understand(text, NOW, locale))
    strict = ("times", "or", "money", "ages", "minutes", "metres", "counts")
    wanted = {name: value for name, value in expected.items() if value not in ("none", [])}
    about = {name: value for name, value in found.items() if name in expected or name in strict}
    assert about == wanted
