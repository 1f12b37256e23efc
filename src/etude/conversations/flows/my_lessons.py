"""What is booked, asked for or offered, each with what can be done about it."""

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form
from etude.conversations.messages import Button, Say, StartFlow
from etude.conversations.parts.lesson_words import lesson_card, view_lesson
from etude.core.lessons.model import Status
from etude.core.lessons.store import lessons_of
from etude.core.text import _

MOST = 3


class MyLessons(Form):
    """Nothing is asked."""


async def my_lessons(chat: Chat, skip: int = 0) -> str:
    statuses = (Status.HELD, Status.REQUESTED, Status.COUNTERED, Status.CONFIRMED)
    mine = chat.look(lambda conn: lessons_of(conn, chat.person.id, statuses=statuses, after=chat.now))
    if not mine:
        await chat.say(Say(_("You have no lessons coming up."), (Button(_("Book a lesson"), StartFlow("book")),)))
    for view in chat.look(lambda conn: [view_lesson(conn, lesson.id) for lesson in mine[skip : skip + MOST]]):
        await chat.say(lesson_card(view, chat.person), key=view.lesson.id)
    if len(mine) > skip + MOST:
        more = Button(_("More lessons"), StartFlow("my_lessons", {"skip": skip + MOST}))
        await chat.say(Say(_("There are {count} more.", count=len(mine) - skip - MOST), (more,)))
    return ""


FLOW = Flow("my_lessons", MyLessons, my_lessons, _("your lessons"), _("My lessons"))
