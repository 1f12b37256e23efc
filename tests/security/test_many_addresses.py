"""Whoever has more addresses than one is still one neighbour among others."""

from etude.bots.web_widget.limits import NEWCOMERS, SOCKETS, Limits


def test_all_addresses_of_one_ipv6_connection_share_what_one_may_do():
    limits = Limits(lambda: 0.0)
    came = [limits.guest(f"2001:db8:0:1::{number:x}").may_come() for number in range(2 * SOCKETS.burst)]
    began = [limits.guest(f"2001:db8:0:1:{number:x}::1").may_begin() for number in range(2 * NEWCOMERS.burst)]
    assert (sum(came), sum(began)) == (SOCKETS.burst, NEWCOMERS.burst)
    assert limits.guest("2001:db8:0:2::1").may_come()


def test_an_ipv4_address_in_ipv6_is_that_address():
    limits = Limits(lambda: 0.0)
    assert all(limits.guest("::ffff:192.0.2.1").may_come() for _socket in range(SOCKETS.burst))
    assert not limits.guest("192.0.2.1").may_come()
    assert limits.guest("::ffff:192.0.2.2").may_come()
