"""What Carla types among the times she is offered, on a Monday morning in London."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from etude.conversations.forms import Utterance
from etude.conversations.parts.readers import read_time
from etude.conversations.understanding import understand

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=LONDON)
OFFERED = [
    datetime(2026, 11, 23, 17, 0, tzinfo=LONDON),
    datetime(2026, 11, 24, 17, 30, tzinfo=LONDON),
    datetime(2026, 11, 26, 17, 0, tzinfo=LONDON),
    datetime(2026, 11, 26, 18, 30, tzinfo=LONDON),
]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("monday", ["Mon 17:00"]),
        ("monday at 5", ["Mon 17:00"]),
        ("lunes", ["Mon 17:00"]),
        ("am Montag", ["Mon 17:00"]),
        ("next monday", []),
        ("thursdy at 5", ["Thu 17:00"]),
        ("donnerstg um 17 Uhr", ["Thu 17:00"]),
        ("thu 5", ["Thu 17:00"]),
        ("5", ["Mon 17:00", "Tue 17:30", "Thu 17:00"]),
        ("18", ["Thu 18:30"]),
        ("6:15ish on thursday", ["Thu 18:15"]),
        ("half five", ["Tue 17:30"]),
        ("the later one", ["Thu 18:30"]),
        ("die späteste", ["Thu 18:30"]),
        ("earliest", ["Mon 17:00"]),
        ("la primera", ["Mon 17:00"]),
        ("first one", ["Mon 17:00"]),
        ("the last one", ["Thu 18:30"]),
        ("any time after 6", ["Thu 18:30"]),
        ("thursday morning", []),
        ("friday at 5", ["Fri 17:00"]),
    ],
)
def test_words_pick_from_what_is_offered(words: str, meant: list[str]) -> None:
    said = Utterance(words, understand(words, NOW), NOW, "en", options=OFFERED)
    assert [time.strftime("%a %H:%M") for time in read_time(said)] == meant
