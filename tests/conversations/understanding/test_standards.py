"""What a tutor has to come up to, and what only sounds like it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from etude.conversations.understanding import understand

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("text", "locale", "rating_min", "badge"),
    [
        ("piano with at least 4.5 stars", "en", 4.5, None),
        ("4+ stars, guitar", "en", 4.0, None),
        ("cello, four stars or more please", "en", 4.0, None),
        ("a top-rated violin teacher", "en", 4.5, None),
        ("verified guitar tutors only", "en", None, True),
        ("Klavier, mindestens 4,5 Sterne", "de", 4.5, None),
        ("ein gut bewerteter Geigenlehrer", "de", 4.5, None),
        ("Gitarre, verifiziert", "de", None, True),
        ("piano con al menos 4 estrellas", "es", 4.0, None),
        ("guitarra, profesor verificado y bien valorado", "es", 4.5, True),
        ("five stars for Ada", "en", None, None),
        ("5 stars", "en", None, None),
        ("at least 9 stars, piano", "en", None, None),
        ("piano, not verified is fine", "en", None, None),
    ],
)
def test_standards(text: str, locale: str, rating_min: float | None, badge: bool | None) -> None:
    wishes = understand(text, NOW, locale).wishes
    assert (wishes.rating_min, wishes.badge) == (rating_min, badge)
