"""How well the model of the settings does what its prompts ask: python -m eval.prompts [wishes|ties|reasons].

Beside each prompt in `src/etude/llm/prompts/` stand its evaluations, a line each: `words` as they are sent, and either
what the answer `wants` (those keys, as they should be) or what its sentence `holds` and `lacks`.
"""

import argparse
import asyncio
import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from etude.conversations.advice import keeps_to, reasons_task, ties_task
from etude.conversations.proposal import wishes_task
from etude.core.clock import SystemClock
from etude.core.settings import Settings
from etude.llm import Model, ModelError, Reading
from etude.llm.configured import open_model

TASKS = {"wishes": wishes_task, "ties": ties_task, "reasons": reasons_task}


def read_evaluations(name: str) -> Iterator[dict[str, Any]]:
    """The evaluations beside a prompt."""
    for line in files("etude.llm.prompts").joinpath(f"{name}.jsonl").read_text("utf-8").splitlines():
        yield json.loads(line)


def is_right(row: dict[str, Any], reading: Reading) -> bool:
    """Whether an answer is what its line asks for."""
    if "wants" in row:
        return all(reading.get(key) == value for key, value in row["wants"].items())
    sentence, given = str(reading.get("sentence", "")), json.loads(row["words"])
    said = all(word in sentence for word in row["holds"]) and not any(word in sentence for word in row["lacks"])
    return said and keeps_to(sentence, given["facts"], given["language"])


async def measure(model: Model, name: str) -> tuple[int, int, list[str]]:
    """How many answers are right, of how many, and what was said instead."""
    right, rows, failures = 0, list(read_evaluations(name)), []
    for row in rows:
        try:
            reading: Reading = await model.read(TASKS[name](), row["words"])
        except ModelError as error:
            reading = {"trouble": str(error) or str(type(error).__doc__)}
        if is_right(row, reading):
            right += 1
        else:
            failures.append(f"    {row['words']}\n      {json.dumps(reading, ensure_ascii=False)}")
    return right, len(rows), failures


async def run(names: list[str]) -> None:
    model = open_model(Settings(), SystemClock())
    if model is None:
        print("No model is configured: set ETUDE_OPENAI_KEY or ETUDE_OPENAI_URL.")
        return
    for name in names:
        right, all_, failures = await measure(model, name)
        print("\n".join((f"{name}: {right} of {all_} right", *failures)))
    print(f"{model.tokens} tokens")
    await model.close()


def main() -> None:
    parser = argparse.ArgumentParser("eval.prompts", description="How well a model does what its prompts ask.")
    parser.add_argument("names", nargs="*", choices=[*TASKS, []], help="which prompts; all otherwise")
    asyncio.run(run(parser.parse_args().names or list(TASKS)))


if __name__ == "__main__":
    main()
