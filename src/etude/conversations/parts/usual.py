"""What somebody usually wishes for: kept from one booking for the next search, where it gives way to anything said."""

from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import Connection

from etude.conversations.chat import Chat
from etude.conversations.forms import Answer
from etude.conversations.parts.joining import joined
from etude.core.people.model import Learner, Person
from etude.core.people.remembering import remember, remembered
from etude.core.text import Text, _
from etude.core.transaction import Tx
from etude.matching.search import find_tutors
from etude.matching.wishes import Wishes

# What lasts, in the order in which it gives way: a single day, a subject or who learns is another one every time.
LASTING = ("windows", "price_max", "languages", "at", "online", "place")
# What is a matter of who learns: "at our place" for a child is no taste of whoever says it.
LEARNERS_OWN = ("at", "online")


def lasting(wishes: Wishes) -> Wishes:
    """The part of these wishes that is likely to be the same next time."""
    kept = {name: getattr(wishes, name) for name in LASTING if name in wishes.said()}
    windows = tuple(window for window in wishes.windows if window.dates is None)
    kept = {name: value for name, value in kept.items() if name != "windows"} | (
        {"windows": windows} if windows else {}
    )
    return Wishes().model_copy(update=kept)


def usual_wishes(person: Person) -> Wishes:
    """What is kept of this person's wishes."""
    try:
        return Wishes.model_validate(remembered(person.preferences))
    except ValidationError:  # kept by a version that named them otherwise
        return Wishes()


async def keep_usual(chat: Chat, wishes: Wishes, learner: Learner | None = None) -> None:
    """Keep what lasts of wishes that led to a booking, or that somebody asks to be remembered.

    Of those for another `learner` only what is the same for all who live there.
    """
    kept = lasting(wishes)
    if learner is not None and learner.person != chat.person.id:
        kept = kept.model_copy(update=dict.fromkeys(LEARNERS_OWN))
    if kept:
        whose = {"at"} if kept.online is not None else set()  # online, it is at nobody's place any more
        dumped = kept.model_dump(mode="json", include={*kept.said(), *whose})
        await chat.once("remembered", remember, chat.person.id, dumped)


async def recall_usual(chat: Chat, answer: Answer[Wishes], wishes: Wishes) -> None:
    """Add to a new search what is usually wished for, as far as somebody meets it, and say so once."""
    usual = usual_wishes(chat.person)
    if not usual or chat.done("recalled", note_recalled):
        return
    person = chat.person
    added = await chat.load("usual", as_usual, wishes, usual, person.zone, person.locale)
    await chat.once("recalled", note_recalled)
    if added != wishes:
        new = Wishes().model_copy(
            update={name: getattr(added, name) for name in added.said() if name not in wishes.said()}
        )
        chips = joined([chip.label for chip in new.chips(person.locale)], ", ")
        await chat.amend(answer, added, _("As before: {what}. “My preferences” shows and changes that.", what=chips))


def note_recalled(tx: Tx) -> bool:
    """A search takes up what is usual once; whatever is changed after that stays changed."""
    return True


def as_usual(conn: Connection, now: datetime, said: Wishes, usual: Wishes, zone: str, locale: str) -> Wishes:
    """What was said with as much of the usual as leaves somebody who meets it all."""
    missing = [name for name in LASTING if name in usual.said() and name not in said.said()]
    if said.online is True:
        missing = [name for name in missing if name not in ("place", "at")]
    if said.place is not None and usual.at is None:
        missing = [name for name in missing if name != "online"]
    while missing:
        wishes = said.model_copy(update={name: getattr(usual, name) for name in missing})
        found = find_tutors(conn, now, wishes, zone, locale, 0, 1)
        if found.total and found.relaxed is None:
            return wishes
        missing = missing[1:]
    return said


def usual_words(wishes: Wishes, locale: str) -> Text:
    """The kept wishes in a row: "near Camden, weekdays 17:00 to 22:00"."""
    return joined([chip.label for chip in wishes.chips(locale)], ", ")
