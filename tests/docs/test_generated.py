"""The pages that are read off the code are as the code is now, and say something about everything."""

import importlib.util
import re
from pathlib import Path

import pytest

from etude.conversations.engine import Flow
from etude.conversations.flows import FLOWS
from etude.conversations.graph import draw, read
from etude.core.lessons.lifecycle import TRANSITIONS
from etude.core.settings import Settings

ROOT = Path(__file__).parents[2]
_SPEC = importlib.util.spec_from_file_location("write_docs", ROOT / "tools" / "write_docs.py")
assert _SPEC is not None
assert _SPEC.loader is not None
write_docs = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(write_docs)


@pytest.mark.parametrize("name", write_docs.PAGES)
def test_the_page_is_as_the_code_is(name: str) -> None:
    written = (ROOT / "docs" / name).read_text("utf-8")
    assert written == write_docs.PAGES[name](), "run .venv/bin/python tools/write_docs.py"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_is_for(name: str) -> None:
    assert Settings.model_fields[name].description


@pytest.mark.parametrize("name", TRANSITIONS)
def test_every_step_of_a_lesson_is_in_the_drawing_and_the_table(name: str) -> None:
    page = (ROOT / "docs" / "lifecycle.md").read_text()
    assert re.search(rf"--> \w+: {name}$", page, re.MULTILINE)
    assert f"| {name} |" in page


@pytest.mark.parametrize("flow", FLOWS.values(), ids=lambda flow: flow.name)
def test_every_button_in_a_drawing_leads_to_a_flow(flow: Flow) -> None:
    drawing = read(flow)
    assert drawing.steps
    assert [name for name in drawing.starts if name not in FLOWS] == []


@pytest.mark.parametrize("flow", FLOWS.values(), ids=lambda flow: flow.name)
def test_every_line_of_a_drawing_joins_things_that_are_drawn(flow: Flow) -> None:
    drawn = draw(flow)
    boxes = {*re.findall(r"^  (\w+)[\[({>]", drawn, re.MULTILINE), "done"}
    ends = re.findall(r"^  (\w+) [-.\w ]*-> (\w+)", drawn, re.MULTILINE)
    assert ends
    assert {end for pair in ends for end in pair} <= boxes


def test_booking_is_drawn_as_it_is_talked_through() -> None:
    kinds = [(step.kind, step.name) for step in read(FLOWS["book"]).steps]
    order = [
        ("ask", "wishes"),
        ("ask", "tutor"),
        ("ask", "time"),
        ("ask", "who"),
        ("agree", "agreed"),
        ("once", "hold"),
    ]
    # Two tutors of the name that was said are asked about before anything else, so each step counts where it is last.
    last = dict.fromkeys(step for step in reversed(kinds) if step in order)
    assert [*last][::-1] == order
    assert kinds[-1][0] == "until"
    words = {step.name: step.words for step in read(FLOWS["book"]).steps}
    assert words["wishes"] == "What would you like to learn?"
    assert "see_profile" in read(FLOWS["book"]).starts
