"""What can be said of a lesson of the person's own: the one on screen, or the next."""

from collections.abc import Callable
from datetime import date

from etude.conversations.answers.articles import read_more
from etude.conversations.answers.known import Known
from etude.conversations.answers.situation import Situation
from etude.conversations.forms import Utterance
from etude.conversations.messages import Button, Say, StartFlow
from etude.conversations.parts.joining import joined
from etude.conversations.parts.lesson_words import (
    STATUS_WORDS,
    LessonView,
    cancel_rule,
    first_name,
    lesson_title,
    where,
)
from etude.conversations.parts.readers import days_of
from etude.core.lessons.lifecycle import refund_if_cancelled
from etude.core.lessons.model import Actor, Status
from etude.core.lessons.store import lessons_of
from etude.core.text import Text, _, verbatim, zone_named

MOST_LINES, MOST_MEANT = 5, 3
DUE = (Status.REQUESTED, Status.COUNTERED, Status.CONFIRMED)


def summed_up(situation: Situation, said: Utterance) -> Known | None:
    """What is about to be agreed to says it itself, and is said again."""
    run = situation.booking
    return Known(()) if run and run.asked and run.asked.seal else None


def price(situation: Situation, said: Utterance) -> Known | None:
    """What it costs, for whoever pays."""
    return (
        None
        if _is_paid_by_another(situation)
        else _of_lesson(situation, lambda view: _("{price}", price=view.lesson.price))
    )


def length(situation: Situation, said: Utterance) -> Known | None:
    return _of_lesson(situation, lambda view: _("{minutes} minutes", minutes=view.lesson.minutes))


def place(situation: Situation, said: Utterance) -> Known | None:
    me = situation.scene.person.id
    return _of_lesson(
        situation,
        lambda view: where(view.lesson.format, view.lesson.place, view.tutor.name, teaches=view.is_tutor(me)),
    )


def status(situation: Situation, said: Utterance) -> Known | None:
    """How it stands, and until when the tutor has to answer."""
    view = spoken_of(situation)
    if view is None:
        return None
    return Known((Say(standing_words(situation, view), (_MY_LESSONS,)),))


def standing_words(situation: Situation, view: LessonView) -> Text:
    """When a lesson is and how it stands, until when it is answered for, and which other time is asked for."""
    lesson, me = view.lesson, situation.scene.person.id
    words = _("{lesson}: {status}.", lesson=_called(situation, view), status=STATUS_WORDS[lesson.status])
    name = first_name(view.other(me).name)
    if lesson.status is Status.REQUESTED and lesson.deadline and not view.is_tutor(me):
        return _("{words} {name} has until {deadline:when}.", words=words, name=name, deadline=lesson.deadline)
    if lesson.status is Status.CONFIRMED and lesson.proposed:
        time = lesson.proposed[0]
        if lesson.proposed_by == me:
            words = _(
                "{words} It moves to {time:when} if {name} says yes; no answer yet.", words=words, name=name, time=time
            )
        else:
            words = _("{words} {name} asks to move it to {time:when}.", words=words, name=name, time=time)
    return words


def waiting(situation: Situation, said: Utterance) -> Known | None:
    """How long an answer takes, while one is waited for: "how long does it take" is not about the lesson then."""
    view = spoken_of(situation)
    return status(situation, said) if view is not None and view.lesson.status is Status.REQUESTED else None


def next_step(situation: Situation, said: Utterance) -> Known | None:
    """What happens next with a lesson that is asked for or booked, where nothing else is under way."""
    view = spoken_of(situation) if situation.run is None else None
    if view is None or view.is_tutor(situation.scene.person.id):
        return None
    name, start = first_name(view.tutor.name), view.lesson.start
    words = _("Nothing to do just now. I tell you right here when {name} answers.", name=name)
    if view.lesson.status is Status.CONFIRMED:
        words = _("All is set for {start:when} with {name}. I remind you the day before.", start=start, name=name)
    return Known((Say(words, (_MY_LESSONS,)),)) if view.lesson.status in (Status.REQUESTED, Status.CONFIRMED) else None


