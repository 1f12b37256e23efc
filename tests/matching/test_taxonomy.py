"""The words people use for what they want to learn, in three languages and with their slips."""

import pytest

from etude.matching.taxonomy import load_taxonomy, split_words

TAXONOMY = load_taxonomy()


def named(text: str, locale: str = "en") -> list[str]:
    return [mention.id for mention in TAXONOMY.find(text, locale)]


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("jazz piano", "en", ["jazz", "piano"]),
        ("Klavierstunden für Anfänger", "de", ["piano", "beginner"]),
        ("Gitarrenlehrerin", "de", ["guitar"]),
        ("Querfloete", "de", ["flute"]),
        ("clases de violín", "es", ["violin"]),
        ("bateria", "es", ["drums"]),
        ("Klavier", "en", ["piano"]),
        ("double bass", "en", ["double-bass"]),
        ("french horn", "en", ["french-horn"]),
        ("k-pop and r&b", "en", ["k-pop", "rnb"]),
        ("C++", "en", ["cpp"]),
        ("a 1 hour lesson", "en", []),
        ("level A1", "en", ["cefr-a1"]),
    ],
)
def test_names_are_found_in_every_language(text: str, locale: str, expected: list[str]) -> None:
    assert named(text, locale) == expected


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("pinao", "piano"),
        ("guittar", "guitar"),
        ("saxofone", "saxophone"),
        ("clarinett", "clarinet"),
        ("ukelele", "ukulele"),
    ],
)
def test_a_slip_of_the_keyboard_is_forgiven(slip: str, meant: str) -> None:
    assert named(slip) == [meant]


def test_everyday_words_are_not_respelt() -> None:
    words = split_words("a train and a string of signing")
    assert TAXONOMY.mentions(words, "en", frozenset({"train", "string", "signing"})) == []


def test_an_unsure_word_offers_the_three_likeliest() -> None:
    choices = TAXONOMY.suggest("clarrinnet", "en")
    assert len(choices) == 3
    assert choices[0].id == "clarinet"
    assert len({choice.id for choice in choices}) == 3


def test_piano_stands_under_keyboards_under_music() -> None:
    assert TAXONOMY.ancestors("piano") == ["keyboard-instruments", "music"]
    assert "piano" in TAXONOMY.family("music")
    assert "music" in TAXONOMY.top_subjects()


def test_every_parent_exists_and_every_entry_has_a_name_in_each_language() -> None:
    for kind, entries in TAXONOMY.entries.items():
        for entry in entries.values():
            assert entry.parent is None or entry.parent in TAXONOMY.subjects, entry.id
            assert set(entry.names) == {"en", "de", "es"}, (kind, entry.id)


def test_every_label_finds_its_own_entry() -> None:
    for kind, entries in TAXONOMY.entries.items():
        for entry in entries.values():
            for locale in ("en", "de", "es"):
                found = {(mention.kind, mention.id) for mention in TAXONOMY.find(entry.label(locale), locale)}
                assert (kind, entry.id) in found, (locale, entry.label(locale), found)


def test_there_is_enough_to_learn() -> None:
    music = set(TAXONOMY.family("music")) - {"music"}
    assert len(music) >= 60
    assert len(set(TAXONOMY.subjects) - music) >= 100
    assert TAXONOMY.label("subject", "piano", "de-AT") == "Klavier"
    assert TAXONOMY.label("subject", "no-longer-taught", "en") == "no-longer-taught"
