"""A yes or a no to what waits, with what is said beside it, in three languages."""

from datetime import UTC, datetime, timedelta

import pytest

from etude.conversations.understanding import understand
from etude.conversations.understanding.agreement import Stance, calls_off, read_shift, read_stance

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
YES = Stance(True, False, "")
NO = Stance(False, False, "")


@pytest.mark.parametrize(
    ("locale", "words", "stance"),
    [
        ("en", "yes thats fine", YES),
        ("en", "yes, happy to", YES),
        ("en", "accept mia's request", YES),
        ("en", "yes, but not at 5", Stance(True, True, "")),
        ("en", "actually decline it, sorry", NO),
        ("en", "sorry, I can't", NO),
        ("en", "no sorry I'm ill", Stance(False, False, "I'm ill")),
        ("en", "I can't do Wednesdays, sorry", Stance(False, False, "I can't do Wednesdays")),
        ("en", "sorry i cant, im at a concert that night", Stance(False, False, "im at a concert that night")),
        ("en", "no i just want to decline it", NO),
        ("en", "im ill so i have to decline", Stance(False, False, "im ill")),
        ("en", "decline, tell lena i'm teaching at 6", Stance(False, False, "i'm teaching at 6")),
        ("en", "my week", None),
        ("de", "ich sage zu", YES),
        ("de", "das geht leider nicht", NO),
        ("de", "nein ich will nur ablehnen", NO),
        ("de", "ablehnen, sag Lena dass ich krank bin", Stance(False, False, "ich krank bin")),
        ("de", "nein, da bin ich krank", Stance(False, False, "da bin ich krank")),
        ("es", "sí, encantada", YES),
        ("es", "lo siento, no puedo", NO),
        ("es", "no, solo quiero rechazarla", NO),
        ("es", "rechazar, dile que estoy enfermo", Stance(False, False, "estoy enfermo")),
        ("es", "no, estoy enfermo", Stance(False, False, "estoy enfermo")),
    ],
)
def test_a_stance_is_read(locale: str, words: str, stance: Stance | None) -> None:
    found = read_stance(understand(words, NOW, locale))
    if stance is not None and found is not None and not stance.agrees:
        found = Stance(False, False, found.reason)  # a no cannot be taken back
    assert found == stance


@pytest.mark.parametrize(
    ("locale", "words", "minutes"),
    [
        ("en", "can we make it an hour later", 60),
        ("en", "half an hour earlier please", -30),
        ("en", "see you later", None),
        ("de", "geht auch eine halbe Stunde später?", 30),
        ("de", "eine Stunde früher", -60),
        ("es", "¿puede ser una hora antes?", -60),
        ("es", "media hora más tarde", 30),
    ],
)
def test_a_shift_is_read(locale: str, words: str, minutes: int | None) -> None:
    expected = None if minutes is None else timedelta(minutes=minutes)
    assert read_shift(understand(words, NOW, locale)) == expected


@pytest.mark.parametrize(
    ("locale", "words", "off"),
    [("en", "cancel it", True), ("en", "never mind", False), ("de", "sag es ab", True), ("es", "cancélalo", True)],
)
def test_only_a_cancellation_may_mean_a_lesson(locale: str, words: str, off: bool) -> None:
    assert calls_off(understand(words, NOW, locale)) is off
