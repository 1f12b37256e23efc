"""A PostgreSQL of one's own for the length of a test run: found, started on a free loopback port, and thrown away."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

USER = "etude"
STARTING_SECONDS = 30
PACKAGED = Path("/usr/lib/postgresql")
# Nothing here outlives the run, so nothing has to reach the disk.
_HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_senders=0", "wal_level=minimal")
_POSTMASTER_STATUS = 7
# Waits for the end of its input, which is the end of whoever started the server, however it came.
_CLEAN_UP_AFTER_US = 'cat; kill -QUIT "$0"; sleep 1; rm -rf "$1"'


class PostgresMissingError(Exception):
    """PostgreSQL is not installed; on Debian and Ubuntu: sudo apt-get install postgresql"""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class PostgresFailedError(Exception):
    """PostgreSQL did not start; the end of its log is in the message."""


# Deleting from a few dozen small tables takes a tenth of the time of copying a database, or of truncating them.
_EMPTY = """
DO $$ DECLARE name text; BEGIN
    PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    PERFORM setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S';
END $$
"""


@dataclass
class PostgresServer:
    """A running server: `url(name)` names a database, `create_database()` makes a fresh one."""

    programs: Path
    port: int
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, database: str) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def create_database(self, template: str | None = None) -> str:
        """Make a database, empty or a copy of `template` (which nobody may be connected to); returns its URL."""
        name = f"etude_{next(self._numbers)}"
        copied = [] if template is None else [f"--template={template.rsplit('/', 1)[-1]}"]
        self._call("createdb", *copied, name)
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Remove it, whoever is still connected."""
        self._call("dropdb", "--force", url.rsplit("/", 1)[-1])

    def empty_database(self, url: str) -> None:
        """Delete every row, count from one again, and put out whoever is still connected; what is migrated stays so."""
        self.query(_EMPTY, url.rsplit("/", 1)[-1])

    def query(self, sql: str, database: str = "postgres") -> str:
        """What `psql` prints for one statement, bare."""
        return self._call("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql, database)

    def _call(self, program: str, *words: str) -> str:
        command = [str(self.programs / program), "-h", "127.0.0.1", "-p", str(self.port), "-U", USER, *words]
        return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout.strip()  # noqa: S603


def find_postgres() -> Path:
    """The folder of PostgreSQL's programs, the newest version first; raises PostgresMissingError."""
    packaged = sorted(PACKAGED.glob("*/bin"), key=lambda folder: -int(folder.parent.name))
    brewed = [Path(prefix) / "bin" for prefix in ("/opt/homebrew/opt/postgresql", "/usr/local/opt/postgresql")]
    on_path = shutil.which("initdb")
    for folder in [*([Path(on_path).resolve().parent] if on_path else []), *packaged, *brewed]:
        if all((folder / program).exists() for program in ("initdb", "postgres", "createdb", "psql")):
            return folder
    raise PostgresMissingError


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Start a server that has btree_gist, in a temporary folder; stop and remove it at the end.

    A `durable` one waits for the disk at each commit, as it is to be measured.
    """
    programs, account = find_postgres(), _account()
    folder = Path(tempfile.mkdtemp(prefix="etude-pg-"))
    process = None
    try:
        if account is not None:
            os.chown(folder, account, -1)
        _init(programs, folder, account)
        process, port = _start(programs, folder, account, () if durable else _HASTE)
        server = PostgresServer(programs, port)
        with _guarded(process, folder):
            server.query("CREATE EXTENSION btree_gist", "template1")
            yield server
    finally:
        if process is not None:
            _stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def _account() -> int | None:
    """PostgreSQL refuses to run as root, so root lends it another account; others keep their own."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise PostgresFailedError("Root cannot run PostgreSQL, and there is no account `postgres` or `nobody` to lend.")


def _init(programs: Path, folder: Path, account: int | None) -> None:
    words = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", USER, "--auth=trust", "--no-sync"]
    made = subprocess.run(  # noqa: S603
        [*words, "--encoding=UTF8", "--locale=C"], user=account, cwd=folder, text=True, capture_output=True, check=False
    )
    if made.returncode:
        raise PostgresFailedError(made.stderr)


def _start(
    programs: Path, folder: Path, account: int | None, haste: Sequence[str]
) -> tuple["subprocess.Popen[bytes]", int]:
    """Another process may take the free port first, so a few are tried."""
    for _ in range(3):
        port = _free_port()
        options = [f"--{option}" for option in (*haste, f"port={port}", "listen_addresses=127.0.0.1")]
        words = [
            str(programs / "postgres"),
            "-D",
            str(folder / "data"),
            *options,
            f"--unix_socket_directories={folder}",
        ]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(  # noqa: S603
                words, user=account, cwd=folder, stdout=log, stderr=log, start_new_session=True
            )
        if _is_ready(process, folder / "data" / "postmaster.pid"):
            return process, port
        _stop(process)
    raise PostgresFailedError((folder / "log").read_text(errors="replace")[-2000:])


def _is_ready(process: "subprocess.Popen[bytes]", status: Path) -> bool:
    """PostgreSQL writes how far it is into the eighth line of its pid file."""
    until = time.monotonic() + STARTING_SECONDS
    while process.poll() is None and time.monotonic() < until:
        lines = status.read_text().splitlines() if status.exists() else []
        if len(lines) > _POSTMASTER_STATUS and lines[_POSTMASTER_STATUS].strip() == "ready":
            return True
        time.sleep(0.02)
    return False


@contextmanager
def _guarded(process: "subprocess.Popen[bytes]", folder: Path) -> Iterator[None]:
    """A run that is killed cannot clean up, so something else does it then."""
    words = ["sh", "-c", _CLEAN_UP_AFTER_US, str(process.pid), str(folder)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, start_new_session=True) as guard:  # noqa: S603
        try:
            yield
        finally:
            guard.kill()


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Without a goodbye: what it wrote is thrown away anyway."""
    if process.poll() is None:
        process.send_signal(signal.SIGQUIT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
