"""Names are taken out of what people write; what they want to learn stays."""

import pytest

from etude.conversations.parts.people_left_out import leave_out_people


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("my name is carla and my kid wants to play", "my name is [name] and my kid wants to play"),
        ("My son Ben, 9, wants to tickle the ivories", "My son [name], 9, wants to tickle the ivories"),
        ("Ben is 9 and keen", "[name] is 9 and keen"),
        ("I'm Carla Mendes. It's for Ben, 9", "I'm [name]. It's for [name], 9"),
        ("Meine Tochter Lena möchte Klavier spielen", "Meine Tochter [name] möchte Klavier spielen"),
        ("ich heiße Jörg und bin Anfänger", "ich heiße [name] und bin Anfänger"),
        ("me llamo José, quiero tocar", "me llamo [name], quiero tocar"),
    ],
)
def test_whoever_is_introduced_is_left_out(words: str, left: str) -> None:
    assert leave_out_people(words) == left


def test_names_that_are_known_are_left_out_however_they_are_written() -> None:
    assert leave_out_people("daniel's guitar; DANIEL WEISS", ["Daniel Weiss"]) == "[name]'s guitar; [name]"


@pytest.mark.parametrize(
    "words",
    ["Piano is cool", "Saturday is best", "Mein Sohn Klavier", "My son Learning Piano", "I want to shred like Hendrix"],
)
def test_what_is_no_name_stays(words: str) -> None:
    assert leave_out_people(words) == words
