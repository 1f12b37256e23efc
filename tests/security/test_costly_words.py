"""Words that are made to cost a lot, or to be no words at all."""

import sys
from collections import Counter
from datetime import UTC, datetime

import pytest

from etude.conversations.disclosures import discloses
from etude.conversations.handoff.words import wants_back
from etude.conversations.understanding import understand
from etude.matching.taxonomy import split_words

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
A_MARK = "\u0300"


@pytest.mark.parametrize("words", [A_MARK, "مرحباً", "हिन्दी", f"{A_MARK} hello"])
def test_a_mark_without_its_letter_is_no_word(words):
    assert all(word.text for word in split_words(words))
    assert not discloses(words)
    assert not wants_back(words)


def test_a_mark_hides_no_disclosure():
    assert discloses(f"my dad hits me {A_MARK}")


@pytest.mark.parametrize("seed", ["1/1/", "7, ", "7 and "])
def test_a_list_twice_as_long_costs_about_twice_as_much(seed):
    understand(seed, NOW, "en")
    short, long = (_calls(seed * times) for times in (100, 200))
    assert long < 3 * short


def _calls(words):
    """How many functions it takes to understand these words."""
    counted = Counter()

    def count(_frame, event, _argument):
        counted[event] += 1

    sys.setprofile(count)
    try:
        understand(words, NOW, "en")
    finally:
        sys.setprofile(None)
    return counted["call"]
