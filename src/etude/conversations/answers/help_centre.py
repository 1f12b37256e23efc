"""The written help centre: an article is a file of a topic in a language, and its first paragraph is said in chat."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from etude.core.text import LOCALES

TOPICS = (
    "etude",
    "requests",
    "paying",
    "keeping",
    "prices",
    "cancelling",
    "commitment",
    "children",
    "safety",
    "data",
    "robot",
    "channels",
    "become-a-tutor",
    "earnings",
)


@dataclass(frozen=True, slots=True)
class Article:
    """One topic: its question, the short answer, and what more there is to say."""

    topic: str
    language: str
    title: str
    short: str
    more: tuple[str, ...]

    @property
    def path(self) -> str:
        """Where it stands on our own site."""
        return help_path(self.topic, self.language)


@lru_cache(maxsize=len(TOPICS) * len(LOCALES))
def load_article(topic: str, language: str) -> Article:
    """The article on one of `TOPICS`, in English where it is not written in `language`."""
    language = spoken_here(language)
    text = files("etude.conversations.answers").joinpath(f"help_centre/{language}/{topic}.md").read_text("utf-8")
    title, short, *more = (part.strip() for part in text.split("\n\n"))
    return Article(topic, language, title.removeprefix("# "), short, tuple(more))


def spoken_here(language: str) -> str:
    """The language, or English where the help centre is not written in it."""
    short = language.split("-")[0].lower()
    return short if short in LOCALES else "en"


def help_path(topic: str, language: str) -> str:
    """The address of an article on our own site, or without a topic of all of them."""
    return f"/help/{topic}?lang={language}" if topic else f"/help?lang={language}"
