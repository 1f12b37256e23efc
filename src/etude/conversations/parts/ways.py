"""What anybody can do next, when nothing else is going on."""

from sqlalchemy import Connection

from etude.conversations.chat import Scene
from etude.conversations.house import House
from etude.conversations.messages import Button, StartFlow
from etude.core.ids import PersonId
from etude.core.text import Text, _
from etude.core.tutors.store import is_tutor, load_tutor

MY_WEEK = Button(_("My week"), StartFlow("week"))
WEEKLY_HOURS = Button(_("Weekly hours"), StartFlow("weekly_hours"))
DAYS_OFF = Button(_("Days off"), StartFlow("time_off"))
MY_LESSONS = Button(_("My lessons"), StartFlow("my_lessons"))
HELP = Button(_("Help"), StartFlow("help"))
FIND_A_TUTOR = Button(_("Find a tutor"), StartFlow("book"))

TUTORS_WAYS: tuple[Button, ...] = (MY_WEEK, DAYS_OFF, MY_LESSONS, HELP)
STUDENTS_WAYS: tuple[Button, ...] = (FIND_A_TUTOR, MY_LESSONS, HELP)


def ways_on(scene: Scene) -> tuple[Button, ...]:
    """The first steps of a tutor, or of a student."""
    return TUTORS_WAYS if is_tutor(scene.tx.conn, scene.person.id) else STUDENTS_WAYS


def share_words(conn: Connection, house: House, tutor: PersonId) -> Text:
    """Where a tutor's students can see them and book."""
    return _("Students can book you at {link}", link=house.link(f"/tutors/{load_tutor(conn, tutor).slug}"))
