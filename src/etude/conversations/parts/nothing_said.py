"""Words that say that there is nothing to say: "no", "skip", "nothing"."""

from etude.conversations.understanding.commands import load_vocabulary
from etude.conversations.understanding.lexicon import LANGUAGES
from etude.conversations.understanding.patterns import key_of

_NOTHING = frozenset(
    ("nothing", "skip", "none", "-", "nichts", "nix", "keine", "überspringen", "nada", "ninguna", "saltar")
)


def says_nothing(words: str) -> bool:
    """Whether a no, in any language, is all that was said."""
    said = " ".join(word for word in key_of(words) if word not in (".", "!", ","))
    vocabularies = [load_vocabulary(language) for language in LANGUAGES]
    bare = {said, *(each.bare(said.split()) for each in vocabularies)}
    return not said or bool(bare & _NOTHING) or any(each.whole.get(said) == ("word", "No") for each in vocabularies)
