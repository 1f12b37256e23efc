"""Where a terminal's machine is, as its times are shown."""

from pathlib import Path

import pytest

from etude.bots.terminal.zone import machine_zone


@pytest.mark.parametrize("told", ["Europe/London", ":Europe/London", "/usr/share/zoneinfo/Europe/London"])
def test_the_environment_says_it_first(told: str, tmp_path: Path) -> None:
    (tmp_path / "timezone").write_text("Europe/Berlin\n")
    assert machine_zone({"TZ": told}, tmp_path) == "Europe/London"


def test_the_machine_says_it_by_its_link(tmp_path: Path) -> None:
    (tmp_path / "localtime").symlink_to("/usr/share/zoneinfo/Europe/Madrid")
    assert machine_zone({}, tmp_path) == "Europe/Madrid"


def test_the_machine_says_it_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "localtime").write_bytes(b"TZif2")
    (tmp_path / "timezone").write_text("Europe/Berlin\n")
    assert machine_zone({"TZ": "CET-1CEST"}, tmp_path) == "Europe/Berlin"


def test_nothing_says_it(tmp_path: Path) -> None:
    assert machine_zone({"TZ": ""}, tmp_path) == "UTC"
