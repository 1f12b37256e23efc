"""What somebody's choices say about them, in words."""

from datetime import datetime

from sqlalchemy import Connection

from etude.conversations.parts.joining import joined
from etude.core.ids import PersonId
from etude.core.text import Text, _
from etude.matching.shown import load_taste
from etude.matching.tastes import describe_taste


def taste_words(conn: Connection, now: datetime, person: PersonId) -> list[Text]:
    """A sentence about what counts more in their lists than in others', none where nothing does."""
    strong = describe_taste(load_taste(conn, now, person))
    return [_("Going by what you chose, {what} counts a little more.", what=joined(strong, ", "))] if strong else []
