"""Phrases and buttons that several people are told with."""

from collections.abc import Mapping
from typing import TypeAlias

from etude.calendar.feeds import feed_path, render_invitation
from etude.calendar.store import lessons_of
from etude.conversations.chat import Scene
from etude.conversations.messages import Button, Document, OpenLink, Reply, StartFlow, Style
from etude.conversations.parts.lesson_words import LessonView, lesson_title, when_for
from etude.conversations.parts.ways import FIND_A_TUTOR, MY_LESSONS
from etude.core.lessons.model import Lesson
from etude.core.text import Text, _

Facts: TypeAlias = Mapping[str, object]
MENU = (FIND_A_TUTOR, MY_LESSONS)


def title_for(scene: Scene, view: LessonView) -> Text:
    """The lesson's title as this person reads it."""
    return lesson_title(view, scene.person)


def start_for(scene: Scene, view: LessonView) -> Text:
    """The lesson's start in the reader's zone, and in the other side's where that differs."""
    return when_for(view.lesson.start, scene.person, view.other(scene.person.id).zone)


def other_times(lesson: Lesson, style: Style = "plain") -> Button:
    """The way to another time with the same tutor."""
    return Button(_("Other times"), StartFlow("book", {"tutor": lesson.tutor, "like": lesson.id}), style)


def other_tutors(lesson: Lesson, style: Style = "plain") -> Button:
    """The way to a lesson like this one with somebody else."""
    return Button(_("Other tutors"), StartFlow("book", {"like": lesson.id}), style)


def invitation(scene: Scene, view: LessonView) -> Reply:
    """The lesson as a file for any calendar, and the address of a feed that stays right by itself."""
    person = scene.person
    lessons = lessons_of(scene.tx.conn, person.id, view.lesson.when)
    lesson = next(lesson for lesson in lessons if lesson.id == view.lesson.id)
    content = render_invitation(lesson, person.id, person.voice, scene.house.calendar).decode()
    feed = scene.house.link(feed_path(person.id, person.feed_version, scene.house.secret_key))
    words = _("For your calendar. To have every lesson there by itself, subscribe to your feed.")
    buttons = (Button(_("My calendar"), StartFlow("my_calendar")), Button(_("Open the feed"), OpenLink(feed)))
    return Document(words, "lesson.ics", "text/calendar", content, buttons)
