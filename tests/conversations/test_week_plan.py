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
    for words in ("every other monday 3 to 8", "mondays 3-8 until christmas"):
        plan = heard(words)
        assert plan == WeekPlan(beyond=True), words


@pytest.mark.parametrize(
    ("locale", "words", "plan"),
    [
        ("en", "saturday mornings too", WeekPlan(added={5: ((540, 720),)})),
        ("de", "samstagvormittags auch", WeekPlan(added={5: ((540, 720),)})),
        ("es", "también los sábados por la mañana", WeekPlan(added={5: ((540, 720),)})),
        ("en", "not mondays 3 to 5", WeekPlan(without={0: ((900, 1020),)})),
        ("en", "not on friday afternoons any more", WeekPlan(without={4: ((720, 1020),)})),
        ("de", "freitagnachmittags nicht mehr", WeekPlan(without={4: ((720, 1020),)})),
        ("es", "los viernes por la tarde ya no", WeekPlan(without={4: ((720, 1200),)})),
        ("en", "actually i start at 4 on mondays", WeekPlan(bounds={0: (960, None)})),
        ("de", "montags fange ich um 16 Uhr an", WeekPlan(bounds={0: (960, None)})),
        ("es", "los lunes empiezo a las 16", WeekPlan(bounds={0: (960, None)})),
        (
            "en",
            "dont work fridays any more and tuesday only until 7",
            WeekPlan(hours={4: ()}, bounds={1: (None, 1140)}),
        ),
        ("de", "freitags nicht mehr und dienstags nur bis 19 Uhr", WeekPlan(hours={4: ()}, bounds={1: (None, 1140)})),
        ("es", "los viernes ya no y los martes solo hasta las 19", WeekPlan(hours={4: ()}, bounds={1: (None, 1140)})),
        ("en", "not on mondays and tuesdays", WeekPlan(hours={0: (), 1: ()})),
    ],
)
def test_what_is_added_left_out_or_bounded(locale: str, words: str, plan: WeekPlan) -> None:
    assert heard(words, locale) == plan


def test_a_correction_keeps_the_other_days() -> None:
    old = WeekPlan(hours={0: THREE_TO_EIGHT}, added={5: ((540, 720),)})
    for words in ("no on sat just 10 to 1", "no, saturdays 10 to 1", "nein, samstags nur 10 bis 13"):
        assert heard(words, old=old) == WeekPlan(hours={0: THREE_TO_EIGHT, 5: ((600, 780),)}), words


def test_words_about_something_else_change_nothing() -> None:
    plan = WeekPlan(hours={0: THREE_TO_EIGHT})
    for words in ("hello", "how much do I earn?", "thanks, that's all"):
        assert heard(words, old=plan) is None, words
