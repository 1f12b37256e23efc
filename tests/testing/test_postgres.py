"""A PostgreSQL of one's own: it serves, it copies a template, and it leaves nothing behind."""

import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest

from etude.testing import postgres as served
from etude.testing.postgres import PostgresMissingError, PostgresServer, find_postgres, running_postgres


async def test_a_database_can_be_used_and_copied(postgres: PostgresServer) -> None:
    original = postgres.create_database()
    connection = await asyncpg.connect(original)
    await connection.execute("CREATE TABLE tutors AS SELECT 'Ada' AS name")
    await connection.close()
    copy = await asyncpg.connect(postgres.create_database(original))
    assert await copy.fetchval("SELECT name FROM tutors") == "Ada"
    await copy.close()


async def test_a_dropped_database_is_gone_even_while_in_use(postgres: PostgresServer) -> None:
    url = postgres.create_database()
    connection = await asyncpg.connect(url)
    postgres.drop_database(url)
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await asyncpg.connect(url)
    connection.terminate()


async def test_an_emptied_database_is_as_good_as_new(postgres: PostgresServer) -> None:
    url = postgres.create_database()
    left_open = await asyncpg.connect(url)
    await left_open.execute("CREATE TABLE tutors (id serial PRIMARY KEY, name text)")
    await left_open.execute("CREATE TABLE lessons (tutor integer REFERENCES tutors)")
    await left_open.execute("CREATE TABLE alembic_version AS SELECT '0001' AS version_num")
    await left_open.execute("INSERT INTO tutors (name) VALUES ('Ada'); INSERT INTO lessons VALUES (1)")
    await left_open.execute("BEGIN; UPDATE tutors SET name = 'Grace'")
    postgres.empty_database(url)
    connection = await asyncpg.connect(url)
    assert await connection.fetchval("SELECT count(*) FROM lessons") == 0
    assert await connection.fetchval("INSERT INTO tutors (name) VALUES ('Ada') RETURNING id") == 1
    assert await connection.fetchval("SELECT version_num FROM alembic_version") == "0001"
    await connection.close()


def test_every_database_has_what_the_overlap_rule_needs(postgres: PostgresServer) -> None:
    url = postgres.create_database()
    assert "btree_gist" in postgres.query("SELECT extname FROM pg_extension", url.rsplit("/", 1)[-1])


def test_it_listens_on_loopback_alone(postgres: PostgresServer) -> None:
    assert postgres.query("SHOW listen_addresses") == "127.0.0.1"


def test_nothing_is_left_when_it_is_closed() -> None:
    with running_postgres() as server:
        folder = Path(server.query("SHOW data_directory")).parent
        assert folder.exists()
    assert not folder.exists()
    with pytest.raises(subprocess.CalledProcessError):
        server.query("SELECT 1")


def test_nothing_is_left_when_its_user_is_killed() -> None:
    wait = "import sys; from etude.testing.postgres import running_postgres as run\nwith run() as server: "
    wait += "print(server.query('SHOW data_directory'), flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", wait], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as user:
        folder = Path(user.stdout.readline().decode().strip()).parent
        assert folder.exists()
        user.kill()
    for _ in range(200):
        time.sleep(0.1 if folder.exists() else 0)
    assert not folder.exists()


def test_without_postgresql_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(served, "PACKAGED", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PostgresMissingError, match="apt-get install postgresql"):
        find_postgres()
