"""What waits for somebody's answer, shown as it was when it came: who, what, when, for how much, and until when."""

from datetime import datetime

from sqlalchemy import Connection

from etude.conversations import store
from etude.conversations.messages import Reply
from etude.conversations.parts.lesson_words import lesson_card, lesson_title, when_for
from etude.conversations.waiting import Matter, find_matters
from etude.core.people.model import Person
from etude.core.text import _

MOST = 3


def what_waits(conn: Connection, now: datetime, person: Person) -> list[Reply]:
    """Each with what can be answered, the soonest first."""
    conversation = store.find_conversation(conn, person.id)
    if conversation is None:
        return []
    return [_shown(matter) for matter in find_matters(conn, now, person, conversation).waiting[:MOST]]


def _shown(matter: Matter) -> Reply:
    if matter.kind != "request":
        return matter.reminder()
    view, reader = matter.view, matter.reader
    words = _(
        "{title}, {when}. You get {net}. Please answer by {deadline:when}.",
        title=lesson_title(view, reader, with_booker=True),
        when=when_for(view.lesson.start, reader, view.student.zone),
        net=view.lesson.net,
        deadline=view.lesson.deadline or view.lesson.start,
    )
    return lesson_card(view, reader, words)
