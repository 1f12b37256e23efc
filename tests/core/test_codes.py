"""A code is told to somebody once: it works once, for a while, for one purpose, and the database does not know it."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from etude.core.codes.store import make_code, peek, redeem
from etude.core.tables import codes

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def code(school):
    return await school.do(make_code, "switch", school.daniel, 15 * MINUTE, to="telegram")


async def test_it_works_once_and_says_what_it_carries(school, code):
    found = await school.do(redeem, code, "switch")
    assert (found.person, found.purpose, found.payload) == (school.daniel, "switch", {"to": "telegram"})
    assert await school.do(redeem, code, "switch") is None
    assert await school.do(peek, code) is None


async def test_however_it_is_typed(school, code):
    assert await school.do(redeem, f" {code.lower()}\n", "switch") is not None


async def test_it_ends(school, code):
    school.clock.skip(15 * MINUTE - timedelta(seconds=1))
    assert await school.do(peek, code) is not None
    school.clock.skip(timedelta(seconds=1))
    assert await school.do(peek, code) is None
    assert await school.do(redeem, code, "switch") is None


async def test_another_purpose_neither_gets_it_nor_uses_it_up(school, code):
    assert await school.do(redeem, code, "guardian") is None
    assert await school.do(redeem, code, "switch") is not None


async def test_of_many_at_once_one_gets_it(school, code):
    found = await asyncio.gather(*(school.do(redeem, code, "switch") for _try in range(8)))
    assert sum(each is not None for each in found) == 1


async def test_only_a_digest_is_kept(school, code):
    rows = await school.see(lambda conn: conn.execute(select(codes)).all())
    assert code not in repr(rows)
    assert len(code) == 12
    assert not set(code) & set("IO01")
