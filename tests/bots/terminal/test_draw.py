"""What was said in one breath, as the terminal shows it."""

from typing import Any

from etude.bots.terminal.draw import draw_turn


def said(text: str, *labels: str) -> dict[str, Any]:
    return {
        "kind": "say",
        "text": text,
        "buttons": [{"i": at, "label": label, "url": None} for at, label in enumerate(labels)],
    }


def test_only_the_last_choices_are_numbered_and_from_one() -> None:
    drawn = draw_turn(
        [said("Say what you'd like.", "My lessons"), said("When?", "Mon", "Tue"), said("Take your time.")]
    )
    assert drawn == [
        "Say what you'd like.\n  (My lessons)\n",
        "When?\n  [1] Mon  [2] Tue\n",
        "Take your time.\n",
    ]
