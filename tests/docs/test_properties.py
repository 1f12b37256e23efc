"""The page of the properties names tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.findall(r"`([\w/]+\.(?:py|chat))`", (ROOT / "docs/properties.md").read_text("utf-8"))


def test_every_test_that_is_named_is_there() -> None:
    missing = [
        name for name in NAMED if not (ROOT / name).exists() and not (ROOT / "tests/transcripts" / name).exists()
    ]
    assert len(NAMED) > 20
    assert missing == []
