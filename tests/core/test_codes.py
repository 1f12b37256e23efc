"""A code is told to somebody once: it works once, for a while, for one purpose, and the database does not know it."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from etude.core.codes.store import code_of, digest_of, make_code, peek, redeem, seed_code
from etude.core.tables import codes

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def code(school):
    return await school.do(make_code, "switch", school.daniel, 15 * MINUTE, to="telegram")


async def test_it_works_once_and_says_what_it_carries(school, code):
    found = await school.do(redeem, digest_of(code), "switch")
    assert (found.person, found.purpose, found.payload) == (school.daniel, "switch", {"to": "telegram"})
    assert await school.do(redeem, digest_of(code), "switch") is None
    assert await school.do(peek, digest_of(code)) is None


async def test_however_it_is_typed(school, code):
    assert await school.do(redeem, digest_of(f" {code.lower()}\n"), "switch") is not None


async def test_it_ends(school, code):
    school.clock.skip(15 * MINUTE - timedelta(seconds=1))
    assert await school.do(peek, digest_of(code)) is not None
    school.clock.skip(timedelta(seconds=1))
    assert await school.do(peek, digest_of(code)) is None
    assert await school.do(redeem, digest_of(code), "switch") is None


async def test_another_purpose_neither_gets_it_nor_uses_it_up(school, code):
    assert await school.do(redeem, digest_of(code), "guardian") is None
    assert await school.do(redeem, digest_of(code), "switch") is not None


async def test_of_many_at_once_one_gets_it(school, code):
    found = await asyncio.gather(*(school.do(redeem, digest_of(code), "switch") for _try in range(8)))
    assert sum(each is not None for each in found) == 1


async def test_only_a_digest_is_kept(school, code):
    rows = await school.see(lambda conn: conn.execute(select(codes)).all())
    assert code not in repr(rows)
    assert len(code) == 12
    assert not set(code) & set("IO01")


async def test_what_a_message_keeps_is_not_the_code(school):
    seed = await school.do(seed_code, "a secret", "switch", school.daniel, 15 * MINUTE, signs=26)
    code = code_of(seed, "a secret")
    assert len(code) == 26
    assert code not in seed
    assert await school.do(redeem, digest_of(code_of(seed, "another secret")), "switch") is None
    assert await school.do(redeem, digest_of(code), "switch") is not None
