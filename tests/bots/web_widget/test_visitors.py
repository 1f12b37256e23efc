"""What is known of somebody who comes to a socket."""

import pytest

from etude.bots.web_widget.visitors import usable_zone


@pytest.mark.parametrize("name", ["Etc/UTC", "Etc/GMT", "GMT", "Zulu", "", "Nowhere/Else", "../etc"])
def test_a_zone_that_says_no_place_is_utc(name: str) -> None:
    assert usable_zone(name) == "UTC"


@pytest.mark.parametrize("name", ["Europe/London", "Africa/Abidjan", "Etc/GMT-3"])
def test_a_zone_of_a_place_is_kept(name: str) -> None:
    assert usable_zone(name) == name
