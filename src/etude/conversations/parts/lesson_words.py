"""Lessons in words: what it is, when, where, for how much and by which rule."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from etude.conversations.chat import digest
from etude.conversations.messages import Button, LessonCard, StartFlow, Style
from etude.conversations.parts.contact_details import leave_out_details
from etude.core.ids import LessonId, PersonId
from etude.core.lessons.lifecycle import refund_if_cancelled
from etude.core.lessons.model import Actor, Lesson, Status
from etude.core.lessons.store import load_lesson
from etude.core.people.model import Learner, Person
from etude.core.people.store import load_learner, load_person
from etude.core.reviews.store import TOOK_PLACE
from etude.core.text import Text, _, verbatim, zone_named
from etude.core.tutors.model import Format, Policy
from etude.matching.taxonomy import load_taxonomy

YOU_GET, PAID_OUT = _("You get"), _("Paid out")
# What its tutor earns by a lesson, as its card says; a lesson that does not come about earns nothing.
EARNINGS = (YOU_GET, PAID_OUT)
UNPAID = (Status.EXPIRED, Status.DECLINED, Status.WITHDRAWN)

STATUS_WORDS: dict[Status, Text] = {
    Status.HELD: _("waiting for payment"),
    Status.REQUESTED: _("waiting for an answer"),
    Status.COUNTERED: _("other times offered"),
    Status.CONFIRMED: _("confirmed"),
    Status.COMPLETED: _("done"),
    Status.SETTLED: _("done"),
    Status.EXPIRED: _("not booked"),
    Status.DECLINED: _("not possible"),
    Status.WITHDRAWN: _("taken back"),
    Status.CANCELLED: _("cancelled"),
}


@dataclass(frozen=True, slots=True)
class LessonView:
    """A lesson with the people in it."""

    lesson: Lesson
    tutor: Person
    student: Person
    learner: Learner

    def is_tutor(self, person: PersonId) -> bool:
        return person == self.lesson.tutor

    def other(self, person: PersonId) -> Person:
        """Who is on the other side."""
        return self.student if self.is_tutor(person) else self.tutor

    @property
    def booker(self) -> str:
        """Whom the tutor deals with: whoever booked, by first name."""
        return first_name(self.student.name or self.learner.name)

    @property
    def who(self) -> Text:
        """Whom the tutor teaches: a child by first name, with who booked."""
        if self.learner.person == self.student.id:
            return verbatim(first_name(self.learner.name))
        booker = self.student.name
        if not booker:
            return _("{learner}, booked by a parent", learner=first_name(self.learner.name))
        return _("{learner}, booked by {booker}", learner=first_name(self.learner.name), booker=first_name(booker))


def view_lesson(conn: Connection, lesson_id: LessonId) -> LessonView:
    lesson = load_lesson(conn, lesson_id)
    tutor, student = load_person(conn, lesson.tutor), load_person(conn, lesson.student)
    return LessonView(lesson, tutor, student, load_learner(conn, lesson.learner))


def first_name(name: str | None) -> str:
    """How somebody is called in a chat; a contact detail is no name, wherever a channel had it from."""
    return leave_out_details(name or "").split(" ")[0] or "?"


def subject_label(subject: str, locale: str) -> str:
    return load_taxonomy().label("subject", subject, locale)


def lesson_title(view: LessonView, reader: Person, *, with_booker: bool = False) -> Text:
    """What it is and with whom; a tutor reads `with_booker` who booked it for a child."""
    subject = subject_label(view.lesson.subject, reader.locale)
    if view.is_tutor(reader.id):
        who = view.who if with_booker else verbatim(first_name(view.learner.name))
        return _("{subject} for {learner}", subject=subject, learner=who)
    return _("{subject} with {tutor}", subject=subject, tutor=first_name(view.tutor.name))


def when_for(start: datetime, reader: Person, other_zone: str) -> Text:
    """A time in the reader's zone, with the other side's clock where it differs."""
    theirs = start.astimezone(zone_named(other_zone))
    if start.astimezone(zone_named(reader.zone)).utcoffset() == theirs.utcoffset():
        return _("{start:when}", start=start)
    city = other_zone.rsplit("/", 1)[-1].replace("_", " ")
    return _("{start:when} ({clock} in {city})", start=start, clock=theirs.time(), city=city)


def where(format: Format, place: str | None, tutor: str | None, *, teaches: bool = False) -> Text:
    """Where a lesson is, for its student or whoever `teaches` it; of the student's place no more than a district."""
    if format == "online":
        return _("online")
    if format == "student" and teaches:
        return _("at the student's, {place}", place=place) if place else _("at the student's")
    if format == "student":
        return _("at your place, {place}", place=place) if place else _("at your place")
    return _("at {tutor}'s, {place}", tutor=first_name(tutor), place=place or "")


def cancel_rule(policy: Policy) -> Text:
    """The rule for cancelling, in one plain sentence."""
    hours = policy.free_until_hours
    if policy.late_refund_percent == 100:
        return _("Cancel any time before it starts and get everything back.")
    if policy.late_refund_percent == 0:
        return _("Cancel up to {hours} hours before for a full refund; after that there is none.", hours=hours)
    return _(
        "Cancel up to {hours} hours before for a full refund; after that {percent}% comes back.",
        hours=hours,
        percent=policy.late_refund_percent,
    )


