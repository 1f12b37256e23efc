"""Time comes from a clock, is aware, and only ever goes on."""

from datetime import UTC, datetime, timedelta

import pytest

from etude.core.clock import SkippingClock, SystemClock, frozen

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def test_the_machines_own_time_is_aware_and_in_utc():
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_a_frozen_clock_stands_until_it_is_moved():
    clock = frozen(NOON)
    assert clock.now() == clock.now() == NOON
    clock.skip(timedelta(hours=24))
    assert clock.now() == NOON + timedelta(hours=24)


def test_a_moved_clock_still_runs():
    moments = iter((NOON, NOON + timedelta(seconds=5)))
    clock = SkippingClock(lambda: next(moments), ahead=timedelta(days=1))
    assert clock.now() == NOON + timedelta(days=1)
    assert clock.now() == NOON + timedelta(days=1, seconds=5)


def test_time_never_goes_back():
    clock = frozen(NOON)
    with pytest.raises(ValueError, match="forward"):
        clock.skip(timedelta(seconds=-1))
    assert clock.now() == NOON
