"""An address that somebody typed at a checkout is one mailbox, or it is not kept."""

import pytest

from etude.core.people.model import is_one_address


@pytest.mark.parametrize("email", ["carla@moss.example", "a.b+lessons@sub.domain.example", "jürgen@müller.example"])
def test_a_mailbox(email: str) -> None:
    assert is_one_address(email)


@pytest.mark.parametrize(
    "email",
    [
        "carla@moss.example, eve@evil.example",
        "carla@moss.example;eve@evil.example",
        "Carla <carla@moss.example>",
        "carla@moss.example\nBcc: eve@evil.example",
        "carla",
        "carla@moss",
        "@moss.example",
        "c" * 65 + "@moss.example",
        "",
    ],
)
def test_not_one(email: str) -> None:
    assert not is_one_address(email)
