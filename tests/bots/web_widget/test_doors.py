"""The doors that Etude listens at."""

import socket

import pytest

from etude.bots.web_widget.serving import PortTakenError, open_door


def test_small_answers_are_not_held_back() -> None:
    with open_door(0) as door, socket.create_connection(door.getsockname()):
        accepted, _address = door.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_port_that_is_taken() -> None:
    with open_door(0) as door, pytest.raises(PortTakenError):
        open_door(door.getsockname()[1])
