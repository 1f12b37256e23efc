"""What fits one machine only is found in tracked text, and nothing else is."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def check() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check", Path(__file__).parents[2] / "tools/check.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("--index-url https://py" + "pi.org/simple", "a registry's host"),
        ('"resolved": "https://registry' + '.npmjs.org/preact"', "a registry's host"),
        ("cd " + "/root" + "/etude", "a machine's path"),
        ("cd " + "/home" + "/ada/etude", "a machine's path"),
        ("see https://stripe.com/docs/home/ada and ~/work/etude", None),
        ("GET /work/", None),
    ],
)
def test_what_is_found(check: ModuleType, tmp_path: Path, line: str, found: str | None) -> None:
    file = tmp_path / "notes.txt"
    file.write_text(f"first\n{line}\n")
    troubles = check.read_critically(file)
    assert [f"{file}:2: {found}" in trouble for trouble in troubles] == ([True] if found else [])


def test_what_is_no_text_is_left_alone(check: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "tune.mp3"
    file.write_bytes(b"\xff\xfb/root/x")
    assert check.read_critically(file) == []
