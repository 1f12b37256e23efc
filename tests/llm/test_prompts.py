"""The evaluations beside the prompts can be answered, and tell a good answer from a bad one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from etude.llm.openai_model import OpenAIModel
from etude.matching.taxonomy import load_taxonomy
from etude.testing.model_server import ModelServer
from eval.prompts import TASKS, is_right, measure, read_evaluations

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", list(TASKS))
def test_what_is_wanted_is_in_the_form_that_is_asked_for(name: str) -> None:
    properties = TASKS[name]().schema["properties"]
    assert isinstance(properties, dict)
    for row in read_evaluations(name):
        assert set(row.get("wants", {})) <= set(properties)
        for kind in ("subjects", "not_subjects"):
            assert set(row.get("wants", {}).get(kind, ())) <= set(load_taxonomy().subjects)


async def test_a_model_that_says_one_thing_is_right_where_that_is_wanted(
    model: OpenAIModel, server: ModelServer
) -> None:
    server.answer = {"subjects": ["piano"], "learner_self": False}
    right, all_, failures = await measure(model, "wishes")
    assert (right, len(failures)) == (1, all_ - 1)


def test_a_sentence_is_right_only_with_what_it_holds_and_without_what_it_lacks() -> None:
    row = next(read_evaluations("reasons"))
    assert is_right(row, {"sentence": "Teaches jazz, 1.3 km from Camden, and is good with children."})
    assert not is_right(row, {"sentence": "The best jazz, 1.3 km from Camden."})
    assert not is_right(row, {"sentence": "Teaches jazz near Camden."})


@pytest.mark.parametrize("status", [200, 500])
async def test_the_command_line_asks_the_model_too(server: ModelServer, status: int) -> None:
    import asyncio

    server.answer, server.status = {"subjects": ["piano"]}, status
    line = json.dumps({"text": "my name is Carla, to tickle the ivories", "now": "2026-11-24T10:00:00+00:00"})
    environment = os.environ | {"ETUDE_OPENAI_URL": server.url, "PYTHONPATH": str(ROOT / "src")}
    made = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "etude", "understand", "--jsonl", "--model"],
        input=line + "\n",
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    answer = json.loads(made.stdout)
    assert answer["model"]["sent"] == "my name is [name], to tickle the ivories"
    assert answer["wishes"]["subjects"] == []
    if status == 200:
        assert answer["model"]["wishes"] == {"subjects": ["piano"]}
    else:
        assert "500" in answer["model"]["trouble"]
