"""The tutors of the seeds are possible ones: each row would pass as a real tutor's."""

from collections import Counter
from itertools import pairwise
from zoneinfo import available_timezones

import pytest

from etude.core.text import LOCALES
from etude.matching.taxonomy import load_taxonomy
from etude.testing.seeds import people
from etude.testing.seeds.cast import CAST
from etude.testing.seeds.crowd import draw_crowd
from etude.testing.seeds.profile import Tutor

TUTORS = (*CAST, *draw_crowd(1))
CURRENCIES = {"London": "GBP", "Berlin": "EUR", "Madrid": "EUR", "New York": "USD"}


def named(slug: str) -> Tutor:
    return next(tutor for tutor in TUTORS if tutor.slug == slug)


def test_there_are_tutors_in_four_cities_and_some_only_online() -> None:
    cities = Counter(tutor.place.city if tutor.place else "online" for tutor in TUTORS)
    assert len(TUTORS) >= 220
    assert cities["London"] >= 90
    assert min(cities["Berlin"], cities["Madrid"], cities["New York"]) >= 30
    assert cities["online"] >= 30


def test_online_tutors_sit_in_many_zones() -> None:
    zones = {tutor.zone for tutor in TUTORS if not tutor.place}
    assert len(zones) >= 12
    assert zones <= available_timezones()


def test_each_city_keeps_its_zone_and_its_currency() -> None:
    zones = {(tutor.place.city, tutor.zone) for tutor in TUTORS if tutor.place}
    assert len(zones) == 4
    assert {zone for _, zone in zones} <= available_timezones()
    for tutor in TUTORS:
        if tutor.place:
            assert {rate.currency for rate in tutor.rates} == {CURRENCIES[tutor.place.city]}


def test_londoners_live_all_over_london() -> None:
    districts = {tutor.place.district for tutor in TUTORS if tutor.place and tutor.place.city == "London"}
    assert {"Camden", "Islington", "Hackney", "Brixton", "Greenwich"} <= districts
    assert len(districts) >= 20


def test_most_teach_music_and_the_rest_of_life_is_there_too() -> None:
    subjects = Counter(tutor.subjects[0] for tutor in TUTORS)
    for subject in ("piano", "guitar", "violin", "singing", "drums", "cello", "saxophone", "flute", "maths", "spanish"):
        assert subjects[subject] >= 4, subject
    for subject in ("physics", "chemistry", "programming", "drawing", "chess", "yoga", "oud", "ielts"):
        assert subjects[subject] >= 1, subject
    with_genres = sum(1 for tutor in TUTORS if tutor.genres)
    assert len(TUTORS) * 0.5 < with_genres < len(TUTORS) * 0.75


def test_a_pianist_can_be_had_in_every_city() -> None:
    places = {tutor.place.city if tutor.place else "online" for tutor in TUTORS if "piano" in tutor.subjects}
    assert places == {"London", "Berlin", "Madrid", "New York", "online"}


def test_what_is_taught_stands_in_the_taxonomy() -> None:
    known = load_taxonomy().entries
    for tutor in TUTORS:
        assert set(tutor.subjects) <= known["subject"].keys()
        assert set(tutor.genres) <= known["genre"].keys()
        assert set(tutor.levels) <= known["level"].keys()
        assert set(tutor.languages) <= known["language"].keys()
        assert tutor.subjects
        assert tutor.levels
        assert tutor.languages


def test_rates_are_for_formats_that_the_tutor_can_give() -> None:
    for tutor in TUTORS:
        hour = {rate.format: rate.amount for rate in tutor.rates if rate.minutes == 60}
        formats = {rate.format for rate in tutor.rates}
        assert formats
        assert formats <= {"online", "tutor", "student"}
        assert formats == {"online"} or tutor.place
        assert ("student" in formats) == bool(tutor.place and tutor.place.radius_m)
        assert len({(rate.format, rate.minutes) for rate in tutor.rates}) == len(tutor.rates)
        for rate in tutor.rates:
            assert rate.minutes in (30, 45, 60)
            assert 500 <= rate.amount <= 20000
            assert rate.amount <= hour[rate.format], "a shorter lesson never costs more"