def rule_after_move(view: LessonView, reader: Person, time: datetime, now: datetime) -> Text | None:
    """What a move to `time` means for cancelling: the rule is the same, and counts from the new time.

    A tutor hears of it only where it gives the student back what they had lost.
    """
    lesson, moved = view.lesson, replace(view.lesson, start=time)
    if lesson.policy.late_refund_percent == 100:
        return None
    free, stays_free = now < lesson.free_until, now < moved.free_until
    if view.is_tutor(reader.id):
        again = _("{name} can then cancel for free until {until:when}.", name=view.booker, until=moved.free_until)
        return again if stays_free and not free else None
    if stays_free and free:
        return _("By the same rule, cancelling is then free until {until:when}.", until=moved.free_until)
    if stays_free:
        return _("Cancelling is no longer free now; at the new time it is, until {until:when}.", until=moved.free_until)
    refund = refund_if_cancelled(moved, Actor.STUDENT, now)
    if free:
        return _(
            "Cancelling is no longer free then: {refund} of {price} comes back.", refund=refund, price=lesson.price
        )
    return _("Cancelling is not free now, nor then: {refund} of {price} comes back.", refund=refund, price=lesson.price)


def lesson_facts(view: LessonView, reader: Person) -> tuple[tuple[Text, Text], ...]:
    lesson, other = view.lesson, view.other(reader.id)
    facts = [
        (_("When"), when_for(lesson.start, reader, other.zone)),
        (_("How long"), _("{minutes} minutes", minutes=lesson.minutes)),
        (_("Where"), where(lesson.format, lesson.place, view.tutor.name, teaches=view.is_tutor(reader.id))),
    ]
    if view.is_tutor(reader.id):
        facts.extend(_about_learner(view, reader))
        if lesson.status not in UNPAID:
            net = _("{net} ({price} less {fee} fee)", net=lesson.net, price=lesson.price, fee=lesson.fee)
            facts.append((YOU_GET, net))
    else:
        if reader.id == lesson.student:  # money is no matter of a child's
            facts.append((_("Price"), _("{price}", price=lesson.price)))
        facts.append((_("For"), verbatim(first_name(view.learner.name))))
    return tuple(facts)


def _about_learner(view: LessonView, reader: Person) -> Iterator[tuple[Text, Text]]:
    """How old a child is, by the year that was said: a year more or less, which is all that a tutor needs; and the
    level that was asked for."""
    born = view.learner.born_year
    if born is not None and view.learner.person != view.student.id:
        yield _("Age"), _("about {years}", years=view.lesson.start.year - born)
    if view.learner.level:
        yield _("Level"), verbatim(load_taxonomy().label("level", view.learner.level, reader.locale))


def lesson_card(view: LessonView, reader: Person, text: Text | None = None) -> LessonCard:
    """How a lesson stands, with what can be done about it."""
    lesson = view.lesson
    title = lesson_title(view, reader)
    yours = lesson.status is Status.REQUESTED and view.is_tutor(reader.id)
    words = text or _(
        "{title}, {when}: {status}.",
        title=lesson_title(view, reader, with_booker=True),
        when=when_for(lesson.start, reader, view.other(reader.id).zone),
        status=_("waiting for your answer") if yours else STATUS_WORDS[lesson.status],
    )
    facts = lesson_facts(view, reader)
    return LessonCard(words, lesson.id, title, facts, lesson.status, _ways_on(view, reader), yours)


def _ways_on(view: LessonView, reader: Person) -> tuple[Button, ...]:
    lesson, args = view.lesson, {"lesson": view.lesson.id}
    if lesson.role_of(reader.id) is None:
        return ()  # a minor's lesson is changed by whoever looks after them
    if lesson.status is Status.CONFIRMED:
        return (
            Button(_("Change the time"), StartFlow("change_lesson", dict(args))),
            Button(_("Cancel it"), StartFlow("cancel_lesson", dict(args)), "danger"),
        )
    if lesson.status is Status.REQUESTED and view.is_tutor(reader.id):
        return request_buttons(view)
    if lesson.status is Status.COUNTERED and not view.is_tutor(reader.id):
        return offer_buttons(lesson)
    if lesson.status in (Status.REQUESTED, Status.COUNTERED):
        return (take_back_button(lesson, "danger"),)
    if view.is_tutor(reader.id):
        return ()
    review = (Button(_("Review it"), StartFlow("review", dict(args))),) if lesson.status in TOOK_PLACE else ()
    return (Button(_("Book a lesson"), StartFlow("book")), *review)


def take_back_button(lesson: Lesson, style: Style = "plain") -> Button:
    """The way out of a request; once the tutor has said yes, it only shows how the lesson stands."""
    return Button(_("Take it back"), StartFlow("cancel_lesson", {"lesson": lesson.id, "only_take_back": True}), style)


def offer_buttons(lesson: Lesson) -> tuple[Button, ...]:
    """The tutor's other times for a student to take one; each is bound to what was shown."""
    args: dict[str, object] = {"lesson": lesson.id}
    times = tuple(
        Button(
            _("{time:when}", time=time),
            StartFlow("accept_time", args | {"time": time.isoformat(), "seal": seal_of(lesson)}),
        )
        for time in lesson.proposed
    )
    return (*times, Button(_("None of these"), StartFlow("refuse_times", args)))


def request_buttons(view: LessonView) -> tuple[Button, ...]:
    """What a tutor can answer to a request; the yes is bound to the facts that were shown."""
    args: dict[str, object] = {"lesson": view.lesson.id}
    return (
        Button(_("Confirm"), StartFlow("confirm_request", args | {"seal": seal_of(view.lesson)}), "primary"),
        Button(_("Other times"), StartFlow("propose_times", args)),
        Button(_("Decline"), StartFlow("decline_request", args), "danger"),
    )


def seal_of(lesson: Lesson) -> str:
    """A fingerprint of what somebody agrees to: time, length, place and money."""
    return digest([lesson.start, lesson.end, lesson.format, lesson.place, lesson.price, lesson.fee, lesson.proposed])
