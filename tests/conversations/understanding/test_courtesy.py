"""A label that is said politely is that label; one that stands in other words, or in a question, is not."""

import pytest

from etude.conversations.understanding.courtesy import says_only


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("keep the old time, please", "Keep the old time"),
        ("I'd like to hear a sample please", "Hear a sample"),
        ("me, please!", "Me"),
        ("no thanks", "No"),
        ("who it's for, please", "Who it's for"),
        ("ich möchte andere Zeiten, bitte", "Andere Zeiten"),
        ("más horarios, por favor", "Más horarios"),
    ],
)
def test_a_label_and_courtesy(words: str, label: str) -> None:
    assert says_only(words, label)


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("can you confirm", "Confirm"),
        ("confirm, please?", "Confirm"),
        ("I'd rather keep it", "Keep it"),
        ("please don't decline", "Decline"),
        ("please", "No"),
        ("old time please", "Keep the old time"),
        ("", "No"),
    ],
)
def test_something_else(words: str, label: str) -> None:
    assert not says_only(words, label)
