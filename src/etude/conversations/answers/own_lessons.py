"""What can be said of lessons of the person's own whatever else is under way: when they are, and money on its way."""

from collections.abc import Iterator
from datetime import timedelta

from etude.conversations.answers.known import Known
from etude.conversations.answers.lessons import DUE, standing_words
from etude.conversations.answers.offers import wishes_in
from etude.conversations.answers.situation import Situation
from etude.conversations.answers.tutors import ask_button
from etude.conversations.forms import Utterance
from etude.conversations.messages import Button, Say, StartFlow
from etude.conversations.parts.lesson_words import LessonView, first_name
from etude.core.lessons.model import Status
from etude.core.lessons.store import lessons_of
from etude.core.text import Text, _
from etude.core.tutors.store import load_tutors

# How long money on its way back is still asked after.
REMEMBERED = timedelta(days=60)


def mine(situation: Situation, said: Utterance) -> Known | None:
    """When one's own lesson is and how it stands; such a question never begins a booking."""
    view = next(_meant(situation, said), None)
    if view is not None:
        return Known((Say(standing_words(situation, view), (_MY_LESSONS,)),))
    if situation.booking or situation.teaches:
        return None
    return Known((Say(_("No lesson of yours is booked just now."), (Button(_("Find a tutor"), StartFlow("book")),)),))


def answered(situation: Situation, said: Utterance) -> Known | None:
    """How one's own lesson stands, while tutors for another are looked at and none is chosen."""
    looking = situation.booking is not None and situation.chosen is None
    return mine(situation, said) if looking else None


def on_its_way(situation: Situation, said: Utterance) -> Known | None:
    """What comes back for the lesson that was cancelled last."""
    person, since = situation.scene.person, situation.scene.now - REMEMBERED
    cancelled = lessons_of(situation.conn, person.id, statuses=(Status.CANCELLED,))
    paid = [each for each in cancelled if each.student == person.id and each.updated_at > since]
    last = max(paid, key=lambda each: each.updated_at, default=None)
    if last is None or last.refund is None or not last.refund.amount:
        return None
    words = _(
        "{amount} is on its way to the card you paid with, since {day:short}. Banks take up to ten days.",
        amount=last.refund,
        day=last.updated_at,
    )
    return Known((Say(words, (_MY_LESSONS, Button(_("Talk to a person"), StartFlow("talk_to_person")))),))


def paid_once(situation: Situation, said: Utterance) -> Known | None:
    """Whether anything is to be paid again."""
    if situation.teaches:
        return None
    return Known((Say(_("You pay for a lesson once. Moving it to another time costs nothing more.")),))


def address(situation: Situation, said: Utterance) -> Known | None:
    """Only districts are known here: two people tell each other the street."""
    view = situation.lesson if situation.booking is None else None
    if view is None or view.is_tutor(situation.scene.person.id):
        return _address_while_choosing(situation)
    tutors = load_tutors(situation.conn, [view.tutor.id])
    return Known((Say(_address_of(view), (*(ask_button(each) for each in tutors), _MY_LESSONS)),))


def _address_of(view: LessonView) -> Text:
    lesson, name = view.lesson, first_name(view.tutor.name)
    if lesson.format == "online":
        return _("It's online, so nobody needs an address.")
    if lesson.format == "student":
        return _("{name} comes to you. I know only the area, so send {name} your address before the lesson.", name=name)
    return _(
        "{name} teaches in {place}. I know only the area: {name} tells you the street.",
        name=name,
        place=lesson.place or "",
    )


def _address_while_choosing(situation: Situation) -> Known | None:
    tutor = situation.tutor
    if situation.teaches or not (situation.tutors or situation.booking):
        return None
    words = _("I know and show only areas. Once it's booked, you and your tutor tell each other the street here.")
    return Known((Say(words, (ask_button(tutor),) if tutor else ()),))


def _meant(situation: Situation, said: Utterance) -> Iterator[LessonView]:
    """Own lessons, the soonest first: those whose tutor, learner or subject is named, else all."""
    person = situation.scene.person
    due = lessons_of(situation.conn, person.id, statuses=DUE, after=situation.scene.now)
    views = [view for each in due if (view := situation.view(each.id))]
    views = views or ([situation.lesson] if situation.lesson and situation.lesson.lesson.status in DUE else [])
    subjects = wishes_in(said).subjects
    named = [view for view in views if situation.names(view.other(person.id).name, view.learner.name)]
    yield from named or [view for view in views if view.lesson.subject in subjects] or views


_MY_LESSONS = Button(_("My lessons"), StartFlow("my_lessons"))
