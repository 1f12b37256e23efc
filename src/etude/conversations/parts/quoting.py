"""Somebody's own words, no longer than a bubble has room for."""


def shorten(words: str, longest: int) -> str:
    """At most so many characters, ended between two words."""
    return words if len(words) <= longest else words[: longest - 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"
