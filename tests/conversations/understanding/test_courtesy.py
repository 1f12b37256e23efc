"""A label that is said politely is that label; one that stands in other words, or in a question, is not."""

import pytest

from etude.conversations.understanding.courtesy import agrees_to, says_only


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


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("yes ask him pls", ["ask for this time"]),
        ("yes please, ask her for this time", ["ask for this time"]),
        ("ja, frag sie bitte", ["danach fragen"]),
        ("sí, pedirlo por favor", ["pedir esta hora"]),
        ("yes, go ahead", ["cancel it"]),
    ],
)
def test_a_yes_that_says_what_to(words: str, labels: list[str]) -> None:
    assert agrees_to(words, labels)


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("yes move it", ["cancel it"]),
        ("yes, but not on Fridays", ["ask for this time"]),
        ("yes, ask him?", ["ask for this time"]),
        ("ask him", ["ask for this time"]),
        ("yes keep it as it is", ["ask for this time"]),
    ],
)
def test_a_yes_to_something_else(words: str, labels: list[str]) -> None:
    assert not agrees_to(words, labels)
