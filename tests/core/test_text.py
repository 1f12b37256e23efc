"""Words are values: each reader gets them in their own language, zone and way of writing money and times."""

import json
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etude.core.money import Money
from etude.core.text import Text, Voice, _, asked_locale, counted, nearest_locale, verbatim, zone_named

BEN, DANIEL = Voice("en", "Europe/London"), Voice("de", "Europe/Berlin")
NOV = datetime(2026, 11, 6, 17, 0, tzinfo=UTC)
JULY = datetime(2026, 7, 3, 17, 0, tzinfo=UTC)


def spaced(words):
    """With plain spaces, as money is written with hard ones."""
    return " ".join(words.split())


@pytest.mark.parametrize(
    ("voice", "amount", "words"),
    [
        (BEN, Money(4000, "GBP"), "£40"),
        (BEN, Money(4050, "GBP"), "£40.50"),
        (BEN, Money(123400, "GBP"), "£1,234"),
        (DANIEL, Money(4000, "EUR"), "40 €"),
        (DANIEL, Money(4050, "EUR"), "40,50 €"),
        (Voice("es"), Money(4050, "EUR"), "40,50 €"),
        (Voice("es"), Money(4050, "GBP"), "40,50 £"),
        (BEN, Money(4050, "JPY"), "JP¥4,050"),
    ],
)
def test_money_is_written_as_its_reader_does(voice, amount, words):
    assert spaced(_("{price}", price=amount).render(voice)) == words


@pytest.mark.parametrize(
    ("voice", "time", "words"),
    [
        (BEN, NOV, "Fri 6 Nov, 17:00"),
        (BEN, JULY, "Fri 3 Jul, 18:00"),
        (Voice("en", "America/New_York"), NOV, "Fri 6 Nov, 12:00"),
        (Voice("en", "Asia/Kathmandu"), NOV, "Fri 6 Nov, 22:45"),
        (Voice("en", "Pacific/Auckland"), NOV, "Sat 7 Nov, 06:00"),
        (Voice("en-US", "UTC"), NOV, "Fri, Nov 6, 5:00 PM"),
        (DANIEL, NOV, "Fr., 6. Nov., 18:00"),
    ],
)
def test_a_time_is_read_on_the_readers_own_clock(voice, time, words):
    assert spaced(_("{time:when}", time=time).render(voice)) == words


@pytest.mark.parametrize(
    ("voice", "words"),
    [(BEN, "09:30 to 20:00"), (DANIEL, "09:30 bis 20:00"), (Voice("en-US", "America/New_York"), "9:30 AM to 8:00 PM")],
)
def test_a_clock_on_the_wall_is_in_nobodys_zone_and_written_as_every_other_time(voice, words):
    text = _("{start} to {end}", start=time(9, 30), end=time(20, 0))
    assert spaced(text.render(voice)) == words
    assert Text.from_json(json.loads(json.dumps(text.to_json()))) == text
    noon = datetime(2026, 11, 6, 9, 30, tzinfo=zone_named(voice.zone))
    assert words.startswith(spaced(_("{t:clock}", t=noon).render(voice)))


def test_the_hour_that_comes_twice_is_two_times():
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert _("{t:clock}", t=first).render(BEN) == _("{t:clock}", t=second).render(BEN) == "01:30"
    before = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    after = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert [_("{t:clock}", t=t).render(BEN) for t in (before, after)] == ["00:59", "02:00"]


@pytest.mark.parametrize(
    ("style", "words"), [("clock", "17:00"), ("day", "Friday 6 November"), ("date", "6 November 2026")]
)
def test_a_time_can_be_said_in_parts(style, words):
    said = _(f"{{t:{style}}}", t=NOV).render(BEN).replace(",", "")
    assert spaced(said) == words
    if style != "clock":
        assert _(f"{{t:{style}}}", t=date(2026, 11, 6)).render(BEN).replace(",", "") == said


def test_an_abbreviation_at_the_end_of_a_sentence_ends_it():
    told = _("See you on {day:short}. Bye...", day=NOV.date())
    assert told.render(DANIEL) == "See you on Fr., 6. Nov. Bye..."
    assert _("“{words}”.", words="well..").render(DANIEL) == "“well..”."


@pytest.mark.parametrize(("count", "words"), [(0, "0 lessons"), (1, "1 lesson"), (2, "2 lessons")])
def test_one_is_not_many(count, words):
    assert counted("{count} lesson", "{count} lessons", count).render(BEN) == words


def test_a_number_with_a_fraction_has_the_readers_point():
    assert [_("{n}", n=4.75).render(voice) for voice in (BEN, DANIEL)] == ["4.8", "4,8"]


def test_a_text_inside_a_text_is_rendered_for_the_same_reader():
    inner = _("{time:clock}", time=NOV)
    assert _("At {inner}.", inner=inner).render(DANIEL) == "At 18:00."


@pytest.mark.parametrize("name", ["{price}", "{0}", "{", "}", "{name!r}", "%(name)s", "{name.__class__}", "{{"])
def test_braces_in_a_name_are_only_braces(name):
    assert _("Hello {name}.", name=name).render(BEN) == f"Hello {name}."
    assert verbatim(name).render(BEN) == name


def test_a_persons_words_are_never_looked_up(monkeypatch):
    class Catalogue:
        def gettext(self, msgid):
            return {"Book a lesson": "Stunde buchen"}.get(msgid, msgid)

    monkeypatch.setattr("etude.core.text._catalogue", lambda locale: Catalogue())
    assert _("Book a lesson").render(DANIEL) == "Stunde buchen"
    assert verbatim("Book a lesson").render(DANIEL) == "Book a lesson"
    assert _("{name}", name="Book a lesson").render(DANIEL) == "Book a lesson"


def test_an_empty_text_says_nothing():
    assert _("").render(DANIEL) == ""


params = st.one_of(
    st.text(),
    st.integers(-(10**9), 10**9),
    st.builds(Money, st.integers(-(10**9), 10**9), st.sampled_from(["GBP", "EUR", "JPY"])),
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)
texts = st.recursive(
    st.builds(Text, st.text(), st.dictionaries(st.from_regex(r"[a-z]+", fullmatch=True), params)),
    lambda inner: st.builds(Text, st.text(), st.dictionaries(st.just("inner"), inner, min_size=1)),
    max_leaves=3,
)


@given(texts)
def test_a_text_survives_the_database(text):
    assert Text.from_json(json.loads(json.dumps(text.to_json()))) == text


@pytest.mark.parametrize("raw", [None, "words", {}, {"m": 3}, []])
def test_what_is_not_a_text_is_not_taken_for_one(raw):
    with pytest.raises(ValueError):
        Text.from_json(raw)


@pytest.mark.parametrize(
    ("tag", "locale"),
    [("de-AT", "de"), ("en_US", "en-US"), ("en-GB", "en"), ("ES", "es"), ("pt-br", "en"), ("", "en"), (None, "en")],
)
def test_a_tag_finds_the_nearest_of_our_languages(tag, locale):
    assert nearest_locale(tag) == locale


@pytest.mark.parametrize(
    ("accepted", "locale"),
    [
        ("fr, de-AT;q=0.8, en;q=0.5", "de"),
        ("en;q=0.3, es-MX;q=0.9", "es"),
        ("de;q=0, en-US", "en-US"),
        ("*, de;q=nonsense", "en"),
        ("," * 1000, "en"),
        (None, "en"),
    ],
)
def test_a_browser_says_which_language_it_likes_best(accepted, locale):
    assert asked_locale(accepted) == locale
