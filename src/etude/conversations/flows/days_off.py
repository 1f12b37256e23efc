"""A tutor's days off: which there are, and usual hours again on those that are not wanted any more."""

from datetime import date

from etude.calendar.store import clear_day
from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, answer
from etude.conversations.messages import Say
from etude.conversations.parts.days_off import DaysOff, Stretch, absorb_days
from etude.conversations.parts.joining import joined
from etude.conversations.parts.taken_off import days_off_of, list_days_off, take_off_button, within
from etude.conversations.parts.tutors_only import only_tutors
from etude.conversations.parts.ways import MY_WEEK
from etude.core.ids import PersonId
from etude.core.text import _
from etude.core.transaction import Tx


class Back(Form):
    """The days that are named."""

    days = answer(DaysOff, absorbs=absorb_days)


async def usual_hours(chat: Chat, first: str = "", last: str = "") -> str:
    """Days that are named, or came with a button, have their weekday's hours again; without any, all are shown."""
    only_tutors(chat)
    off = chat.look(lambda conn: days_off_of(conn, chat.person, chat.now))
    named = chat.given(Back.days, DaysOff())
    wanted = [(each.first, each.last) for each in (*named.stretches, *named.either)]
    if first:
        wanted = [(date.fromisoformat(first), date.fromisoformat(last))]
    gone = [each for days in wanted for each in within(off, *days)]
    if not wanted or not (first or gone):
        await chat.say(list_days_off(off))
        return ""
    days = [(str(a), str(b)) for a, b in wanted] if first else [(str(each.first), str(each.last)) for each in gone]
    for number, (begin, end) in enumerate(days):
        await chat.once("usual", back_to_usual, chat.person.id, begin, end, key=str(number))
    if not gone:
        await chat.say(Say(_("Done. Your usual hours are back."), (MY_WEEK,)))
        return ""
    words = _("Done. Your usual hours are back: {days}.", days=joined([each.words for each in gone], "; "))
    await chat.say(Say(words, (MY_WEEK, take_off_button(gone, _("Undo that")))))
    return ""


def back_to_usual(tx: Tx, tutor: PersonId, first: str, last: str) -> bool:
    for day in Stretch(first=date.fromisoformat(first), last=date.fromisoformat(last)).days:
        clear_day(tx.conn, tutor, day)
    return True


FLOW = Flow("usual_hours", Back, usual_hours, _("your days off"), _("My days off"))
