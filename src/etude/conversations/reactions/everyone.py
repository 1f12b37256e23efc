"""What tutor, student and learner are told in the same words."""

from etude.conversations.chat import Scene
from etude.conversations.messages import Button, Reply, Say, StartFlow
from etude.conversations.parts.lesson_words import (
    LessonView,
    first_name,
    lesson_card,
    rule_after_move,
    seal_of,
    subject_label,
    when_for,
)
from etude.conversations.parts.ways import MY_LESSONS
from etude.conversations.reactions.phrases import Facts, invitation, start_for, title_for
from etude.core.people.quiet import is_muted
from etude.core.text import _


def move_asked(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """A new time is asked for: whoever asks reads that it is out, the other side answers it."""
    lesson, args = view.lesson, {"lesson": view.lesson.id}
    new = lesson.proposed[0] if lesson.proposed else lesson.start
    other = view.other(scene.person.id)
    subject, learner = subject_label(view.lesson.subject, scene.person.locale), first_name(view.learner.name)
    title = _("{subject} for {learner}", subject=subject, learner=learner)
    name = view.booker if view.is_tutor(scene.person.id) else first_name(view.tutor.name)
    if facts.get("actor") == scene.person.id:
        words = _(
            "I've asked {name}. Until they say yes, {title} stays at {start:when}.",
            name=name,
            title=title,
            start=lesson.start,
        )
        return [Say(words, (MY_LESSONS,))]
    words = _(
        "{name} asks to move {title} from {start:when} to {new}. Please answer by {deadline:when}.",
        name=name,
        title=title,
        start=lesson.start,
        new=when_for(new, scene.person, other.zone),
        deadline=lesson.deadline or lesson.start,
    )
    if rule := rule_after_move(view, scene.person, new, scene.now):
        words = _("{words} {rule}", words=words, rule=rule)
    accept = StartFlow("accept_move", {**args, "seal": seal_of(lesson)})
    keep = StartFlow("refuse_move", dict(args))
    return [Say(words, (Button(_("Accept"), accept, "primary"), Button(_("Keep the old time"), keep)))]


def moved(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """The lesson has a new time."""
    words = _("Moved: {title} is now {when}.", title=title_for(scene, view), when=start_for(scene, view))
    return [lesson_card(view, scene.person, words), invitation(scene, view)]


def not_moved(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """The lesson keeps its time."""
    words = _("{title} stays at {when}.", title=title_for(scene, view), when=start_for(scene, view))
    return [lesson_card(view, scene.person, words)]


def near(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """The lesson is tomorrow, or in an hour; whoever wants no reminders has none."""
    if is_muted(scene.person):
        return []
    title, when = title_for(scene, view), start_for(scene, view)
    words = _("Tomorrow: {title}, {when}.", title=title, when=when)
    if facts.get("hours") == 1:
        words = _("In an hour: {title}, {when}.", title=title, when=when)
    return [lesson_card(view, scene.person, words)]
