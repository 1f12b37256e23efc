"""Work that is due: in order within a lane, once for each key, taken over from the dead, set aside when hopeless."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from etude.core.jobs import store
from etude.core.jobs.worker import MAX_ATTEMPTS, RetryLaterError, Worker
from etude.core.tables import jobs

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


class Helper:
    """Does what is asked, writes down in which order, and fails where it is told to."""

    def __init__(self, school):
        self.done, self.missed, self.failing = [], [], set()
        self.worker = Worker(school.transactions.database, school.clock, {"errand": self.run})

    async def run(self, job):
        if job.key in self.failing:
            self.missed.append(job.key)
            raise OSError("the shop is shut")
        self.done.append(job.key)

    async def all_due(self):
        while await self.worker.run_due():
            pass


@pytest.fixture
def helper(school):
    return Helper(school)


async def ask(school, key, lane=None, due=None):
    await school.do(store.ask_for, "errand", key, lane=lane, due=due)


async def row(school, key):
    return await school.see(lambda conn: conn.execute(select(jobs).where(jobs.c.key == key)).one())


async def claim(school, worker):
    return [job.key for job in await school.do(lambda tx: store.claim(tx.conn, tx.now, worker))]


async def test_within_a_lane_the_first_is_first_and_lanes_do_not_wait_for_each_other(school, helper):
    for key, lane in (("a1", "a"), ("a2", "a"), ("b1", "b"), ("a3", "a")):
        await ask(school, key, lane)
    assert await claim(school, "one") == ["a1", "b1"]
    assert await claim(school, "two") == []
    school.clock.skip(store.LEASE)
    await helper.all_due()
    assert [key for key in helper.done if key.startswith("a")] == ["a1", "a2", "a3"]
    assert sorted(helper.done) == ["a1", "a2", "a3", "b1"]


async def test_a_head_that_fails_keeps_its_lane_waiting_and_no_other(school, helper):
    for key, lane in (("a1", "a"), ("a2", "a"), ("b1", "b")):
        await ask(school, key, lane)
    helper.failing.add("a1")
    await helper.all_due()
    assert helper.done == ["b1"]
    helper.failing.clear()
    school.clock.skip(MINUTE)
    await helper.all_due()
    assert helper.done == ["b1", "a1", "a2"]


async def test_a_key_makes_one_job_however_often_it_is_asked_for(school, helper):
    for _time in range(3):
        await ask(school, "once")
    await helper.all_due()
    await ask(school, "once")
    await helper.all_due()
    assert helper.done == ["once"]


async def test_nothing_is_done_before_it_is_due_or_after_it_was_withdrawn(school, helper):
    for key in ("keep", "drop"):
        await ask(school, key, due=school.clock.now() + HOUR)
    await helper.all_due()
    assert helper.done == []
    await school.do(store.withdraw, "drop")
    school.clock.skip(HOUR)
    await helper.all_due()
    assert helper.done == ["keep"]


async def test_the_work_of_a_worker_that_died_is_taken_over_when_its_lease_ends(school, helper):
    await ask(school, "errand")
    assert await claim(school, "the one that dies") == ["errand"]
    school.clock.skip(store.LEASE - SECOND)
    await helper.all_due()
    assert helper.done == []
    school.clock.skip(SECOND)
    await helper.all_due()
    assert helper.done == ["errand"]
    assert (await row(school, "errand")).attempts == 2


async def test_pauses_grow_and_after_twelve_tries_it_is_set_aside_and_others_go_on(school, helper):
    await ask(school, "hopeless", "lane")
    await ask(school, "next", "lane")
    helper.failing.add("hopeless")
    pauses = []
    for _try in range(MAX_ATTEMPTS):
        await helper.all_due()
        kept = await row(school, "hopeless")
        pauses.append(int((kept.due_at - school.clock.now()).total_seconds()))
        if kept.stuck_at is None:
            school.clock.skip(timedelta(seconds=pauses[-1]))
    assert pauses == [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600]
    assert (kept.attempts, kept.trouble) == (12, "OSError")
    assert kept.stuck_at is not None
    assert helper.done == ["next"]
    school.clock.skip(24 * HOUR)
    await helper.all_due()
    assert (await row(school, "hopeless")).attempts == 12


async def test_who_asks_for_patience_is_given_exactly_that(school):
    async def wait(job):
        raise RetryLaterError(7 * SECOND)

    await ask(school, "slow")
    await Worker(school.transactions.database, school.clock, {"errand": wait}).run_due()
    assert (await row(school, "slow")).due_at == school.clock.now() + 7 * SECOND


async def test_what_is_rolled_back_was_never_asked_for(school, helper):
    def change_ones_mind(tx):
        store.ask_for(tx, "errand", "never")
        raise ValueError

    with pytest.raises(ValueError):
        await school.do(change_ones_mind)
    await helper.all_due()
    assert helper.done == []


async def test_many_workers_do_each_thing_once(school):
    helpers = [Helper(school) for _worker in range(4)]
    for number in range(40):
        await ask(school, f"errand {number}")
    await asyncio.gather(*(helper.all_due() for helper in helpers))
    done = [key for helper in helpers for key in helper.done]
    assert sorted(done) == sorted(f"errand {number}" for number in range(40))


async def test_what_two_did_is_finished_by_one(school):
    await ask(school, "errand")
    (job,) = await school.do(lambda tx: store.claim(tx.conn, tx.now, "slow"))
    finish = [await school.do(lambda tx: store.finish(tx.conn, job, tx.now)) for _worker in range(2)]
    assert finish == [True, False]


async def test_the_loop_is_woken_by_what_is_asked_for(school):
    done = asyncio.Event()

    async def run(job):
        done.set()

    worker = Worker(school.transactions.database, school.clock, {"errand": run})
    school.transactions.on_commit = lambda wake: worker.wake() if "jobs" in wake else None
    loop = asyncio.create_task(worker.run())
    try:
        await ask(school, "errand")
        await asyncio.wait_for(done.wait(), 30)
    finally:
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)


@pytest.fixture
async def serving(school, helper):
    """The worker of this process runs, as it does in a server, and writes down what it finds in hand."""
    helper.in_hand = []

    async def run(job):
        helper.in_hand.append(job.at_hand)
        await helper.run(job)

    helper.worker = Worker(school.transactions.database, school.clock, {"errand": run})
    school.transactions.hands = helper.worker
    school.transactions.on_commit = lambda wake: helper.worker.wake() if "jobs" in wake else None
    loop = asyncio.create_task(helper.worker.run())
    await eventually(lambda: helper.worker.serving)
    yield helper
    helper.worker.stop()
    await loop


async def at_once(school, *keys, lane="lane"):
    def ask_for_all(tx):
        for key in keys:
            store.ask_at_once(tx, "errand", key, lane, at_hand=key)

    await school.do(ask_for_all)


async def eventually(come):
    async with asyncio.timeout(30):
        while True:
            if come():
                return
            await asyncio.sleep(0.01)


async def until_done(helper, count):
    await eventually(lambda: len(helper.done) >= count)


async def test_what_is_asked_for_at_once_is_done_by_who_asked_in_order_and_nobody_else_can_claim_it(school, serving):
    def ask_and_look(tx):
        for key in ("first", "second"):
            store.ask_at_once(tx, "errand", key, "lane", at_hand=key)
        return store.claim(tx.conn, tx.now, "another")

    assert await school.do(ask_and_look) == []
    await until_done(serving, 2)
    assert (serving.done, serving.in_hand) == (["first", "second"], ["first", "second"])


async def test_what_waits_in_a_lane_is_not_overtaken(school, serving):
    serving.failing.add("head")
    await at_once(school, "head")
    await eventually(lambda: serving.missed)
    await at_once(school, "tail")
    serving.failing.clear()
    school.clock.skip(MINUTE)
    serving.worker.wake()
    await until_done(serving, 2)
    assert (serving.done, serving.in_hand) == (["head", "tail"], ["head", None, None])


async def test_what_stands_behind_one_that_fails_waits_for_it(school, serving):
    serving.failing.add("first")
    await at_once(school, "first", "second")
    await eventually(lambda: serving.missed)
    assert serving.done == []
    serving.failing.clear()
    school.clock.skip(10 * SECOND)
    serving.worker.wake()
    await until_done(serving, 2)
    assert serving.done == ["first", "second"]


async def test_one_process_that_starts_again_goes_on_at_once_with_what_it_had_in_hand(school, helper):
    await ask(school, "errand")
    assert await claim(school, "the one that dies") == ["errand"]
    loop = asyncio.create_task(helper.worker.run())
    if school.transactions.database.dialect == "postgresql":  # another process may well be doing it
        school.clock.skip(store.LEASE)
    await until_done(helper, 1)
    helper.worker.stop()
    await loop
    assert helper.done == ["errand"]


async def test_what_waits_behind_another_or_is_being_done_is_not_looked_for(school):
    for key in ("head", "tail"):
        await ask(school, key, "lane")
    assert await claim(school, "one") == ["head"]
    assert await school.see(store.next_due) is None
