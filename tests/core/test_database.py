"""One way to the database on both stores: all of a transaction or nothing, aware times, and lost races run again."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, update

from etude.core.database import ATTEMPTS, open_database
from etude.core.people.store import add_person
from etude.core.tables import people
from etude.core.transaction import Transactions


async def names(database):
    return await database.read(lambda conn: sorted(conn.execute(select(people.c.name)).scalars()))


async def test_what_fails_leaves_nothing(database):
    def half(conn):
        add_person(conn, datetime.now(UTC), name="Nobody")
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(half)
    assert await names(database) == []


async def test_times_come_back_as_the_same_moment_in_utc(database):
    moment = datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=2)))
    await database.write(lambda conn: add_person(conn, moment, name="Ada"))
    (kept,) = await database.read(lambda conn: list(conn.execute(select(people.c.created_at)).scalars()))
    assert kept == moment
    assert kept.utcoffset() == timedelta(0)


async def test_a_time_without_a_zone_is_not_stored(database):
    naive = datetime(2026, 10, 25, 2, 30)  # noqa: DTZ001 - the mistake that is refused
    with pytest.raises(Exception, match="aware"):
        await database.write(lambda conn: add_person(conn, naive, name="Ada"))
    assert await names(database) == []


async def test_a_race_that_was_lost_is_run_again_from_the_top(database):
    """Two rows locked in opposite orders: PostgreSQL ends one of the two, SQLite lets them wait for each other."""
    first, second = [
        (await database.write(lambda conn, name=name: add_person(conn, datetime.now(UTC), name=name))).id
        for name in ("Ada", "Ben")
    ]
    runs = []

    def add_sign(order):
        def work(conn):
            runs.append(order)
            for person in order:
                conn.execute(update(people).where(people.c.id == person).values(name=people.c.name + "+"))

        return work

    works = [add_sign((first, second)), add_sign((second, first))] * 3
    await asyncio.gather(*(database.write(work) for work in works))
    assert await names(database) == ["Ada" + "+" * 6, "Ben" + "+" * 6]
    assert len(runs) >= 6


async def test_what_a_lost_attempt_published_is_not_woken_twice_over(database, monkeypatch):
    woken, attempts = [], []
    original = database.write

    async def write_twice(work):
        """The first attempt is lost at its very end, as PostgreSQL may find out only at the commit."""
        try:
            await original(lambda conn: (attempts.append(work(conn)), 1 / 0))
        except ZeroDivisionError:
            return await original(work)

    monkeypatch.setattr(database, "write", write_twice)
    transactions = Transactions(database, type("Noon", (), {"now": lambda self: datetime(2026, 11, 2, tzinfo=UTC)})())
    transactions.on_commit = woken.append
    await transactions.run(lambda tx: tx.wake.add("jobs"))
    assert (woken, len(attempts), ATTEMPTS > 1) == ([{"jobs"}], 1, True)
    assert await names(database) == []


async def test_what_is_written_at_once_stands_or_falls_each_by_itself(database):
    def add(name, *, fails=False):
        def work(conn):
            add_person(conn, datetime.now(UTC), name=name)
            if fails:
                raise LookupError(name)
            return name

        return work

    works = [add("Ada"), add("Ben", fails=True), add("Carla"), add("Daniel", fails=True)]
    done = await asyncio.gather(*(database.write(work) for work in works), return_exceptions=True)
    assert [str(each) for each in done] == ["Ada", "Ben", "Carla", "Daniel"]
    assert [isinstance(each, LookupError) for each in done] == [False, True, False, True]
    assert await names(database) == ["Ada", "Carla"]


async def test_whoever_stops_waiting_stops_nobody_else(database):
    first, second = [
        asyncio.create_task(database.write(lambda conn, name=name: add_person(conn, datetime.now(UTC), name=name)))
        for name in ("Ada", "Ben")
    ]
    await asyncio.sleep(0)
    first.cancel()
    await second
    assert "Ben" in await names(database)


async def test_nobody_is_told_that_it_is_done_when_the_store_has_taken_all_of_it_back(tmp_path):
    """A full disk ends the transaction of everybody who wrote with it; what comes later is written again."""
    database = open_database(f"sqlite:///{tmp_path / 'full.sqlite3'}")
    await database.write(lambda conn: conn.exec_driver_sql("CREATE TABLE kept (word TEXT)"))

    def keep(conn):
        conn.exec_driver_sql("INSERT INTO kept VALUES ('word')")

    def take_back(conn):
        conn.connection.dbapi_connection.execute("ROLLBACK")
        raise OSError("no space is left")

    works = [database.write(work) for work in (keep, take_back, keep)]
    done = await asyncio.gather(*works, return_exceptions=True)
    assert [isinstance(each, Exception) for each in done] == [True, True, True]
    await database.write(keep)
    kept = await database.read(lambda conn: conn.exec_driver_sql("SELECT count(*) FROM kept").scalar_one())
    await database.close()
    assert kept == 1
