"""What tutors say and what is said of them reads as if many people had written it."""

import re
from collections import Counter
from itertools import pairwise
from random import Random

import pytest

from etude.testing.seeds.cast import CAST
from etude.testing.seeds.crowd import draw_crowd
from etude.testing.seeds.names import Stranger
from etude.testing.seeds.teaching import TEACHINGS
from etude.testing.seeds.voices import describe
from etude.testing.seeds.words import Deck, read_sections

TUTORS = (*CAST, *draw_crowd(1))


def test_no_two_bios_are_alike() -> None:
    assert len({tutor.bio for tutor in TUTORS}) == len(TUTORS)


def test_no_sentence_is_heard_everywhere() -> None:
    """Everyone's bio is looked at sentence by sentence; the one heard most often is heard from one tutor in 25."""
    heard = Counter(sentence for tutor in TUTORS for sentence in set(re.split(r"(?<=[.!?])\s+", tutor.bio)))
    sentence, times = heard.most_common(1)[0]
    assert times <= len(TUTORS) / 25, sentence


def test_bios_begin_in_many_ways() -> None:
    openings = Counter(" ".join(tutor.bio.split()[:3]) for tutor in TUTORS)
    assert len(openings) > len(TUTORS) * 0.6


def test_bios_are_short_and_long() -> None:
    lengths = sorted(len(tutor.bio) for tutor in TUTORS)
    assert 60 <= lengths[0] < 160
    assert 500 < lengths[-1] < 1000


def test_headlines_vary() -> None:
    headlines = Counter(tutor.headline for tutor in TUTORS)
    assert len(headlines) > len(TUTORS) * 0.85
    assert max(len(headline) for headline in headlines) <= 80


def test_nothing_is_left_to_fill_in() -> None:
    for tutor in TUTORS:
        for words in (tutor.headline, tutor.bio, *(opinion.words for opinion in tutor.opinions)):
            assert "{" not in words
            assert "  " not in words
            assert words[0] == words[0].upper()


@pytest.mark.parametrize("wrong", ["the singing", "the music production", "a accordion", "a oboist", "music piano"])
def test_the_grammar_holds_for_every_subject(wrong: str) -> None:
    for tutor in TUTORS:
        for words in (tutor.headline, tutor.bio):
            assert wrong not in words.lower(), words


def test_reviews_vary_too() -> None:
    said = Counter(opinion.words for tutor in TUTORS for opinion in tutor.opinions)
    assert len(said) > said.total() * 0.4
    assert said.most_common(1)[0][1] < said.total() * 0.03


def test_nobody_is_praised_twice_in_the_same_words() -> None:
    for tutor in TUTORS:
        praise = [opinion.words for opinion in tutor.opinions if opinion.stars == 5]
        assert len(praise) - len(set(praise)) <= 1, tutor.slug


def test_a_deck_deals_every_card_before_one_comes_again() -> None:
    deck = Deck(("one", "two", "three {city}"), Random(3))
    first = {deck.deal({"city": "Berlin"}) for _ in range(3)}
    assert first == {"one", "two", "three {city}"}


def test_a_deck_never_deals_what_cannot_be_filled_in() -> None:
    deck = Deck(("one", "two {city}"), Random(3))
    assert {deck.deal({}) for _ in range(10)} == {"one"}
    with pytest.raises(KeyError):
        Deck(("only {city}",), Random(3)).deal({})


def test_every_heading_has_sentences() -> None:
    for name in ("bios", "headlines", "reviews", "names"):
        for heading, lines in read_sections(name).items():
            assert lines, heading
            assert len(set(lines)) == len(lines), heading


def test_a_deck_never_deals_the_same_card_twice_in_a_row() -> None:
    deck = Deck(("one", "two"), Random(3))
    dealt = [deck.deal({}) for _ in range(50)]
    assert all(one != two for one, two in pairwise(dealt))


def test_nobody_repeats_a_sentence() -> None:
    for tutor in TUTORS:
        sentences = re.split(r"(?<=[.!?])\s+", tutor.bio)
        assert len(set(sentences)) == len(sentences), tutor.bio


def test_only_who_teaches_at_home_speaks_of_the_room() -> None:
    for tutor in TUTORS:
        if not any(rate.format == "tutor" for rate in tutor.rates):
            assert "my room" not in tutor.bio.lower()
            assert "waiting corner" not in tutor.bio


@pytest.mark.parametrize(("subject", "expected"), [("accordion", "an accordionist"), ("piano", "a pianist")])
def test_players_have_the_right_article(subject: str, expected: str) -> None:
    teaching = next(each for each in TEACHINGS if each.subject == subject)
    said = describe(Stranger("Mia Aubry", "france", True), teaching, ("classical",), 1, None, frozenset({"online"}))
    assert said["a_player"] == expected
    assert not {"years", "district", "room", "astray"} & said.keys()
