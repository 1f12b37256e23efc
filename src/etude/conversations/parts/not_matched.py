"""What somebody may wish for that Etude does not choose tutors by: it is said kindly, and the rest goes on."""

import tomllib
from functools import lru_cache
from importlib.resources import files

from etude.core.text import Text, _
from etude.matching.taxonomy import PhraseIndex, fold, split_words


def not_matched_by(text: str) -> Text | None:
    """What to say to somebody who would rather have a woman, or a man."""
    words, (phrases, of_people) = split_words(text), _vocabulary()
    for at in range(len(words)):
        if phrases.match_at(words, at) and (at == 0 or words[at - 1].text not in of_people):
            return _("I don't choose by gender. You see each tutor's name here, and a photo in the profile.")
    return None


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[PhraseIndex[str], frozenset[str]]:
    raw = tomllib.loads(files("etude.conversations.parts").joinpath("not_matched.toml").read_text("utf-8"))
    phrases = PhraseIndex((phrase, "gender") for table in raw.values() for phrase in table["gender"])
    return phrases, frozenset(fold(word) for table in raw.values() for word in table["of_people"])
