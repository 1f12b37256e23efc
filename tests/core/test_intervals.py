"""Stretches of time are half-open: one that ends when another starts does not touch it."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etude.core.intervals import Interval, merge, subtract

MIDNIGHT, MINUTE = datetime(2026, 11, 2, tzinfo=UTC), timedelta(minutes=1)


def between(start, end):
    return Interval(MIDNIGHT + start * MINUTE, MIDNIGHT + end * MINUTE)


def minutes(intervals):
    """The minutes that these intervals cover, as plain numbers: a slow model to compare with."""
    return {
        number
        for each in intervals
        for number in range(int((each.start - MIDNIGHT) / MINUTE), int((each.end - MIDNIGHT) / MINUTE))
    }


stretches = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda s: between(s[0], s[0] + s[1])))


@given(stretches)
def test_merging_covers_the_same_minutes_without_touching(some):
    merged = merge(some)
    assert minutes(merged) == minutes(some)
    assert all(one.end < other.start for one, other in pairwise(merged))


@given(stretches, stretches)
def test_what_is_left_of_the_free_once_the_busy_is_gone(free, busy):
    assert minutes(subtract(free, busy)) == minutes(free) - minutes(busy)


@given(stretches.filter(lambda some: len(some) > 1))
def test_overlapping_is_sharing_a_minute(some):
    one, other = some[:2]
    assert one.overlaps(other) is other.overlaps(one) is bool(minutes([one]) & minutes([other]))
    assert one.contains(other) is (minutes([other]) <= minutes([one]))


def test_back_to_back_lessons_do_not_overlap():
    assert not between(0, 60).overlaps(between(60, 120))


@pytest.mark.parametrize("end", [10, 5])
def test_an_interval_ends_after_it_starts(end):
    with pytest.raises(ValueError, match="ends after"):
        between(10, end)


def test_padding_for_the_way_there_and_back():
    assert between(60, 120).padded(15 * MINUTE, 5 * MINUTE) == between(45, 125)
    assert between(60, 120).length == 60 * MINUTE
