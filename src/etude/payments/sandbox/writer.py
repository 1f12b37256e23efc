"""The one thread that touches the file, so that no request waits for a lock and none interleave."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine

from etude.payments.sandbox.store import Store, open_engine

Result = TypeVar("Result")


class Writer:
    """Runs units of work one after another, each in a transaction of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="payment-sandbox")
        self._engine: Engine | None = None

    async def run(self, work: Callable[[Store], Result]) -> Result:
        """What the work returns; committed, unless it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._transact, work)

    async def close(self) -> None:
        """Finish what is under way and close the file."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._dispose)
        self._thread.shutdown()

    def _transact(self, work: Callable[[Store], Result]) -> Result:
        if self._engine is None:
            self._engine = open_engine(self._path)
        with self._engine.begin() as connection:
            return work(Store(connection))

    def _dispose(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None
