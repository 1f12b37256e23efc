"""One thread that writes. What is asked for while it commits is committed together, by the next commit.

A commit waits for the disk however little it writes, so a hundred people who write at once need a few commits instead
of a hundred. Each piece of work still stands or falls by itself, and nobody hears of it before it is safe.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Engine

from etude.core.statements import savepoint

T = TypeVar("T")
Work: TypeAlias = Callable[[Connection], Any]


class Writer:
    """Carries out work over the one connection that writes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, "etude-writer")
        self._asked: list[tuple[Work, asyncio.Future[Any]]] = []
        self._serving: asyncio.Task[None] | None = None

    async def write(self, work: Callable[[Connection], T]) -> T:
        """What `work` gives, once it is safe in the file; when it raises, it has written nothing."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._asked.append((work, done))
        if self._serving is None:
            self._serving = asyncio.create_task(self._serve())
        return await done

    def close(self) -> None:
        """Finish what is under way."""
        self._thread.shutdown()
        self._engine.dispose()

    async def _serve(self) -> None:
        """Commit until nothing is asked for; it begins when this round of the event loop has asked for all it wants."""
        try:
            while self._asked:
                asked, self._asked = self._asked, []
                await self._commit([each for each in asked if not each[1].done()])
        finally:
            self._serving = None

    async def _commit(self, asked: Sequence[tuple[Work, "asyncio.Future[Any]"]]) -> None:
        works = [work for work, _done in asked]
        loop = asyncio.get_running_loop()
        try:
            outcomes = await loop.run_in_executor(self._thread, _commit_together, self._engine, works)
        except Exception as error:
            outcomes = [(None, error)] * len(works)
        for (_work, done), (value, trouble) in zip(asked, outcomes, strict=True):
            if done.done():
                continue
            if trouble is None:
                done.set_result(value)
            else:
                done.set_exception(trouble)


_Outcome: TypeAlias = "tuple[Any, BaseException | None]"


def _commit_together(engine: Engine, works: Sequence[Work]) -> list[_Outcome]:
    with engine.begin() as conn:
        return [_carry_out(conn, work) for work in works]


def _carry_out(conn: Connection, work: Work) -> _Outcome:
    raw: Any = conn.connection.dbapi_connection
    try:
        with savepoint(conn):
            return work(conn), None
    except BaseException as error:  # a turn that needs a lookup, or a mistake: whose work it was hears of it
        if not raw.in_transaction:  # a full disk, say: SQLite has taken back all of it, so nobody's work is done
            raise
        return None, error
