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
    """Ten thousand tokens a day."""
    return GuardedModel(model, clock, tokens_a_day=10_000)


async def test_a_model_in_good_order_is_asked(guarded: GuardedModel, task: Task) -> None:
    assert await guarded.read(task, "What a day!") == {"mood": "glad"}


async def test_a_slow_model_is_not_waited_for(
    model: OpenAIModel, clock: SkippingClock, server: ModelServer, task: Task
) -> None:
    server.speaking.clear()
    guarded = GuardedModel(model, clock, 10_000, patience=timedelta(milliseconds=50))
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
    assert await guarded.read(task, "Are you there now?") == {"mood": "glad"}
    assert await guarded.read(task, "And still there?") == {"mood": "glad"}


async def test_a_success_between_failures_keeps_it_going(
    guarded: GuardedModel, server: ModelServer, task: Task
) -> None:
    for word in ("still", "yet"):
        server.status = 500
        await fail(guarded, task, times=2)
        server.status = 200
        assert await guarded.read(task, f"Are you {word} there?") == {"mood": "glad"}


async def test_a_slow_model_is_given_a_rest_too(
    model: OpenAIModel, clock: SkippingClock, server: ModelServer, task: Task
) -> None:
    guarded = GuardedModel(model, clock, 10_000, patience=timedelta(milliseconds=50))
    server.speaking.clear()
    for _time in range(3):
        with pytest.raises(ModelSlowError):
            await guarded.read(task, "What a day!")
    with pytest.raises(ModelRestingError):
        await guarded.read(task, "What a day!")


async def test_a_days_budget_ends_and_another_day_brings_another(
    model: OpenAIModel, clock: SkippingClock, server: ModelServer, task: Task
) -> None:
    server.tokens = 300
    guarded = GuardedModel(model, clock, tokens_a_day=600)
    await guarded.read(task, "One")
    await guarded.read(task, "Two")
    with pytest.raises(BudgetSpentError):
        await guarded.read(task, "Three")
    assert [asked.words for asked in server.questions] == ["One", "Two"]

    clock.skip(timedelta(days=1))
    assert await guarded.read(task, "Four") == {"mood": "glad"}


async def test_what_a_server_does_not_count_is_guessed_and_who_fails_costs_too(
    guarded: GuardedModel, server: ModelServer, task: Task
) -> None:
    await guarded.read(task, "What a day!")
    first = guarded.tokens
    assert 40 < first < 400
    server.status = 500
    await fail(guarded, task, times=1)
    assert guarded.tokens > first


async def test_the_same_words_are_asked_about_once_an_hour(
    guarded: GuardedModel, clock: SkippingClock, server: ModelServer, task: Task
) -> None:
    for words in ("What a day!", "What a day!", "What a night!"):
        assert await guarded.read(task, words) == {"mood": "glad"}
    assert len(server.questions) == 2
    clock.skip(timedelta(hours=1))
    await guarded.read(task, "What a day!")
    assert len(server.questions) == 3


async def test_what_is_remembered_needs_no_model(guarded: GuardedModel, server: ModelServer, task: Task) -> None:
    await guarded.read(task, "What a day!")
    server.status = 500
    await fail(guarded, task, times=3)
    assert await guarded.read(task, "What a day!") == {"mood": "glad"}


async def fail(guarded: GuardedModel, task: Task, times: int) -> None:
    for _time in range(times):
        with pytest.raises(ModelRefusedError):
            await guarded.read(task, "Are you there?")
