"""CPU milliseconds of a search among a thousand, a hundred thousand and (``BENCH_MILLION=1``) a million tutors.

Etude's search is the one of the chat: it asks the database who has changed, takes who may fit from its index, looks up
who of them is really free, ranks, and says why. Its answers are compared with those of looking at everybody.
"""

import asyncio
import gc
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

from sqlalchemy import Connection, update

from bench.rows import Row, compare
from bench.tutors.asking import NOW, SORTS, draw_wishes
from bench.tutors.drawing import draw_tutors
from bench.tutors.peers import Postgres, Sqlite
from bench.tutors.stored import store_tutors
from etude.core.database import Database, open_database
from etude.core.tables import tutors
from etude.matching import indexing
from etude.matching.candidates import Search
from etude.matching.indexing import index_view
from etude.matching.wishes import Wishes
from etude.testing.postgres import PostgresMissingError, running_postgres

SIZES = (1000, 100_000)
MILLION = 1_000_000
ROUNDS, WARM = 3, 10
# How many searches a round has, and how many are checked by looking at everybody.
ASKED = {"typical": 40, "wide": 24, "worst": 8}
CHECKED = {"typical": 10, "wide": 1}
ZONE, SHOWN = "Europe/London", 3
Ask = Callable[[Wishes], float]


def run() -> list[Row]:
    """Every size in turn."""
    sizes = (*SIZES, MILLION) if os.environ.get("BENCH_MILLION") else SIZES
    return [row for size in sizes for row in measure(size)]


def measure(size: int) -> list[Row]:
    """One size: ours and the peers' in turns."""
    with tempfile.TemporaryDirectory(prefix="etude-bench-") as folder, asyncio.Runner() as runner:
        file = Path(folder) / "etude.sqlite3"
        store_tutors(file, draw_tutors(size))
        database = open_database(f"sqlite:///{file}")
        try:
            built = _build(runner, database)
            sqlite = Sqlite(Path(folder) / "peer.sqlite3", draw_tutors(size))
            with _postgres(size) as postgres:
                asks: dict[str, Ask] = {"etude": _searching(runner, database)}
                for peer in (sqlite, *([postgres] if postgres else ())):
                    asks[peer.name] = lambda wishes, peer=peer: peer.ask(wishes, ZONE)  # type: ignore[misc]
                rows = [row for sort in SORTS for row in _race(size, sort, asks)]
            _say(f"{size:,} tutors: {built}, a change {_change(runner, database):.2f} ms")
            _check(runner, database, size)
        finally:
            runner.run(database.close())
            indexing._KEPT.clear()
            gc.collect()
        return rows


def _race(size: int, sort: str, asks: dict[str, Ask]) -> list[Row]:
    wishes = draw_wishes(sort, ASKED[sort])
    rounds: dict[str, list[list[float]]] = {name: [] for name in asks}
    for counted in range(-1, ROUNDS):
        for name, ask in asks.items():
            spent = [ask(each) * 1000 for each in (wishes if counted >= 0 else wishes[:WARM])]
            if counted >= 0:
                rounds[name].append(spent)
    (_etude, ours), *peers = rounds.items()
    rows = []
    for what, pick in (("p50", 50), ("p95", 95)):
        mine = [_percentile(spent, pick) for spent in ours]
        for peer, theirs in peers:
            name = f"{size:,} tutors, {sort}: {what}"
            rows.append(
                compare(name, "ms", mine, peer, [_percentile(each, pick) for each in theirs], less_is_better=True)
            )
    return rows


def _searching(runner: asyncio.Runner, database: Database) -> Ask:
    def ask(wishes: Wishes) -> float:
        def work(conn: Connection) -> float:
            began = time.thread_time()
            # Not `find_tutors`: what one wish less would bring, where few fit, is a question of its own.
            Search(conn, NOW, ZONE, "en").best(wishes, SHOWN + 1)
            return time.thread_time() - began

        return runner.run(database.read(work))

    return ask


def _build(runner: asyncio.Runner, database: Database) -> str:
    def work(conn: Connection) -> str:
        before, began = _memory(), time.thread_time()
        indexing.build_index(conn)
        spent, view = time.thread_time() - began, index_view(conn)
        assert view is not None
        columns, all_ = view.index.nbytes / 2**20, (_memory() - before) / 2**20
        return f"built in {spent:.1f} s of CPU, {columns:.0f} MiB of columns, {all_:.0f} MiB in all"

    return runner.run(database.read(work))


def _change(runner: asyncio.Runner, database: Database) -> float:
    """CPU milliseconds of the first search's look after a change, beyond that of the second."""
    spent = []
    for number in range(20):
        changed = update(tutors).where(tutors.c.person_id == f"per_{number * 7:07}").values(years=number)
        runner.run(database.write(lambda conn, changed=changed: conn.execute(changed)))
        first, second = (runner.run(database.read(_look)) for _time in range(2))
        spent.append((first - second) * 1000)
    return sorted(spent)[len(spent) // 2]


def _look(conn: Connection) -> float:
    began = time.thread_time()
    index_view(conn)
    return time.thread_time() - began


def _check(runner: asyncio.Runner, database: Database, size: int) -> None:
    """Whoever is found is whom looking at everybody finds."""
    if size > max(SIZES):
        return

    def work(conn: Connection) -> int:
        same = 0
        for sort, count in CHECKED.items():
            for wishes in draw_wishes(sort, count):
                search, slow = Search(conn, NOW, ZONE, "en"), Search(conn, NOW, ZONE, "en")
                slow._view = None
                fast = [(each.tutor, each.parts) for each in search.best(wishes, SHOWN).matches]
                assert fast == [(each.tutor, each.parts) for each in slow.best(wishes, SHOWN).matches], wishes
                same += 1
        return same

    _say(f"{size:,} tutors: {runner.run(database.read(work))} searches find whom looking at everybody finds")


@contextmanager
def _postgres(size: int) -> Iterator[Postgres | None]:
    """A server of its own, where PostgreSQL is installed."""
    import asyncpg  # type: ignore[import-untyped]

    try:
        with running_postgres() as server, asyncio.Runner() as runner:
            connection: Any = runner.run(asyncpg.connect(server.url("postgres")))
            peer = Postgres(connection, runner.run)
            peer.fill(draw_tutors(size))
            yield peer
            runner.run(connection.close())
    except PostgresMissingError as missing:
        _say(str(missing))
        yield None


def _percentile(spent: Sequence[float], percent: int) -> float:
    return quantiles(spent, n=100, method="inclusive")[percent - 1]


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")