def money_back(situation: Situation, said: Utterance) -> Known | None:
    """What comes back: of the lesson by its own rule, or by the rule of the tutor who is being booked."""
    view, tutor = spoken_of(situation), situation.tutor
    if _is_paid_by_another(situation) or (view is not None and view.lesson.status not in (*DUE, Status.HELD)):
        return None
    if view is not None:
        due = sorted(
            (each for each in situation.meant if each.lesson.status in DUE), key=lambda each: each.lesson.start
        )
        meant = due[:MOST_MEANT] or [view]
        return Known(tuple(_comes_back(situation, said, each) for each in meant))
    if tutor is None or situation.teaches:
        return None
    words = _("{name}'s rule: {rule}", name=first_name(tutor.name), rule=cancel_rule(tutor.policy))
    return Known((Say(words, (read_more(situation, said, "cancelling"),)),))


def _comes_back(situation: Situation, said: Utterance, view: LessonView) -> Say:
    cancel = Button(_("Cancel it"), StartFlow("cancel_lesson", {"lesson": view.lesson.id}), "danger")
    buttons = (cancel,) if view.lesson.status in DUE else ()
    return Say(_refund(situation, view), (*buttons, _MY_LESSONS, read_more(situation, said, "cancelling")))


def agenda(situation: Situation, said: Utterance) -> Known | None:
    """What is on, on one day."""
    day = next((first for each in said.understood.times for first, last in days_of(each) if first == last), None)
    if day is None:
        return None
    person = situation.scene.person
    zone = zone_named(person.zone)
    due = lessons_of(situation.conn, person.id, statuses=DUE)
    views = [view for each in due if each.start.astimezone(zone).date() == day if (view := situation.view(each.id))]
    more = Button(_("My week"), StartFlow("week", {"day": str(day)})) if situation.teaches else _MY_LESSONS
    return Known((Say(_day(situation, day, views), (more,)),))


def spoken_of(situation: Situation) -> LessonView | None:
    """The lesson that is meant, unless somebody is being booked and nothing is kept for them yet."""
    view = situation.lesson
    if view is None or (situation.booking and view.lesson.status is not Status.HELD):
        return None
    named = situation.tutors and not situation.teaches
    return None if named and view.tutor.id not in {tutor.id for tutor in situation.tutors} else view


_MY_LESSONS = Button(_("My lessons"), StartFlow("my_lessons"))


def _is_paid_by_another(situation: Situation) -> bool:
    """A minor's lesson is a matter of money for whoever looks after them."""
    view = spoken_of(situation)
    return view is not None and view.lesson.role_of(situation.scene.person.id) is None


def _of_lesson(situation: Situation, say: Callable[[LessonView], Text]) -> Known | None:
    view = spoken_of(situation)
    if view is None:
        return None
    return Known((Say(_("{lesson}: {fact}.", lesson=_called(situation, view), fact=say(view)), (_MY_LESSONS,)),))


def _called(situation: Situation, view: LessonView) -> Text:
    return _("{title}, {start:when}", title=lesson_title(view, situation.scene.person), start=view.lesson.start)


def _refund(situation: Situation, view: LessonView) -> Text:
    lesson, title, price = view.lesson, _called(situation, view), view.lesson.price
    if view.is_tutor(situation.scene.person.id):
        return _(
            "{lesson}: if you cancel, {name} gets {price} back in full.", lesson=title, name=view.booker, price=price
        )
    if lesson.status is not Status.CONFIRMED:
        return _(
            "{lesson}: nothing is charged before it is confirmed. After that: {rule}", lesson=title, rule=_rule(view)
        )
    now = refund_if_cancelled(lesson, Actor.STUDENT, situation.scene.now)
    if now != price:
        return _("{lesson}: if you cancel now, {refund} of {price} comes back.", lesson=title, refund=now, price=price)
    late = price.percent(lesson.policy.late_refund_percent)
    if late == price:
        return _("{lesson}: {rule}", lesson=title, rule=_rule(view))
    return _(
        "{lesson}: cancel until {until:when} and all {price} comes back; after that {late}.",
        lesson=title,
        until=lesson.free_until,
        price=price,
        late=late,
    )


def _rule(view: LessonView) -> Text:
    return cancel_rule(view.lesson.policy)


def _day(situation: Situation, day: date, views: list[LessonView]) -> Text:
    if not views:
        return _("Nothing is booked on {day:day}.", day=day)
    lines = [
        _(
            "{start:clock} {title} ({status})",
            start=view.lesson.start,
            title=lesson_title(view, situation.scene.person),
            status=STATUS_WORDS[view.lesson.status],
        )
        for view in views[:MOST_LINES]
    ]
    lines += [verbatim("…")] if len(views) > MOST_LINES else []
    return joined([_("{day:day}:", day=day), *lines], "\n")
