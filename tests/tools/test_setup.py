"""Somebody types `make demo` on a machine that cannot run it yet: one sentence says what to do."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """As much of a fresh clone as is looked at before anything is installed."""
    for name in ("tools/setup", "requirements/demo.txt", "requirements/dev.txt", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def set_up(clone: Path, python: str | None) -> "subprocess.CompletedProcess[str]":
    """On a machine that has next to nothing."""
    programs = clone / "programs"
    programs.mkdir()
    for name in ("sh", "dirname", "cmp", "rm"):
        (programs / name).symlink_to(str(shutil.which(name)))
    chosen = {} if python is None else {"PYTHON": python}
    words = [clone / "tools/setup", "demo"]
    return subprocess.run(words, env={"PATH": str(programs)} | chosen, text=True, capture_output=True, check=False)


def pretend(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_a_python_that_is_too_old_is_refused_in_a_sentence(clone: Path) -> None:
    old = pretend(clone / "python3.8", "exit 1")
    said = set_up(clone, old)
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == f"Etude needs Python 3.11 or newer, and {old} is not one.\n"


def test_a_python_that_is_not_there_is_refused_in_a_sentence(clone: Path) -> None:
    said = set_up(clone, "/nowhere/python3")
    assert said.stderr == "Etude needs Python 3.11 or newer, and /nowhere/python3 is not one.\n"


def test_without_any_python_it_says_which_one_to_get(clone: Path) -> None:
    said = set_up(clone, None)
    assert said.stderr.startswith("Etude needs Python 3.11 or newer: install one, or name it")
    assert said.returncode == 1


def test_debians_bare_python_is_told_what_to_install(clone: Path) -> None:
    bare = pretend(clone / "bare", f'case "$*" in *ensurepip*) exit 1;; esac\nexec {sys.executable} "$@"')
    said = set_up(clone, bare)
    assert "sudo apt-get install python3-venv" in said.stderr
    assert said.returncode == 1
    assert not (clone / ".venv").exists()


def test_what_is_installed_already_is_not_installed_again(clone: Path) -> None:
    programs = clone / ".venv/bin"
    programs.mkdir(parents=True)
    pretend(programs / "etude", "")
    (programs / "python").symlink_to(sys.executable)
    shutil.copy(clone / "requirements/demo.txt", clone / ".venv/etude-demo.txt")
    shutil.copy(clone / "pyproject.toml", clone / ".venv/etude-pyproject.toml")
    said = set_up(clone, None)
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")
