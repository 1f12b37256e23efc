"""What the tutor of a lesson is told about it."""

from dataclasses import replace

from etude.conversations.chat import Scene
from etude.conversations.messages import Button, Reply, Say, StartFlow
from etude.conversations.parts.lesson_words import (
    PAID_OUT,
    LessonView,
    lesson_card,
    request_buttons,
    subject_label,
    when_for,
    where,
)
from etude.conversations.parts.taken_off import days_off_of, within
from etude.conversations.parts.ways import MY_WEEK
from etude.conversations.reactions.phrases import Facts, invitation, start_for, title_for
from etude.core.lessons.lifecycle import SETTLE_AFTER
from etude.core.text import _, counted, zone_named


def requested(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """A request to answer, with what it pays and by when."""
    lesson = view.lesson
    when = when_for(lesson.start, scene.person, view.student.zone)
    if lesson.format == "student":
        there = where(lesson.format, lesson.place, view.tutor.name, teaches=True)
        when = _("{when}, {where}", when=when, where=there)
    words = _(
        "New request: {subject} for {who}, {when}, {minutes} min. You get {net}. Please answer by {deadline:when}.",
        subject=subject_label(lesson.subject, scene.person.locale),
        who=view.who,
        when=when,
        minutes=lesson.minutes,
        net=lesson.net,
        deadline=lesson.deadline or lesson.start,
    )
    card = lesson_card(view, scene.person, words)
    paid = (PAID_OUT, _("{day:short}, once the lesson is over", day=lesson.end + SETTLE_AFTER))
    return [replace(card, facts=(*card.facts, paid), buttons=request_buttons(view))]


def confirmed(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """The lesson stands, and when its money comes."""
    words = _(
        "Booked: {title}, {when}. You get {net} around {day:short}.",
        title=title_for(scene, view),
        when=start_for(scene, view),
        net=view.lesson.net,
        day=view.lesson.end + SETTLE_AFTER,
    )
    return [lesson_card(view, scene.person, words), invitation(scene, view)]


def declined(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """The request is closed, by the tutor or by a student whom no offered time suited."""
    if facts.get("actor") == view.lesson.student:
        words = _("None of your times suited {who}. The request is closed.", who=view.booker)
    else:
        words = _("Declined. I've told {who}.", who=view.booker)
    return [Say(words, (MY_WEEK,))]


def withdrawn(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """The student took the request back."""
    words = _("{who} has taken back the request for {start:when}.", who=view.booker, start=view.lesson.start)
    return [Say(words, (MY_WEEK,))]


def lapsed(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """The request was not answered in time."""
    words = _("The request of {who} for {start:when} has lapsed.", who=view.booker, start=view.lesson.start)
    return [Say(words, (MY_WEEK,))]


def offered(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """The times that were offered are kept free."""
    words = counted(
        "I've offered {who} that time and keep it for them.",
        "I've offered {who} those {count} times and keep them free.",
        len(view.lesson.proposed),
        who=view.booker,
    )
    return [Say(words, (MY_WEEK,))]


def fell_through(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """Whoever booked cannot pay as promised, which is nobody's fault here."""
    words = _(
        "The payment of {who} for {start:when} fell through, so it's off, sorry. That time is free again.",
        who=view.booker,
        start=view.lesson.start,
    )
    return [Say(words, (MY_WEEK,))]


def cancelled(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """The lesson is off, by either side."""
    who, lesson = view.booker, view.lesson
    words = _("{who} has cancelled {start:when}. That time is free again.", who=who, start=lesson.start)
    day = lesson.start.astimezone(zone_named(scene.person.zone)).date()
    if within(days_off_of(scene.tx.conn, scene.person, scene.now), day, day):
        words = _("{who} has cancelled {start:when}.", who=who, start=lesson.start)
    if facts.get("actor") == lesson.tutor:
        words = _("Cancelled. I've told {who}, who gets everything back.", who=who)
    return [Say(words, (MY_WEEK,))]


def reviewed(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """What the student says of the lesson, and the way to the one reply."""
    who, title, stars = view.booker, title_for(scene, view), "★" * int(str(facts["stars"]))
    words = _("{who} gives {stars} for {title}.", who=who, stars=stars, title=title)
    if facts["words"] and facts["changed"]:
        words = _("{who} now says {stars}: “{words}”", who=who, stars=stars, words=str(facts["words"]))
    elif facts["words"]:
        words = _(
            "{who} gives {stars} for {title}: “{words}”", who=who, stars=stars, title=title, words=str(facts["words"])
        )
    reply = Button(_("Reply"), StartFlow("answer_review", {"lesson": view.lesson.id}), "primary")
    return [Say(words, (reply, MY_WEEK))]
