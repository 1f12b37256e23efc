"""Reads the times of a message: pieces are found from left to right and joined where only small words part them."""

from datetime import datetime

from etude.conversations.understanding.composition import compose
from etude.conversations.understanding.dayspecs import Days
from etude.conversations.understanding.drafts import Source
from etude.conversations.understanding.expressions import TimeExpression
from etude.conversations.understanding.joining import join
from etude.conversations.understanding.pieces import Pieces
from etude.conversations.understanding.tokens import Tokens


def read_times(tokens: Tokens, now: datetime, month_first: bool) -> list[TimeExpression]:
    """Every time said in the message, and its tokens spent. `now` is in the writer's zone."""
    pieces = list(Pieces(tokens, Days(tokens, now, month_first)))
    found: list[TimeExpression] = []
    for draft in join(tokens, pieces):
        start, end = tokens.span(draft.first, draft.last)
        expressions = compose(draft, Source(tokens.text[start:end], (start, end), now))
        if expressions:
            for first, last in draft.taken:
                tokens.spend(first, last)
        found += expressions
    return found
