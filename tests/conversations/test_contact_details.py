"""Contact details are left out of what strangers write to each other; music, grades, prices and times stay."""

import pytest

from etude.conversations.parts.contact_details import LEFT_OUT, leave_out_details


@pytest.mark.parametrize(
    "detail",
    [
        "07700 900123",
        "+44 7700 900 123",
        "(020) 7946-0958",
        "0049 170 1234567",
        "+49.170.1234567",
        "ada@example.com",
        "ada at example dot com",
        "https://example.org/ada",
        "www.example.org",
        "ada-piano.com",
        "@adaplays",
        "oh seven seven oh oh nine oh oh",
    ],
)
def test_ways_round_etude_are_left_out(detail: str) -> None:
    assert leave_out_details(f"Write to me: {detail}") == f"Write to me: {LEFT_OUT}"


@pytest.mark.parametrize(
    "words",
    [
        "Op. 28 no. 4, grade 5",
        "BWV 1007 and K. 545",
        "17:00 to 18:30",
        "£38-40 an hour",
        "25/11/2026 or 26.11.2026",
        "She is 9, I am 38.",
        "2026-11-25, 17:00",
        "one two three, one two three",
        "at home, at five",
        "Grade 5. My son is 9.",
        "100, 200 or 300?",
    ],
)
def test_the_rest_is_left_alone(words: str) -> None:
    assert leave_out_details(words) == words
