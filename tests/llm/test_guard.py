"""A model that is slow, down or asked too often is done without, and taken up again when it is well."""

import asyncio
from datetime import timedelta

import pytest

from etude.core.clock import SkippingClock
from etude.llm import (
    BudgetSpentError,
    GuardedModel,
    ModelRefusedError,
    ModelRestingError,
    ModelSlowError,
    Task,
)
from etude.llm.openai_model import OpenAIModel
from etude.testing.model_server import ModelServer

FOR_EVER = 20


@pytest.fixture
def guarded(model: OpenAIModel, clock: SkippingClock) -> GuardedModel:
    """Ten calls a day."""
    return GuardedModel(model, clock, calls_a_day=10)


async def test_a_model_in_good_order_is_asked(guarded: GuardedModel, task: Task) -> None:
    assert await guarded.read(task, "What a day!") == {"mood": "glad"}


async def test_a_slow_model_is_not_waited_for(
    model: OpenAIModel, clock: SkippingClock, server: ModelServer, task: Task
) -> None:
    server.speaking.clear()
    guarded = GuardedModel(model, clock, 10, patience=timedelta(milliseconds=50))
    async with asyncio.timeout(FOR_EVER):
        with pytest.raises(ModelSlowError):
            await guarded.read(task, "What a day!")
    assert not server.speaking.is_set()


async def test_three_failures_in_a_row_give_it_a_rest_and_one_call_tries_it_again(
    guarded: GuardedModel, clock: SkippingClock, server: ModelServer, task: Task
) -> None:
    server.status = 500
    await fail(guarded, task, times=3)
    with pytest.raises(ModelRestingError):
        await guarded.read(task, "Are you there?")
    assert len(server.questions) == 3

    clock.skip(timedelta(minutes=1))
    await fail(guarded, task, times=1)
    with pytest.raises(ModelRestingError):
        await guarded.read(task, "Are you there?")

    server.status = 200
    clock.skip(timedelta(minutes=1))
    assert await guarded.read(task, "Are you there?") == {"mood": "glad"}
    assert await guarded.read(task, "And still there?") == {"mood": "glad"}


async def test_a_success_between_failures_keeps_it_going(
    guarded: GuardedModel, server: ModelServer, task: Task
) -> None:
    for _round in range(2):
        server.status = 500
        await fail(guarded, task, times=2)
        server.status = 200
        assert await guarded.read(task, "Are you there?") == {"mood": "glad"}


async def test_a_slow_model_is_given_a_rest_too(
    model: OpenAIModel, clock: SkippingClock, server: ModelServer, task: Task
) -> None:
    guarded = GuardedModel(model, clock, 10, patience=timedelta(milliseconds=50))
    server.speaking.clear()
    for _time in range(3):
        with pytest.raises(ModelSlowError):
            await guarded.read(task, "What a day!")
    with pytest.raises(ModelRestingError):
        await guarded.read(task, "What a day!")


async def test_a_days_budget_ends_and_another_day_brings_another(
    model: OpenAIModel, clock: SkippingClock, server: ModelServer, task: Task
) -> None:
    guarded = GuardedModel(model, clock, calls_a_day=2)
    await guarded.read(task, "One")
    await guarded.read(task, "Two")
    with pytest.raises(BudgetSpentError):
        await guarded.read(task, "Three")
    assert [asked.words for asked in server.questions] == ["One", "Two"]

    clock.skip(timedelta(days=1))
    assert await guarded.read(task, "Four") == {"mood": "glad"}


async def fail(guarded: GuardedModel, task: Task, times: int) -> None:
    for _time in range(times):
        with pytest.raises(ModelRefusedError):
            await guarded.read(task, "Are you there?")
