"""How long a tutor's lessons are, where another length is wished for."""

from etude.conversations.chat import Chat
from etude.conversations.parts.joining import any_of
from etude.conversations.parts.lesson_words import first_name
from etude.core.text import _, verbatim
from etude.core.tutors.model import Tutor
from etude.matching.search import Match
from etude.matching.wishes import Wishes


async def tell_lengths(chat: Chat, wishes: Wishes, tutor: Tutor, match: Match) -> None:
    """Say once which lengths there are instead of the one that was wished for."""
    if wishes.minutes in (None, match.minutes):
        return
    lengths = [verbatim(str(each)) for each in sorted({rate.minutes for rate in tutor.rates})]
    words = _(
        "{name} gives no lessons of {wished} minutes like this. There are lessons of {minutes} minutes.",
        name=first_name(tutor.name),
        wished=wishes.minutes,
        minutes=any_of(lengths),
    )
    await chat.say(words, key=str(wishes.minutes))
