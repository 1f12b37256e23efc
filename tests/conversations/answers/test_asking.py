"""What a question is about, in whichever words and language it is asked."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from etude.conversations.answers.answering import FACTS, SURE, TOPIC_OF, YIELDING
from etude.conversations.answers.asking import load_questions, read_asked
from etude.conversations.answers.help_centre import TOPICS, load_article
from etude.conversations.forms import Utterance
from etude.conversations.understanding import understand
from etude.core.text import LOCALES

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
QUESTIONS = tomllib.loads((Path(__file__).parent / "questions.toml").read_text("utf-8"))


def cases() -> Iterator[tuple[str, str, str]]:
    for language, by_kind in QUESTIONS.items():
        for about, questions in by_kind.items():
            yield from ((language, about, question) for question in questions)


@pytest.mark.parametrize(("language", "about", "question"), list(cases()))
def test_what_it_is_about(language: str, about: str, question: str) -> None:
    asked = heard(question, language)
    assert (asked[0] if asked else "nothing") == about


def heard(question: str, language: str) -> list[str]:
    """What it is taken to be about, the likeliest first, as somebody with nothing under way says it."""
    said = Utterance(question, understand(question, NOW, language), NOW, language)
    wants = any(command.flow and command.confidence >= SURE for command in said.understood.commands)
    found = [each for each in read_asked(said) if each.topic or not (wants and each.about in YIELDING)]
    return [] if found and found[0].about == "not_known" else [each.about for each in found]


def test_english_is_understood_by_whoever_reads_german() -> None:
    assert heard("can I pay cash?", "de")[0] == "paying"
    assert heard("kann ich bar bezahlen?", "en")[0] == "paying"


@pytest.mark.parametrize("language", LOCALES)
def test_whatever_can_be_asked_has_an_answer_in_every_language(language: str) -> None:
    targets = load_questions(language).targets
    assert {name for group, name in targets if group == "fact"} == {*FACTS, "not_known"}
    topics = {name for group, name in targets if group == "topic"} | set(TOPIC_OF.values())
    assert topics == set(TOPICS)


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("topic", TOPICS)
def test_the_short_answer_is_short(topic: str, language: str) -> None:
    article = load_article(topic, language)
    assert article.language == language
    assert len(article.short) <= 180
    assert article.title.endswith("?")
    assert article.more
