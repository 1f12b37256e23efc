"""The help centre's pages: all questions, and one answered in full."""

from collections.abc import Sequence
from dataclasses import dataclass

from etude.bots.web_widget.pages.profile import pages
from etude.conversations.answers.help_centre import TOPICS, Article, help_path, load_article
from etude.core.text import LOCALES

NAMES = {"en": "English", "de": "Deutsch", "es": "Español"}


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around the articles, in a language."""

    title: str
    chat: str
    every: str


WORDS = {
    "en": Words("Help", "Ask in the chat", "All questions"),
    "de": Words("Hilfe", "Im Chat fragen", "Alle Fragen"),
    "es": Words("Ayuda", "Preguntar en el chat", "Todas las preguntas"),
}


def draw_help(language: str, base_url: str) -> str:
    """Every question of the help centre, with its short answer."""
    articles = [load_article(topic, language) for topic in TOPICS]
    return _draw(language, base_url, "", None, articles)


def draw_article(topic: str, language: str, base_url: str) -> str:
    """One question, answered in full."""
    return _draw(language, base_url, topic, load_article(topic, language), ())


def _draw(language: str, base_url: str, topic: str, article: Article | None, articles: Sequence[Article]) -> str:
    others = [(other, NAMES[other], help_path(topic, other)) for other in LOCALES if other != language]
    return pages.get_template("help.html").render(
        language=language,
        base_url=base_url,
        words=WORDS[language],
        article=article,
        articles=articles,
        others=others,
        index=help_path("", language),
    )
