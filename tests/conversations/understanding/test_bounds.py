"""Whatever is written, reading it never fails, stays quick, and what it finds lies inside the text."""

import json
import tomllib
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etude.conversations.understanding import Moment, TimeExpression, to_json, understand

NOW = datetime.fromisoformat("2026-11-24T10:00:00+00:00")
LOCALES = st.sampled_from(("en", "en-US", "de", "es", "de-AT", "fr", ""))
FILES = sorted((Path(__file__).parent / "utterances").glob("*.toml"))
SAID = [text for file in FILES for says in tomllib.loads(file.read_text("utf-8"))["topics"].values() for text in says]
WORDS = sorted({word for text in SAID for word in text.split()})
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join)
ANY_NOW = st.datetimes(datetime(2001, 1, 1), datetime(2099, 12, 31)).map(  # noqa: DTZ001
    lambda wall: wall.replace(tzinfo=timezone(timedelta(hours=-5)))
)


def check_time(said: TimeExpression, text: str) -> None:
    start, end = said.span
    assert 0 <= start < end <= len(text)
    assert text[start:end] == said.text
    if said.start and said.end:
        assert order(said.start) < order(said.end)
    for other in (*said.exclude, *said.alternatives):
        check_time(other, text)


def order(moment: Moment) -> tuple[object, ...]:
    return tuple(part for part in (moment.day, moment.clock) if part is not None)


@settings(max_examples=400, deadline=None)
@given(text=SENTENCES, locale=LOCALES, now=ANY_NOW)
def test_any_jumble_of_words_is_read_without_failing(text: str, locale: str, now: datetime) -> None:
    found = understand(text, now, locale)
    for said in found.times:
        check_time(said, text)
    for each in (*found.durations, *found.money, *found.ages, *found.distances, *found.counts):
        assert text[each.span[0] : each.span[1]] == each.text
    assert all(duration.minutes > 0 for duration in found.durations)
    assert all(price.least is None or price.most is None or price.least <= price.most for price in found.money)
    json.dumps(to_json(found))


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=200), locale=LOCALES)
def test_any_text_at_all_is_read_without_failing(text: str, locale: str) -> None:
    json.dumps(to_json(understand(text, NOW, locale)))


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000,
        "1 " * 5_000,
        "🎹" * 10_000,
        "漢字かな " * 2_000,
        "مرحبا " * 1_600,
        "not monday or " * 800,
        "9" * 10_000,
        "",
    ],
)
def test_ten_thousand_characters_of_anything_are_fine(text: str) -> None:
    understood = understand(text, NOW)
    assert understood.text == text


@settings(max_examples=100, deadline=None)
@given(hour=st.integers(0, 23), minute=st.integers(0, 59), ahead=st.integers(0, 400))
def test_a_written_date_and_time_is_read_as_written(hour: int, minute: int, ahead: int) -> None:
    at = (NOW + timedelta(days=ahead)).replace(hour=hour, minute=minute)
    (found,) = understand(f"{at:%Y-%m-%d} {hour:02}:{minute:02}", NOW).times
    assert found.start == Moment(at.date(), at.time())


@settings(max_examples=100, deadline=None)
@given(ahead=st.integers(1, 364))
def test_a_day_and_month_mean_their_next_coming(ahead: int) -> None:
    day = (NOW + timedelta(days=ahead)).date()
    (found,) = understand(f"{day.day} {day:%B}", NOW).times
    assert found.start == Moment(day)


def test_only_american_english_writes_the_month_first() -> None:
    (british,) = understand("08/12", NOW, "en").times
    (american,) = understand("08/12", NOW, "en-US").times
    assert (str(british.start), str(american.start)) == ("2026-12-08", "2027-08-12")


def test_another_language_than_the_interfaces_is_read_by_its_own_words() -> None:
    german = understand("ich möchte morgen um halb fünf Klavier lernen", NOW, "en")
    assert german.language == "de"
    assert str(german.times[0].start) == "2026-11-25T16:30"
    spanish = understand("mañana a las cinco y media, por favor", NOW, "de")
    assert spanish.language == "es"
    assert str(spanish.times[0].start) == "2026-11-25T17:30"


def test_times_are_counted_from_the_writers_own_day() -> None:
    """At 23:30 in New York it is tomorrow already in London, but not for Daniel."""
    late = datetime.fromisoformat("2026-11-24T23:30:00-05:00")
    (tomorrow,) = understand("tomorrow at 5", late).times
    assert str(tomorrow.start) == "2026-11-25T17:00"


def test_what_is_refused_or_a_time_is_never_offered_as_a_guess() -> None:
    assert understand("something other than piano", NOW).unsure == ()
    assert understand("satruday at 10am", NOW).unsure == ()
    (guess,) = understand("clarrinnet", NOW).unsure
    assert len(guess.choices) == 3
    assert guess.choices[0] == ("subject", "clarinet")
