"""A model's server that says what it is told to, and the real client in front of it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from etude.core.clock import SkippingClock, frozen
from etude.llm import Task
from etude.llm.openai_model import OpenAIModel
from etude.testing.model_server import ModelServer, running_model_server

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MOOD = Task(
    "mood",
    "Say in JSON which mood the writer is in.",
    {
        "type": "object",
        "properties": {"mood": {"type": "string"}},
        "required": ["mood"],
        "additionalProperties": False,
    },
)


@pytest.fixture
def task() -> Task:
    """A small task of this test's own: the port knows nothing about lessons."""
    return MOOD


@pytest.fixture
def clock() -> SkippingClock:
    return frozen(MONDAY)


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with running_model_server() as running:
        running.answer = {"mood": "glad"}
        yield running


@pytest.fixture
async def model(server: ModelServer) -> AsyncIterator[OpenAIModel]:
    opened = OpenAIModel("sk-of-this-test", server.url, "small", "minimal")
    yield opened
    await opened.close()
