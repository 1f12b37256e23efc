"""The README shows the main job as it runs, and counts its actions."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCRIPT = (ROOT / "tests" / "transcripts" / "main_job.chat").read_text("utf-8").strip()
README = (ROOT / "README.md").read_text("utf-8")
NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight")


def count_actions() -> int:
    """Messages and taps of the student after the first sentence; a payment is the button and the card page."""
    said = re.findall(r"^S> (.*)$", SCRIPT, re.MULTILINE)
    first = next(number for number, words in enumerate(said) if not words.startswith(("[", "(")))
    return len(said[first + 1 :]) + 2 * len(re.findall(r"^!pay", SCRIPT, re.MULTILINE))


def test_the_transcript_is_the_one_that_runs() -> None:
    shown = re.search(r"<!-- main job: begin -->\n```\n(.*?)\n```\n<!-- main job: end -->", README, re.DOTALL)
    assert shown is not None
    assert shown.group(1) == SCRIPT


def test_it_takes_few_actions_and_says_how_many() -> None:
    actions = count_actions()
    assert actions <= 8
    assert f"{NUMBERS[actions].capitalize()} actions lead from the first sentence" in README
