"""Several texts as one."""

from collections.abc import Sequence

from etude.core.text import Text, _, verbatim


def joined(texts: Sequence[Text], between: str = " ") -> Text:
    """One text of several, each drawn for the reader; nothing of none."""
    if not texts:
        return verbatim("")
    whole = texts[0]
    for text in texts[1:]:
        whole = Text("{head}" + between + "{tail}", {"head": whole, "tail": text})
    return whole


def any_of(parts: Sequence[Text]) -> Text:
    """Several parts of which any may be: "30, 45 or 60"."""
    return parts[0] if len(parts) == 1 else _("{head} or {tail}", head=joined(parts[:-1], ", "), tail=parts[-1])


def all_of(parts: Sequence[Text]) -> Text:
    """Several parts that all are so: "10:00 to 13:00 and 16:00 to 18:00"."""
    return parts[0] if len(parts) == 1 else _("{first} and {rest}", first=joined(parts[:-1], ", "), rest=parts[-1])
