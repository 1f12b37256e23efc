"""One process owns a data folder; whoever comes second is told where the first one listens."""

import stat
import subprocess
import sys

import pytest

from etude.core.ownership import (
    FolderInUseError,
    FolderUnusableError,
    Running,
    announce,
    find_running,
    load_keys,
    owning,
    prepare_folder,
)

HOLD = """
import sys, time
from pathlib import Path
from etude.core.ownership import Running, announce, owning
with owning(Path(sys.argv[1])):
    announce(Path(sys.argv[1]), Running("http://127.0.0.1:1", "the key"))
    print("mine", flush=True)
    time.sleep(600)
"""


def test_a_second_process_is_refused_and_a_crash_gives_the_folder_back(tmp_path):
    first = subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE, text=True)
    try:
        assert first.stdout.readline() == "mine\n"
        with pytest.raises(FolderInUseError), owning(tmp_path):
            pass
        assert find_running(tmp_path) == Running("http://127.0.0.1:1", "the key")
    finally:
        first.kill()
        first.communicate()
    assert find_running(tmp_path) is None
    with owning(tmp_path):
        pass


def test_a_note_is_for_the_time_of_owning_and_for_its_owner_alone(tmp_path):
    with owning(tmp_path):
        announce(tmp_path, Running("http://127.0.0.1:1", "the key"))
        assert stat.S_IMODE((tmp_path / "running.json").stat().st_mode) == 0o600
    assert not (tmp_path / "running.json").exists()


def test_an_owner_that_is_just_starting_is_told_from_none(tmp_path):
    with owning(tmp_path), pytest.raises(FolderInUseError, match="just starting"):
        find_running(tmp_path)


def test_where_nothing_ever_ran_nothing_runs(tmp_path):
    assert find_running(tmp_path) is None
    assert find_running(tmp_path / "not there") is None


def test_keys_are_made_once_each_another_and_private(tmp_path):
    keys = load_keys(tmp_path)
    assert load_keys(tmp_path) == keys
    assert len({keys.secret, keys.stripe, keys.webhook, keys.terminal}) == 4
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(FolderUnusableError, match="ETUDE_DATA"):
        prepare_folder(tmp_path / "file" / "data")
    prepare_folder(tmp_path / "made" / "at need")
    assert (tmp_path / "made" / "at need").is_dir()
