"""One process owns a data folder: a lock says so, and a note beside it says where that process listens."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from etude.core.ids import new_secret


class FolderInUseError(Exception):
    """Another Etude already runs on this data folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"Another Etude already runs on the folder {folder}, or is just starting.")


class FolderUnusableError(Exception):
    """The data folder cannot be made or written."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"The folder {folder} cannot be written. Choose another with ETUDE_DATA, or change its owner.")


@dataclass(frozen=True, slots=True)
class Running:
    """Where the owner listens, and the key by which terminals of this machine are let in."""

    url: str
    key: str


@dataclass(frozen=True, slots=True)
class Keys:
    """Secrets of an installation that set none: made once, readable by their owner alone."""

    secret: str
    stripe: str
    webhook: str
    terminal: str


def prepare_folder(folder: Path) -> None:
    """Make the folder if need be; raises FolderUnusableError."""
    try:
        # Conversations and mails lie in it: other accounts of the machine have no business there.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FolderUnusableError(folder) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FolderUnusableError(folder)


@contextmanager
def owning(folder: Path) -> Iterator[None]:
    """Own the folder while the block runs; raises FolderInUseError. A crash gives it back."""
    with (folder / "etude.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise FolderInUseError(folder) from error
        try:
            yield
        finally:
            (folder / "running.json").unlink(missing_ok=True)


def announce(folder: Path, running: Running) -> None:
    """Tell terminals of this machine where to find the owner."""
    _write_private(folder / "running.json", asdict(running))


def find_running(folder: Path) -> Running | None:
    """The owner of the folder, if one runs; raises FolderInUseError while it is starting."""
    try:
        with owning(folder):
            return None
    except FileNotFoundError:
        return None
    except FolderInUseError:
        note = folder / "running.json"
        if not note.exists():
            raise
        return Running(**json.loads(note.read_text("utf-8")))


def load_keys(folder: Path) -> Keys:
    """The folder's keys, made at the first start."""
    path = folder / "keys.json"
    if not path.exists():
        made = Keys(new_secret(256), f"sk_test_{new_secret(128)}", f"whsec_{new_secret(128)}", new_secret(256))
        _write_private(path, asdict(made))
    return Keys(**json.loads(path.read_text("utf-8")))


def _write_private(path: Path, content: object) -> None:
    # Made beside it and moved, so that no reader sees half of it.
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file)
    fresh.replace(path)
