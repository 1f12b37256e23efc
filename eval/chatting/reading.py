"""How hard the words are to read, as a grade of school, by the formula that fits the language.

English: Flesch-Kincaid grade (Kincaid and others, 1975). German: first Wiener Sachtextformel (Bamberger and Vanecek,
1984), a grade too. Spanish: Crawford (1989), years of school; beside it Fernández-Huerta (1959), where 70 to 80 is the
sixth grade and more is easier. Syllables are counted by textstat's hyphenation.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import textstat  # type: ignore[import-untyped]

from etude.conversations.messages import Reply
from etude.core.text import Text, Voice

# A person's or a tutor's own words, which are not ours to simplify.
NOT_OURS = ("{words}", "")


@dataclass
class Words:
    """Every sentence that was said in a language, once, as it was first drawn."""

    drawn: dict[str, str] = field(default_factory=dict)

    def add(self, reply: Reply, voice: Voice) -> None:
        key = " ".join(_ids(reply.text))
        if key not in self.drawn and reply.text.msgid not in NOT_OURS:
            self.drawn[key] = reply.text.render(voice)

    @property
    def text(self) -> str:
        return "\n".join(self._ended(words) for _key, words in sorted(self.drawn.items()))

    @staticmethod
    def _ended(words: str) -> str:
        words = " ".join(words.split())
        return words if words.endswith((".", "?", "!")) else f"{words}."


def grade_of(locale: str, text: str) -> tuple[str, float]:
    """The formula's name and the grade of a text in ``en``, ``de`` or ``es``."""
    textstat.set_lang(locale)
    if not text:
        return "nothing said", 0.0
    if locale == "de":
        return "Wiener Sachtextformel 1", float(textstat.wiener_sachtextformel(text, 1))
    if locale == "es":
        return f"Crawford (Fernández-Huerta {textstat.fernandez_huerta(text):.0f})", float(textstat.crawford(text))
    return "Flesch-Kincaid", float(textstat.flesch_kincaid_grade(text))


def hardest(words: Words, locale: str, count: int = 10) -> list[tuple[float, str]]:
    """The sentences that are hardest to read."""
    graded = ((grade_of(locale, drawn)[1], drawn) for drawn in words.drawn.values())
    return sorted(graded, reverse=True)[:count]


def _ids(text: Text) -> Iterator[str]:
    yield text.msgid
    for value in text.params.values():
        if isinstance(value, Text):
            yield from _ids(value)
