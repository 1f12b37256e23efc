"""How fast somebody may come and speak, with a clock that is turned by hand."""

import pytest

from etude.bots.web_widget.limits import FRAMES, NEWCOMERS, PATIENCE, SOCKETS, Buckets, Limits, Rate, is_this_machine


class Hand:
    """A clock that is turned by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def count(allow, most=10_000):
    """How many are taken until one is not."""
    return next(taken for taken in range(most) if not allow())


def test_a_burst_and_then_so_many_a_second():
    clock = Hand()
    buckets = Buckets(Rate(5, 2), clock)
    assert count(buckets.allow) == 5
    clock.now = 1.4
    assert count(buckets.allow) == 2
    clock.now = 1000
    assert count(buckets.allow) == 5


def test_names_do_not_share_and_full_buckets_are_forgotten():
    clock = Hand()
    buckets = Buckets(Rate(1, 1), clock, most=3)
    assert [buckets.allow(name) for name in "aab"] == [True, False, True]
    clock.now = 5
    assert all(buckets.allow(name) for name in "cdef")
    assert len(buckets) <= 3


def test_one_socket_cannot_use_up_what_its_neighbours_have():
    limits = Limits(Hand())
    here, there = limits.guest("192.0.2.1"), limits.guest("192.0.2.1")
    assert count(here.may_send) == FRAMES.burst
    assert there.may_send()
    assert not here.is_deaf
    for _more in range(PATIENCE):
        here.may_send()
    assert here.is_deaf


def test_an_address_has_so_many_sockets_and_newcomers_and_this_machine_any_number():
    limits = Limits(Hand())
    assert count(lambda: limits.guest("192.0.2.1").may_come()) == SOCKETS.burst
    assert count(lambda: limits.guest("192.0.2.1").may_begin()) == NEWCOMERS.burst
    assert limits.guest("192.0.2.2").may_come()
    assert all(limits.guest("127.0.0.1").may_come() for _socket in range(2 * SOCKETS.burst))


@pytest.mark.parametrize(("host", "ours"), [("127.0.0.1", True), ("::1", True), ("192.0.2.1", False), ("", False)])
def test_this_machine_is_known_by_its_address(host, ours):
    assert is_this_machine(host) is ours
