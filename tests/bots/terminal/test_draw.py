"""What was said in one breath, as the terminal shows it."""

from typing import Any

from etude.bots.terminal.draw import draw_turn


def said(text: str, *labels: str) -> dict[str, Any]:
    return {
        "kind": "say",
        "text": text,
        "buttons": [{"i": at, "label": label, "url": None} for at, label in enumerate(labels)],
    }


def test_a_file_is_named_where_a_browser_finds_it() -> None:
    ics = {"kind": "document", "text": "For your calendar.", "document": {"name": "lesson.ics", "url": "/ics/1"}}
    assert "lesson.ics: http://127.0.0.1:8000/ics/1" in draw_turn([ics], "http://127.0.0.1:8000")[0]


def test_each_choice_has_a_number_and_the_last_ones_count_from_one() -> None:
    drawn = draw_turn(
        [said("Say what you'd like.", "My lessons", "Help"), said("When?", "Mon", "Tue"), said("Take your time.")]
    )
    assert drawn == [
        "Say what you'd like.\n  [3] My lessons  [4] Help\n",
        "When?\n  [1] Mon  [2] Tue\n",
        "Take your time.\n",
    ]
