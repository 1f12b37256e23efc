"""Contact details in disguise."""

import pytest

from etude.conversations.parts.contact_details import LEFT_OUT, leave_out_details


@pytest.mark.parametrize(
    "words",
    [
        "call07700900123",
        "07700\u200b900\u200b123",
        "ada\uff20example\uff0ecom",
        "0_7_7_0_0_9_0_0_1_2_3",
        "t.\u2060me/ada",
    ],
)
def test_a_disguise_does_not_help(words: str) -> None:
    assert leave_out_details(words) == LEFT_OUT or leave_out_details(words) == f"call{LEFT_OUT}"


@pytest.mark.parametrize(
    "words",
    [
        "Op. 27 no. 2, on 24/11/2026 at 17:00 for £30",
        "grade 5 in 2024, 45 minutes",
        "family \U0001f468\u200d\U0001f469 of 4",
    ],
)
def test_what_is_no_detail_stays_as_it_was(words: str) -> None:
    assert leave_out_details(words) == words
