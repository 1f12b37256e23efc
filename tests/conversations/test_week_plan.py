"""What tutors say of their weekly hours, in each language, and what it is taken for."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from etude.conversations.forms import Utterance
from etude.conversations.parts.week_plan import WeekPlan, absorb_plan
from etude.conversations.understanding import understand

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/London"))
THREE_TO_EIGHT, TEN_TO_TWO = ((900, 1200),), ((600, 840),)


def heard(words: str, locale: str = "en", old: WeekPlan | None = None) -> WeekPlan | None:
    return absorb_plan(old, Utterance(words, understand(words, NOW, locale), NOW, locale))


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", "mondays and wednesdays 3 to 8pm, not on fridays any more"),
        ("en", "Monday and Wednesday 15:00-20:00; no fridays"),
        ("de", "montags und mittwochs 15 bis 20 Uhr, freitags nicht mehr"),
        ("es", "los lunes y miércoles de 15 a 20, los viernes ya no"),
    ],
)
def test_days_with_hours_and_days_that_are_given_up(locale: str, words: str) -> None:
    assert heard(words, locale) == WeekPlan(hours={0: THREE_TO_EIGHT, 2: THREE_TO_EIGHT, 4: ()})


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", "saturdays 10-14 from january"),
        ("de", "samstags 10-14 ab Januar"),
        ("es", "los sábados de 10 a 14 a partir de enero"),
    ],
)
def test_hours_that_begin_later(locale: str, words: str) -> None:
    assert heard(words, locale) == WeekPlan(hours={5: TEN_TO_TWO}, starts=date(2027, 1, 2))


def test_two_stretches_of_a_day() -> None:
    assert heard("mondays 9-12 and 3-8") == WeekPlan(hours={0: ((540, 720), (900, 1200))})


def test_a_day_without_hours_is_asked_about_and_then_has_them() -> None:
    unclear = heard("sundays")
    assert unclear == WeekPlan(unclear=(6,))
    assert heard("9 to 12", old=unclear) == WeekPlan(hours={6: ((540, 720),)})


def test_what_weekly_hours_cannot_be_is_said_to_be_beyond() -> None:
    for words in ("every other monday 3 to 8", "mondays 3-8 until christmas", "not mondays 3 to 5"):
        plan = heard(words)
        assert plan == WeekPlan(beyond=True), words


def test_words_about_something_else_change_nothing() -> None:
    plan = WeekPlan(hours={0: THREE_TO_EIGHT})
    for words in ("hello", "how much do I earn?", "thanks, that's all"):
        assert heard(words, old=plan) is None, words
