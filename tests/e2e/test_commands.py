"""`etude demo` and `etude chat` as people start them: in processes of their own, with and without a terminal."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

SENTENCE = "jazz piano for my 9 year old near Camden, weekday evenings, under £40"
PATIENCE = 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def etude(*words: str, folder: Path) -> list[str]:
    return [sys.executable, "-m", "etude", *words, "--data", str(folder)]


def run(*words: str, folder: Path, said: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        etude(*words, folder=folder), input=said, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


@contextmanager
def demo(folder: Path) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A demo on free ports, once it says that it is ready; and what it said."""
    process = subprocess.Popen(
        etude("demo", "--port", "0", folder=folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said: list[str] = []
    try:
        assert process.stdout
        for line in process.stdout:
            said.append(line.strip())
            if line.startswith("Stop with"):
                break
        yield process, said
    finally:
        process.terminate()
        process.wait(PATIENCE)
        assert process.stdout
        process.stdout.close()


def address_in(said: list[str]) -> str:
    return next(line for line in said if line.startswith("Etude is ready: ")).removeprefix("Etude is ready: ")


def talk(folder: Path, *said: str, who: str = "student") -> list[dict[str, object]]:
    """What comes out of `etude chat --json` when this is piped into it."""
    done = run("chat", "--json", "--as", who, folder=folder, said="".join(f"{line}\n" for line in said))
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def texts(heard: list[dict[str, object]]) -> str:
    return "\n".join(str(frame.get("text", "")) for frame in heard)


def test_a_demo_is_used_from_pipes_and_started_again(folder):
    with demo(folder) as (process, said):
        assert "tutors" in said[0]
        assert httpx.get(address_in(said), trust_env=False).status_code == 200

        heard = talk(folder, SENTENCE, "(Choose Ada)", "1", "Mia", "(Agree)", "!pay 4000000000000002", "!pay")
        assert "declined" in texts(heard)
        assert "Requested! Ada usually answers" in texts(heard)
        assert sum(frame["type"] == "end" for frame in heard) == 8

        confirmed = talk(folder, "(Confirm)", who="tutor")
        assert "Booked: Piano for Mia" in texts(confirmed)

        occupied = run("demo", folder=folder)
        assert occupied.returncode == 1
        assert occupied.stderr.count("\n") == 1
        assert "already runs on this data folder" in occupied.stderr

        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
        assert process.stdout.read().strip().endswith("Stopped. Everything is kept for the next start.")
    assert not (folder / "running.json").exists()

    with demo(folder) as (process, said):
        assert not any("Made" in line for line in said)
        assert "Ada said yes!" in texts(talk(folder, "hello"))
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0


def test_a_chat_brings_its_own_server_where_none_runs(folder):
    chat = run("chat", "--json", folder=folder, said="my lessons\n(No such button)\n")
    assert chat.stderr.startswith(f"No Etude runs on the folder {folder}, so one runs here while you chat.")
    heard = [json.loads(line) for line in chat.stdout.splitlines()]
    assert "What would you like to learn?" in texts(heard)
    assert "There is no button" in texts(heard)
    assert not (folder / "running.json").exists()


def test_a_name_that_nobody_has_is_said_with_names_that_somebody_has(folder):
    with demo(folder) as (_process, said):
        stranger = run("chat", "--as", "Ada", folder=folder, said="hello\n")
        ada = run("chat", "--as", "ada byrne", folder=folder, said="hello\n")
        nobody = run("chat", "--as", "tutor", folder=folder, said="hello\n")
    assert f"--as student --data {folder}" in said[-2]
    assert (stranger.returncode, stranger.stdout) == (1, "")
    assert stranger.stderr.startswith("Nobody here is called Ada. Known: student, tutor, Ada Byrne")
    assert stranger.stderr.count("\n") == 1
    assert (ada.returncode, ada.stderr) == (0, "")
    assert nobody.stderr.startswith('No lesson has been booked yet. Say which tutor you are: etude chat --as "')


def test_a_port_that_is_taken_is_one_sentence(folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        failed = run("demo", "--port", str(port), folder=folder)
    assert failed.returncode == 1
    assert (
        failed.stderr
        == f"Port {port} is in use by another program. Choose three others with ETUDE_PORT=8100 make demo.\n"
    )


@pytest.mark.parametrize("command", ["demo", "chat"])
def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path, command):
    folder = tmp_path / "a file"
    folder.write_text("in its place")
    failed = run(command, folder=folder)
    assert failed.returncode == 1
    assert failed.stderr.startswith(f"The folder {folder} cannot be written.")
    assert failed.stderr.count("\n") == 1


def test_a_chat_ends_at_once_with_whoever_leaves(folder):
    with demo(folder) as (process, _said):
        ours, theirs = os.openpty()
        in_terminal, from_pipe = chatting(folder, theirs), chatting(folder, subprocess.PIPE)
        for each in (in_terminal, from_pipe):
            assert "What would you like to learn?" in each.stdout.readline()

        in_terminal.send_signal(signal.SIGINT)
        assert in_terminal.wait(PATIENCE) == 0
        assert "Traceback" not in in_terminal.communicate()[1]
        os.close(ours)
        os.close(theirs)

        process.terminate()
        process.wait(PATIENCE)
        _heard, complaint = from_pipe.communicate("hello\n", timeout=PATIENCE)
    assert from_pipe.returncode == 1
    assert complaint == "The server is gone. Start it again, and this chat goes on where it was.\n"


def chatting(folder: Path, stdin: int) -> subprocess.Popen[str]:
    """A chat that waits for what is typed."""
    return subprocess.Popen(
        etude("chat", folder=folder), stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
