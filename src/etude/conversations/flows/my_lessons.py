"""What is booked, asked for or offered, each with what can be done about it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from etude.calendar.store import lessons_of as calendar_lessons_of
from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form
from etude.conversations.messages import Button, Reply, Say, StartFlow
from etude.conversations.parts.lesson_words import lesson_card, view_lesson
from etude.conversations.parts.ways import DAYS_OFF, MY_WEEK, share_words
from etude.core.ids import PersonId
from etude.core.intervals import Interval
from etude.core.lessons.model import Lesson, Status
from etude.core.lessons.store import lessons_of, load_lesson
from etude.core.text import _
from etude.core.tutors.store import is_tutor

MOST = 2
HORIZON = timedelta(days=366)


class MyLessons(Form):
    """Nothing is asked."""


async def my_lessons(chat: Chat, skip: int = 0) -> str:
    statuses = (Status.HELD, Status.REQUESTED, Status.COUNTERED, Status.CONFIRMED)
    mine = chat.look(lambda conn: lessons_of(conn, chat.person.id, statuses=statuses, after=chat.now))
    if chat.person.guardian is not None:
        mine = chat.look(lambda conn: _taken_by(conn, chat.person.id, statuses, chat.now))
    if not mine:
        await chat.say(_nothing(chat))
    for view in chat.look(lambda conn: [view_lesson(conn, lesson.id) for lesson in mine[skip : skip + MOST]]):
        await chat.say(lesson_card(view, chat.person), key=view.lesson.id)
    if len(mine) > skip + MOST:
        more = Button(_("More lessons"), StartFlow("my_lessons", {"skip": skip + MOST}))
        await chat.say(Say(_("There are {count} more.", count=len(mine) - skip - MOST), (more,)))
    return ""


def _nothing(chat: Chat) -> Reply:
    if not chat.look(lambda conn: is_tutor(conn, chat.person.id)):
        return Say(_("You have no lessons coming up."), (Button(_("Book a lesson"), StartFlow("book")),))
    link = chat.look(lambda conn: share_words(conn, chat.house, chat.person.id))
    return Say(_("No lessons coming up, and I tell you of each request. {link}", link=link), (MY_WEEK, DAYS_OFF))


def _taken_by(conn: Connection, learner: PersonId, statuses: Sequence[Status], now: datetime) -> list[Lesson]:
    """A minor's lessons, which somebody else has booked."""
    listed = calendar_lessons_of(conn, learner, Interval(now, now + HORIZON))
    lessons = [load_lesson(conn, each.id) for each in listed]
    return [lesson for lesson in lessons if lesson.status in statuses]


FLOW = Flow("my_lessons", MyLessons, my_lessons, _("your lessons"), _("My lessons"))
