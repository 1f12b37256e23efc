"""What a tutor has to come up to: "at least 4.5 stars", "top rated", "verified only"."""

from dataclasses import dataclass

from etude.conversations.understanding.tokens import Tokens

MOST_STARS, TOP_RATED = 5, 4.5


@dataclass(frozen=True, slots=True)
class Standard:
    """A wish by its name in `Wishes`, what is asked for, and where it was said."""

    name: str
    value: float | bool
    start: int


def read_standards(tokens: Tokens) -> list[Standard]:
    """The standards that a message names; stars without "at least" or "or more" are a review, not a wish."""
    found: list[Standard] = []
    for at, token in enumerate(tokens.items):
        stars = _least_stars(tokens, at) if tokens.has(at, "star") else None
        if stars is not None:
            found.append(Standard("rating_min", stars, token.start))
        elif (said := tokens.word(at, "standard")) and not tokens.has(at - 1, "not"):
            found.append(
                Standard("rating_min", TOP_RATED, token.start)
                if said == "rated"
                else Standard("badge", True, token.start)
            )
    return found


def _least_stars(tokens: Tokens, at: int) -> float | None:
    """The number before "stars", where it is the least that will do."""
    first = tokens.skip(at + 1, "glue")
    more = tokens.word(first, "limit") == "min"
    last = at - 1
    while tokens.word(last, "limit") == "min" or tokens.has(last, "and"):
        more, last = True, last - 1
    number = tokens.number(last)
    if number is None:
        return None
    before, stars = last - 1, float(number)
    if any(tokens.has(before, kind) for kind in ("dot", "comma")) and (whole := tokens.number(before - 1)) is not None:
        before, stars = before - 2, whole + number / 10
    more = more or any(tokens.word(each, "limit") == "min" for each in (before, before - 1))
    return stars if more and 0 < stars <= MOST_STARS else None
