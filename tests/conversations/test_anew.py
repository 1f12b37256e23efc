"""Wanting an answer anew: told by words of change at the beginning of a word, in every language."""

import pytest

from etude.conversations.anew import names_wanted_anew


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("another time", "time"),
        ("that's the wrong day", "day"),
        ("andere Lehrerin", "tutor"),
        ("lieber eine andere Uhrzeit", "time"),
        ("otro profesor", "tutor"),
        ("¿otra fecha?", "date"),
    ],
)
def test_it_is_wanted(said: str, name: str) -> None:
    assert name in names_wanted_anew(said)


@pytest.mark.parametrize("said", ["no, para mi hijo Alexander", "the time is fine", "Mittwoch, selbe Zeit", ""])
def test_nothing_is_wanted(said: str) -> None:
    assert not names_wanted_anew(said)
