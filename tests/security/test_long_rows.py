"""A row of thousands of small signs, which used to be walked anew from each of them, holding everybody else up."""

from datetime import UTC, datetime

import pytest

from etude.conversations.understanding import understand
from etude.conversations.understanding.tokens import Tokens

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
A_ROW = 300
LOOKS_A_SIGN = 1000


@pytest.mark.parametrize("sign", ["@", "~", "at ", "for ", "1st", "5pm ", "april "])
def test_reading_a_row_takes_no_longer_for_each_sign_than_reading_a_few(
    sign: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0
    has = Tokens.has

    def count(tokens: Tokens, at: int, kind: str) -> bool:
        nonlocal looks
        looks += 1
        return has(tokens, at, kind)

    monkeypatch.setattr(Tokens, "has", count)
    understand(sign * A_ROW, NOW, "en")
    assert looks / A_ROW < LOOKS_A_SIGN
