"""Several texts as one."""

from collections.abc import Sequence

from etude.core.text import Text, verbatim


def joined(texts: Sequence[Text], between: str = " ") -> Text:
    """One text of several, each drawn for the reader; nothing of none."""
    if not texts:
        return verbatim("")
    whole = texts[0]
    for text in texts[1:]:
        whole = Text("{head}" + between + "{tail}", {"head": whole, "tail": text})
    return whole
