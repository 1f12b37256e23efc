"""What people type on a phone: an hour without its "at", a price without a currency, a name without a capital."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from etude.conversations.forms import Utterance
from etude.conversations.parts.hours import hear_hour
from etude.conversations.parts.learners import absorb_heard
from etude.conversations.parts.not_matched import not_matched_by
from etude.conversations.parts.readers import read_time
from etude.conversations.understanding import understand

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 24, 10, tzinfo=LONDON)
WEDNESDAY, THURSDAY = (datetime(2026, 11, day, 17, tzinfo=LONDON) for day in (25, 26))


def say(words: str, offered: list[datetime] | None = None) -> Utterance:
    return Utterance(words, understand(words, NOW), NOW, "en", offered or ())


@pytest.mark.parametrize(
    ("words", "near", "meant"),
    [
        ("7 is fine", [THURSDAY], "2026-11-26T19:00"),
        ("actually can we do 4 instead?", [THURSDAY], "2026-11-26T16:00"),
        ("at 6pm instead", [THURSDAY], "2026-11-26T18:00"),
        ("thursday 7 is ok", [WEDNESDAY, THURSDAY], "2026-11-26T19:00"),
        ("11", [WEDNESDAY], "2026-11-25T11:00"),
        ("doch lieber 16", [THURSDAY], "2026-11-26T16:00"),
        ("mejor 6", [THURSDAY], "2026-11-26T18:00"),
        ("actually could we do 5.30 instead", [THURSDAY], "2026-11-26T17:30"),
        ("können wir 5.30 machen", [THURSDAY], "2026-11-26T17:30"),
        ("podríamos 5.30", [THURSDAY], "2026-11-26T17:30"),
        ("same day but 4pm", [THURSDAY], "2026-11-26T16:00"),
        ("gleicher Tag aber 16 Uhr", [THURSDAY], "2026-11-26T16:00"),
        ("el mismo día pero a las 16", [THURSDAY], "2026-11-26T16:00"),
        ("thursday 7 is fine, thx", [WEDNESDAY, THURSDAY], "2026-11-26T19:00"),
        ("7 is fine", [WEDNESDAY, THURSDAY], ""),
        ("2 please", [THURSDAY], ""),
        ("for 2 kids", [THURSDAY], ""),
        ("45 is fine", [THURSDAY], ""),
        ("7 is fine", [], ""),
    ],
)
def test_an_hour_is_on_the_day_that_is_spoken_of(words: str, near: list[datetime], meant: str) -> None:
    read = read_time(hear_hour(say(words), near))
    assert [f"{time:%Y-%m-%dT%H:%M}" for time in read] == ([meant] if meant else [])


@pytest.mark.parametrize(
    ("words", "most"),
    [
        ("guitar max 45", 4500),
        ("not more than 35", 3500),
        ("singing, 35 tops", 3500),
        ("höchstens 30", 3000),
        ("como mucho 25", 2500),
        ("piano for my son max 9", None),
        ("max 45 minutes", None),
        ("max 2 lessons", None),
        ("bis max 20 Uhr", None),
    ],
)
def test_a_price_limit_needs_no_currency(words: str, most: int | None) -> None:
    limit = say(words).understood.wishes.price_max
    assert (limit.amount if limit else None) == most


@pytest.mark.parametrize(
    ("words", "name", "age"),
    [
        ("my daughter mia is 9", "Mia", 9),
        ("piano for my son max 9 in camden", "Max", 9),
        ("need a teacher for ben hes 7", "Ben", 7),
        ("klavier für meine tochter lena, 8", "Lena", 8),
        ("piano para mi hija lucia de 8 años", "Lucia", 8),
        ("for my son near camden", "", None),
        ("for my kid only 8", "", None),
        ("singing for fun in camden", "", None),
        ("for my son max, 10 lessons", "Max", None),
    ],
)
def test_a_childs_name_needs_no_capital(words: str, name: str, age: int | None) -> None:
    heard = absorb_heard(None, say(words))
    assert (heard.name, heard.age) == (name, age) if heard else not name


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("piano, a woman if possible", True),
        ("am liebsten eine Frau", True),
        ("mejor una mujer", True),
        ("I'm a woman of 40", False),
        ("für eine Frau von 60", False),
        ("guitarra para mi mujer", False),
        ("piano in Camden", False),
    ],
)
def test_what_tutors_are_not_chosen_by_is_told(words: str, *, told: bool) -> None:
    assert (not_matched_by(words) is not None) == told
