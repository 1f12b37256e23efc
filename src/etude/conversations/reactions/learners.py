"""What a learner is told who did not book their lesson themselves."""

from etude.conversations.chat import Scene
from etude.conversations.messages import Button, Reply, Say, StartFlow
from etude.conversations.parts.lesson_words import LessonView, first_name
from etude.conversations.parts.ways import MY_LESSONS
from etude.conversations.reactions.phrases import Facts, invitation, start_for, title_for
from etude.core.text import _


def requested(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """Their guardian agreed, and the tutor has been asked."""
    words = _(
        "{guardian} agreed, and {tutor} has been asked for {when}.",
        guardian=first_name(view.student.name) if view.student.name else _("Your guardian"),
        tutor=first_name(view.tutor.name),
        when=start_for(scene, view),
    )
    return [Say(words, (MY_LESSONS,))]


def confirmed(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """The lesson stands, at this time."""
    words = _("{title} is booked for {when}.", title=title_for(scene, view), when=start_for(scene, view))
    return [Say(words), invitation(scene, view)]


def not_booked(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """What was asked for is not happening."""
    words = _("{title} on {when} is not happening.", title=title_for(scene, view), when=start_for(scene, view))
    return [Say(words, (Button(_("Find a tutor"), StartFlow("book", {"like": view.lesson.id})),))]


def cancelled(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """The lesson is off."""
    return [Say(_("{title} on {when} is cancelled.", title=title_for(scene, view), when=start_for(scene, view)))]
