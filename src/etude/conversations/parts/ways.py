"""What anybody can do next, when nothing else is going on."""

from sqlalchemy import Connection

from etude.conversations.chat import Scene
from etude.conversations.house import House
from etude.conversations.messages import Button, StartFlow
from etude.core.ids import PersonId
from etude.core.text import Text, _, verbatim
from etude.core.tutors.store import is_tutor, load_tutor
from etude.matching.taxonomy import load_taxonomy
from etude.matching.wishes import Wishes

MY_WEEK = Button(_("My week"), StartFlow("week"))
WEEKLY_HOURS = Button(_("Weekly hours"), StartFlow("weekly_hours"))
DAYS_OFF = Button(_("Days off"), StartFlow("time_off"))
MY_LESSONS = Button(_("My lessons"), StartFlow("my_lessons"))
HELP = Button(_("Help"), StartFlow("help"))
FIND_A_TUTOR = Button(_("Find a tutor"), StartFlow("book"))
POPULAR: tuple[str, ...] = ("piano", "guitar", "violin", "singing", "drums", "maths")
LONGEST_LABEL, AT_ONCE = 20, 3

TUTORS_WAYS: tuple[Button, ...] = (MY_WEEK, DAYS_OFF, MY_LESSONS, HELP)
STUDENTS_WAYS: tuple[Button, ...] = (FIND_A_TUTOR, MY_LESSONS, HELP)


def ways_on(scene: Scene) -> tuple[Button, ...]:
    """The first steps of a tutor, or of a student."""
    return TUTORS_WAYS if is_tutor(scene.tx.conn, scene.person.id) else STUDENTS_WAYS


def first_ways(locale: str) -> tuple[Button, ...]:
    """A student's first steps, with what most people learn at hand."""
    return (*(_find_for(subject, locale) for subject in POPULAR[:AT_ONCE]), *STUDENTS_WAYS)


def subject_choice(subject: str, locale: str) -> Text:
    """A subject as a button says it."""
    label = load_taxonomy().label("subject", subject, locale)
    return verbatim((label[:1].upper() + label[1:])[:LONGEST_LABEL])


def _find_for(subject: str, locale: str) -> Button:
    wishes = Wishes(subjects=(subject,)).model_dump(mode="json")
    return Button(subject_choice(subject, locale), StartFlow("book", {}, {"wishes": wishes}))


def share_words(conn: Connection, house: House, tutor: PersonId) -> Text:
    """Where a tutor's students can see them and book."""
    return _("Students can book you at {link}", link=house.link(f"/tutors/{load_tutor(conn, tutor).slug}"))
