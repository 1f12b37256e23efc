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
        "null eins sieben null eins zwei drei vier",
        "seis uno dos tres cuatro cinco seis siete",
        "ada arroba example punto com",
        "ada at example punkt de",
        "t.me/adaplays",
        "wa.me/447700900123",
        "ISBN 07700900123",
    ],
)
def test_ways_round_etude_are_left_out(detail: str) -> None:
    assert leave_out_details(f"Write to me: {detail}") == f"Write to me: {LEFT_OUT}"


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("my insta is ada.plays", "my insta is …"),
        ("My Instagram is adaplays, say hello", "My Instagram is …, say hello"),
        ("mein Insta ist adaspielt", "mein Insta ist …"),
        ("mi Instagram es adatoca", "mi Instagram es …"),
        ("on Telegram as adaplays", "on Telegram as …"),
        ("auf Instagram unter adaspielt", "auf Instagram unter …"),
        ("Skype: ada.byrne", "Skype: …"),
        ("discord ada#1234", "discord …"),
        ("snap ada_b", "snap …"),
    ],
)
def test_names_on_other_services_are_left_out(words: str, left: str) -> None:
    assert leave_out_details(words) == left


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
        "Op. 28, op. 10 no. 3 and op. 25 nos. 1, 2 and 5",
        "BWV 846 to 893",
        "ISBN 978-0-306-40615-7",
        "ISBN 9780306406157 or ISBN 0-306-40615-2",
        "5/4 time, then 7/8",
        "We are at home. My son is 9.",
        "A at 440 Hz, quarter = 120",
        "bars 100-120",
        "24.12.2026 at 10.30-11.30",
        "£38, €42.50 or $1,200",
        "Telegram is fine, Instagram is a distraction",
        "I saw you on Instagram and liked it",
        "my WhatsApp is broken",
        "Bach (1685-1750)",
    ],
)
def test_the_rest_is_left_alone(words: str) -> None:
    assert leave_out_details(words) == words