def test_hours_can_be_kept() -> None:
    for tutor in TUTORS:
        assert tutor.hours
        by_day: dict[int, list[tuple[int, int]]] = {}
        for hours in tutor.hours:
            assert 0 <= hours.weekday <= 6
            assert 6 * 60 <= hours.start < hours.end <= 26 * 60
            assert hours.end - hours.start >= 60
            by_day.setdefault(hours.weekday, []).append((hours.start, hours.end))
        for spans in by_day.values():
            spans.sort()
            assert all(one[1] <= two[0] for one, two in pairwise(spans)), "hours overlap"
        for day in tutor.days:
            assert day.ahead >= 1
            assert (day.start is None) == (day.end is None)


def test_terms_are_within_what_the_platform_allows() -> None:
    for tutor in TUTORS:
        policy = tutor.policy
        assert 0 <= policy.cancel_hours <= 36
        assert policy.late_refund_percent in (0, 50, 100)
        assert 60 <= policy.notice_minutes <= 7 * 24 * 60
        assert 7 <= policy.horizon_days <= 90
        assert 5 <= policy.answers_within_minutes <= 24 * 60
        assert tutor.locale.split("-")[0] in LOCALES
        assert tutor.badge in (None, "checked")
        assert 1 <= tutor.years <= 50


def test_reviews_are_fewer_than_lessons_and_younger_than_the_account() -> None:
    for tutor in TUTORS:
        assert len(tutor.opinions) <= min(40, tutor.taught)
        for opinion in tutor.opinions:
            assert 1 <= opinion.stars <= 5
            assert len(opinion.words) >= 4
            assert opinion.author
            assert 0 < opinion.days_ago <= tutor.since_days


def test_ratings_are_spread_as_they_are_in_life() -> None:
    stars = Counter(opinion.stars for tutor in TUTORS for opinion in tutor.opinions)
    share = stars[5] / stars.total()
    counts = sorted(len(tutor.opinions) for tutor in TUTORS)
    assert 0.7 < share < 0.9
    assert set(stars) == {1, 2, 3, 4, 5}
    assert counts[0] == 0
    assert counts[-1] >= 25
    assert 5 <= counts[len(counts) // 2] <= 15


def test_about_a_quarter_can_be_booked_without_asking() -> None:
    instant = sum(tutor.policy.instant_book for tutor in TUTORS) / len(TUTORS)
    assert 0.18 < instant < 0.34


def test_some_are_away_and_some_have_hours_out_of_the_ordinary() -> None:
    off = sum(1 for tutor in TUTORS if any(day.start is None for day in tutor.days))
    extra = sum(1 for tutor in TUTORS if any(day.start is not None for day in tutor.days))
    past_midnight = sum(1 for tutor in TUTORS if any(hours.end > 24 * 60 for hours in tutor.hours))
    assert off >= 50
    assert extra >= 15
    assert past_midnight >= 1


def test_slugs_and_names_are_nobody_elses() -> None:
    taken = [tutor.slug for tutor in TUTORS] + [person.slug for person in people.STUDENTS] + [people.SAM.slug]
    assert len(set(taken)) == len(taken)
    assert all(slug.isascii() and slug == slug.lower() and " " not in slug for slug in taken)


def test_ada_is_as_everyone_knows_her() -> None:
    ada = named(people.ADA.slug)
    prices = {(rate.format, rate.minutes): rate.amount for rate in ada.rates}
    assert (prices["online", 60], prices["tutor", 60], prices["tutor", 45]) == (3800, 3800, 3000)
    assert not ada.policy.instant_book
    assert {(hours.weekday, hours.start, hours.end) for hours in ada.hours} == {(day, 900, 1200) for day in range(5)}
    assert sum(opinion.stars for opinion in ada.opinions) / len(ada.opinions) == pytest.approx(4.9)
    assert {sample.kind for sample in ada.samples} == {"photo", "audio", "video"}
    assert not ada.days
