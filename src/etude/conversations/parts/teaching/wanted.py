"""Which part of their profile a tutor speaks of: "my rates", "my area", "a new photo"."""

from etude.conversations.forms import Utterance
from etude.conversations.parts.teaching.people import absorb_languages
from etude.conversations.parts.teaching.skills import absorb_skills
from etude.conversations.parts.teaching.spoken_rates import absorb_rates
from etude.conversations.parts.teaching.where import absorb_places
from etude.conversations.parts.teaching.words import compile_words, pattern, table_of

_MINE = pattern("parts", "mine")
_PARTS = {part: compile_words(words) for part, words in table_of("parts").items() if part != "mine"}


def absorb_part(old: str | None, said: Utterance) -> str | None:
    """The part that these words name, or that what they say belongs to; once it is known, only by its name."""
    named = next((part for part, pattern in _PARTS.items() if pattern.search(said.text)), None)
    if old is not None:
        return named if named and _MINE.search(said.text) else None
    if absorb_rates(None, said):
        return "rates"
    if absorb_skills(None, said):
        return "skills"
    if absorb_languages(None, said):
        return "languages"
    return named or ("where" if absorb_places(None, said) else None)
