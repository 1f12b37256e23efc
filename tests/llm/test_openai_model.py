"""The real client against a server on loopback: how it asks, what it remembers, and what it makes of odd answers."""

import sys

import pytest

from etude.llm import (
    ModelError,
    ModelMissingError,
    ModelNonsenseError,
    ModelRefusedError,
    ModelSilentError,
    Task,
)
from etude.llm.openai_model import OpenAIModel
from etude.testing.model_server import ModelServer


async def test_a_server_that_keeps_to_schemas_is_given_one(model: OpenAIModel, server: ModelServer, task: Task) -> None:
    assert await model.read(task, "What a day!") == {"mood": "glad"}
    asked = server.questions[0]
    assert (asked.form, asked.instructions, asked.words) == ("json_schema", task.instructions, "What a day!")


async def test_a_server_without_schemas_is_asked_for_json_ever_after(
    model: OpenAIModel, server: ModelServer, task: Task
) -> None:
    server.refuses = {"json_schema"}
    assert await model.read(task, "What a day!") == {"mood": "glad"}
    await model.read(task, "What a night!")
    assert [asked.form for asked in server.questions] == ["json_schema", "json_object", "json_object"]


async def test_a_server_without_any_form_may_talk_around_the_answer(
    model: OpenAIModel, server: ModelServer, task: Task
) -> None:
    server.refuses = {"json_schema", "json_object"}
    server.answer = 'Sure! Here it is:\n```json\n{"mood": "glad"}\n```'
    assert await model.read(task, "What a day!") == {"mood": "glad"}
    await model.read(task, "What a night!")
    assert [asked.form for asked in server.questions] == ["json_schema", "json_object", "none", "none"]


async def test_a_server_that_knows_no_effort_is_not_sent_it_again(
    model: OpenAIModel, server: ModelServer, task: Task
) -> None:
    server.refuses = {"reasoning_effort"}
    assert await model.read(task, "What a day!") == {"mood": "glad"}
    await model.read(task, "What a night!")
    assert ["reasoning_effort" in asked.sent for asked in server.questions] == [True, False, False]
    assert {asked.form for asked in server.questions} == {"json_schema"}


async def test_a_refusal_of_everything_changes_nothing_for_the_next_time(
    model: OpenAIModel, server: ModelServer, task: Task
) -> None:
    server.status = 400
    with pytest.raises(ModelRefusedError):
        await model.read(task, "What a day!")
    server.status = 200
    await model.read(task, "What a day!")
    assert server.questions[-1].form == "json_schema"


@pytest.mark.parametrize("status", [401, 404, 429, 500])
async def test_trouble_is_told_once_and_never_tried_again(
    model: OpenAIModel, server: ModelServer, task: Task, status: int
) -> None:
    server.status = status
    with pytest.raises(ModelRefusedError) as refused:
        await model.read(task, "What a day!")
    assert refused.value.status == status
    assert len(server.questions) == 1


@pytest.mark.parametrize("answer", ["", "I would rather not say.", '{"mood": "gl', '["glad"]', "}{", '"glad"'])
async def test_what_is_no_object_is_no_answer(model: OpenAIModel, server: ModelServer, task: Task, answer: str) -> None:
    server.answer = answer
    with pytest.raises(ModelNonsenseError):
        await model.read(task, "What a day!")


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("<h1>Welcome to this network</h1>", "text/html"),
        ("{", "application/json"),
        ("[]", "application/json"),
        ('{"choices": []}', "application/json"),
        ('{"choices": null}', "application/json"),
        ('{"choices": [{"message": {"content": null, "refusal": "No."}}]}', "application/json"),
    ],
)
async def test_what_is_no_completion_is_no_answer(
    model: OpenAIModel, server: ModelServer, task: Task, page: str, kind: str
) -> None:
    server.page = (page, kind)
    with pytest.raises(ModelNonsenseError):
        await model.read(task, "What a day!")


async def test_an_answer_that_was_cut_short_is_no_answer(model: OpenAIModel, server: ModelServer, task: Task) -> None:
    server.finish = "length"
    with pytest.raises(ModelNonsenseError):
        await model.read(task, "What a day!")


@pytest.mark.parametrize("depth", [5_000, 40_000])
async def test_an_answer_that_is_nested_without_end_is_no_answer(
    model: OpenAIModel, server: ModelServer, task: Task, depth: int
) -> None:
    server.answer = '{"mood":' * depth
    with pytest.raises(ModelError):
        await model.read(task, "What a day!")
    server.page = ('{"choices":' * depth, "application/json")
    with pytest.raises(ModelError):
        await model.read(task, "What a day!")


async def test_an_enormous_answer_is_not_read_to_its_end(model: OpenAIModel, server: ModelServer, task: Task) -> None:
    server.answer = {"mood": "glad " * 2_000_000}
    with pytest.raises(ModelSilentError):
        await model.read(task, "What a day!")
    server.answer = {"mood": "glad"}
    assert await model.read(task, "What a day!") == {"mood": "glad"}


async def test_the_tokens_that_a_server_counts_are_counted(model: OpenAIModel, server: ModelServer, task: Task) -> None:
    server.tokens = 123
    await model.read(task, "What a day!")
    await model.read(task, "What a night!")
    assert model.tokens == 246


async def test_nobody_at_the_address(task: Task) -> None:
    model = OpenAIModel("", "http://127.0.0.1:9/v1", "small")
    with pytest.raises(ModelSilentError):
        await model.read(task, "What a day!")
    await model.close()


def test_without_the_client_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(ModelMissingError, match=r"etude\[llm\]"):
        OpenAIModel("", "http://127.0.0.1:9/v1", "small")
