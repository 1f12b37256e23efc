"""Runs what is due: one small loop in each process, woken by commits and by the clock."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from etude.core.clock import Clock
from etude.core.database import Database
from etude.core.ids import new_id
from etude.core.jobs.store import (
    LOOKS_EVERY,
    Closing,
    Job,
    claim,
    finish_all,
    holders,
    next_due,
    postpone,
    release,
    release_all,
    release_from,
)
from etude.core.presence import absent

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 12
IDLE_SECONDS = LOOKS_EVERY.total_seconds()
# Longer than a process needs to come back whose line to the database was cut.
MISSING_SECONDS = 3.0

JobHandler = Callable[[Job], Awaitable[Closing | None]]
"""Does a job. What it returns is written when the job is marked done, in the same commit."""


class RetryLaterError(Exception):
    """The other side asked for patience; `after` says how much."""

    def __init__(self, after: timedelta) -> None:
        self.after = after
        super().__init__(f"again in {after}")


class Worker:
    """Claims due jobs and hands each to the handler of its kind, which finishes it within its own transaction or leaves
    that to the worker. A job that fails comes again with back-off; after twelve times it is set aside as stuck."""

    def __init__(self, database: Database, clock: Clock, handlers: Mapping[str, JobHandler]) -> None:
        self._database = database
        self._clock = clock
        self._handlers = handlers
        self.name = new_id("w")
        self.serving = False
        self._taken: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._done: list[tuple[Job, Closing | None]] = []
        self._marking = asyncio.Lock()
        self._stopped = False

    def wake(self) -> None:
        """Something was committed that may be due."""
        self._woken.set()

    def stop(self) -> None:
        """Claim nothing more; what is under way is finished."""
        self._stopped = True
        self.wake()

    async def run(self) -> None:
        """Serve until stopped or cancelled."""
        if self._database.dialect == "sqlite":  # one process owns the file
            await self._database.write(release_all)
            await self._serve()
            return
        watching = asyncio.create_task(self._watch_others())
        try:
            await self._serve()
        finally:
            watching.cancel()

    async def _serve(self) -> None:
        self.serving = True
        try:
            while not self._stopped:
                self._woken.clear()
                if not await self._try_due():
                    await self._rest()
        finally:
            self.serving = False
        await self._finish_taken()

    def take(self, jobs: Sequence[Job]) -> None:
        """Do these, which were leased to this worker when they were asked for."""
        for lane in dict.fromkeys(job.lane for job in jobs):
            task = asyncio.create_task(self._do_in_order([job for job in jobs if job.lane == lane]))
            self._taken.add(task)
            task.add_done_callback(self._taken.discard)

    async def next_due(self) -> datetime | None:
        """When the next open job is due."""
        return await self._database.read(next_due)

    async def run_due(self) -> int:
        """Do what is due now, once around; says how many jobs were tried."""
        taken = await self._finish_taken()
        now = self._clock.now()
        found = await self._database.write(lambda conn: claim(conn, now, self.name))
        await asyncio.gather(*(self._do(job) for job in found))
        return len(found) + taken

    async def _try_due(self) -> int:
        try:
            return await self.run_due()
        except Exception:  # a database that is being restarted; the next round will do
            log.exception("what is due could not be looked at")
            return 0

    async def _watch_others(self) -> None:
        """Take over what a dead process had leased; it has to be missing twice, for a line may be cut and mended."""
        missing: set[str] = set()
        while True:
            try:
                gone = await self._database.read(lambda conn: absent(conn, holders(conn) - {self.name}))
                if dead := missing & gone:
                    log.warning("taking over from %s", ", ".join(sorted(dead)))
                    await self._database.write(partial(release_from, names=dead))
                    self.wake()
                missing = gone
            except Exception:  # as above
                log.exception("who is alive could not be looked at")
            await asyncio.sleep(MISSING_SECONDS)

    async def _rest(self) -> None:
        try:
            due = await self.next_due()
        except Exception:  # as above
            due = None
        wait = IDLE_SECONDS if due is None else (due - self._clock.now()).total_seconds()
        try:
            async with asyncio.timeout(max(0.02, min(wait, IDLE_SECONDS))):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _finish_taken(self) -> int:
        taken = len(self._taken)
        if taken:
            await asyncio.wait(self._taken)
        return taken

    async def _do_in_order(self, jobs: Sequence[Job]) -> None:
        """What comes after one that fails waits for it."""
        for place, job in enumerate(jobs):
            if not await self._do(job):
                await self._database.write(partial(release, leased=jobs[place + 1 :]))
                return

    async def _do(self, job: Job) -> bool:
        """Whether it is done."""
        try:
            closing = await self._handlers[job.kind](job)
        except RetryLaterError as error:
            await self._put_off(job, error.after, str(error))
        except Exception as error:  # a failing job must not stop the others; it is kept, counted and shown
            log.exception("job %s failed (attempt %d)", job.key, job.attempts)
            await self._put_off(job, timedelta(seconds=min(2**job.attempts, 3600)), type(error).__name__)
        else:
            self._done.append((job, closing))
            await self._mark_done()
            return True
        return False

    async def _mark_done(self) -> None:
        """One commit for all that were done while the last one was under way.

        If it fails they stay leased, and come again when their leases end.
        """
        async with self._marking:
            done, self._done = self._done, []
            if done:
                now = self._clock.now()
                if await self._database.write(lambda conn: finish_all(conn, done, now)):
                    self.wake()

    async def _put_off(self, job: Job, delay: timedelta, trouble: str) -> None:
        until, stuck = self._clock.now() + delay, job.attempts >= MAX_ATTEMPTS
        await self._database.write(lambda conn: postpone(conn, job, until, trouble, stuck=stuck))
