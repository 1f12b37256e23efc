"""What people are told when something happens: who is told what, in one table."""

from collections.abc import Callable, Mapping
from typing import Literal, cast

from etude.calendar.feeds import feed_path, render_invitation
from etude.calendar.store import lessons_of
from etude.conversations.chat import Scene
from etude.conversations.messages import Button, Document, Notice, OpenLink, Reply, Say, StartFlow
from etude.conversations.parts.lesson_words import (
    LessonView,
    first_name,
    lesson_card,
    lesson_title,
    request_buttons,
    seal_of,
    subject_label,
    view_lesson,
    when_for,
)
from etude.conversations.parts.spans import span_words
from etude.conversations.store import tell
from etude.core import events
from etude.core.events import Event, LessonEvent
from etude.core.ids import LessonId, PersonId
from etude.core.lessons.lifecycle import SETTLE_AFTER
from etude.core.lessons.model import Status
from etude.core.lessons.store import load_lesson
from etude.core.money import Money
from etude.core.people.store import load_learner
from etude.core.text import Text, _, counted, verbatim
from etude.core.transaction import Handler, Tx
from etude.core.tutors.store import load_tutor
from etude.payments.checkout import pay_path, payment_of

Role = Literal["student", "tutor", "learner"]
Words = Callable[[Scene, LessonView, Mapping[str, object]], list[Reply]]
REASONS: dict[str, Text] = {
    "not_free": _("They are not free then."),
    "not_my_field": _("It is not their field."),
    "full": _("They are fully booked."),
}


def handlers() -> dict[type, Handler]:
    """The domain's events, each put into the inboxes of the people it concerns."""
    return dict.fromkeys(TOLD, _tell_everyone)


def _tell_everyone(tx: Tx, event: Event) -> None:
    if isinstance(event, events.GuardianNeeded):
        return
    lesson = load_lesson(tx.conn, event.lesson)
    people: dict[Role, PersonId | None] = {
        "student": lesson.student,
        "tutor": lesson.tutor,
        "learner": load_learner(tx.conn, lesson.learner).person,
    }
    name, facts = type(event).__name__, _facts(event)
    for role, person in people.items():
        if person is None or role not in TOLD[type(event)] or (role == "learner" and person == lesson.student):
            continue
        key = f"notice:{name}:{lesson.id}:{lesson.sequence}:{role}:{facts.get('hours', '')}"
        tell(tx, person, key, Notice(name, lesson.id, facts | {"role": role}))


def _facts(event: Event) -> dict[str, object]:
    facts: dict[str, object] = {}
    if isinstance(event, LessonEvent):
        facts["actor"] = event.actor
    if isinstance(event, events.LessonNear):
        facts["hours"] = event.hours
    if isinstance(event, events.PaymentFailed):
        facts["reason"] = event.reason
    if isinstance(event, events.RefundMade):
        facts["amount"] = [event.amount.amount, event.amount.currency]
    return facts


def word_notice(scene: Scene, notice: Notice) -> list[Reply]:
    """What to tell this person about what happened; nothing where their flow says it itself."""
    view = view_lesson(scene.tx.conn, LessonId(notice.lesson))
    roles = next(roles for event, roles in TOLD.items() if event.__name__ == notice.event)
    words = roles[cast(Role, notice.facts["role"])]
    return words(scene, view, notice.facts)


def where_it_stands(scene: Scene, outcome: str) -> list[Reply]:
    """The answer to a button of something that has ended."""
    kind, _colon, lesson = outcome.partition(":")
    if kind != "lesson":
        return [Say(_("We finished that earlier. What would you like to do?"), _menu_buttons())]
    view = view_lesson(scene.tx.conn, LessonId(lesson))
    return [lesson_card(view, scene.person)]


def _menu_buttons() -> tuple[Button, ...]:
    return (Button(_("Find a tutor"), StartFlow("book")), Button(_("My lessons"), StartFlow("my_lessons")))


def _nothing(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    return []


def _requested_student(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    lesson, tutor = view.lesson, load_tutor(scene.tx.conn, view.lesson.tutor)
    words = _(
        "Requested! {name} usually answers within {span}, and has until {deadline:when}. I'll tell you right here.",
        name=first_name(tutor.name),
        span=span_words(tutor),
        deadline=lesson.deadline or lesson.start,
    )
    return [Say(words, (Button(_("My lessons"), StartFlow("my_lessons")), _cancel(lesson.id, _("Take it back"))))]


def _requested_tutor(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    lesson = view.lesson
    words = _(
        "New request: {subject} for {who}, {when}, {minutes} min. You get {net}. Please answer by {deadline:when}.",
        subject=subject_label(lesson.subject, scene.person.locale),
        who=view.who,
        when=when_for(lesson.start, scene.person, view.student.zone),
        minutes=lesson.minutes,
        net=lesson.net,
        deadline=lesson.deadline or lesson.start,
    )
    card = lesson_card(view, scene.person, words)
    paid = (_("Paid out"), _("{day:short}, once the lesson is over", day=lesson.end + SETTLE_AFTER))
    return [type(card)(words, lesson.id, card.title, (*card.facts, paid), card.status, request_buttons(view))]


def _confirmed_student(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    lesson, name = view.lesson, first_name(view.tutor.name)
    words = _(
        "{name} said yes! {title} is booked for {when}. {price} is paid.",
        name=name,
        title=lesson_title(view, scene.person),
        when=when_for(lesson.start, scene.person, view.tutor.zone),
        price=lesson.price,
    )
    if load_tutor(scene.tx.conn, lesson.tutor).instant_book or facts.get("actor") == lesson.student:
        words = _(
            "Booked! {title}, {when}. {price} is paid.",
            title=lesson_title(view, scene.person),
            when=when_for(lesson.start, scene.person, view.tutor.zone),
            price=lesson.price,
        )
    return [lesson_card(view, scene.person, words), _invitation(scene, view)]


def _confirmed_learner(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    words = _("{title} is booked for {when}.", title=_title(scene, view), when=_when(scene, view))
    return [Say(words), _invitation(scene, view)]


def _requested_learner(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    words = _(
        "{guardian} agreed, and {tutor} has been asked for {when}.",
        guardian=first_name(view.student.name) if view.student.name else _("Your guardian"),
        tutor=first_name(view.tutor.name),
        when=_when(scene, view),
    )
    return [Say(words, (Button(_("My lessons"), StartFlow("my_lessons")),))]


def _not_booked_learner(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    words = _("{title} on {when} is not happening.", title=_title(scene, view), when=_when(scene, view))
    return [Say(words, (Button(_("Find a tutor"), StartFlow("book", {"like": view.lesson.id})),))]


def _confirmed_tutor(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    words = _(
        "Booked: {title}, {when}. You get {net} around {day:short}.",
        title=_title(scene, view),
        when=_when(scene, view),
        net=view.lesson.net,
        day=view.lesson.end + SETTLE_AFTER,
    )
    return [lesson_card(view, scene.person, words), _invitation(scene, view)]


def _declined_student(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    lesson = view.lesson
    if facts.get("actor") == lesson.student:
        words = _("OK, I've told {name}. Nothing was charged.", name=first_name(view.tutor.name))
    else:
        words = _(
            "{name} can't do {start:when}, sorry. {reason} Nothing was charged.",
            name=first_name(view.tutor.name),
            start=lesson.start,
            reason=_reason(lesson.reason),
        )
    again = Button(_("Other times"), StartFlow("book", {"tutor": lesson.tutor, "like": lesson.id}), "primary")
    return [Say(words, (again, Button(_("Other tutors"), StartFlow("book", {"like": view.lesson.id}))))]


def _declined_tutor(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    if facts.get("actor") == view.lesson.student:
        words = _("None of your times suited {who}. The request is closed.", who=view.booker)
    else:
        words = _("OK, I've told {who}.", who=view.booker)
    return [Say(words, (Button(_("My week"), StartFlow("week")),))]


def _withdrawn_student(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    words = _("Taken back. Nothing was charged.")
    return [Say(words, (Button(_("Book a lesson"), StartFlow("book")),))]


def _withdrawn_tutor(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    words = _("{who} has taken back the request for {start:when}.", who=view.booker, start=view.lesson.start)
    return [Say(words, (Button(_("My week"), StartFlow("week")),))]


def _lapsed_student(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    words = _("{name} didn't answer in time, sorry. Nothing was charged.", name=first_name(view.tutor.name))
    if view.lesson.proposed:
        words = _("Those other times have lapsed, and nothing was charged.")
    again = Button(_("Other times"), StartFlow("book", {"tutor": view.lesson.tutor, "like": view.lesson.id}))
    return [Say(words, (again, Button(_("Other tutors"), StartFlow("book", {"like": view.lesson.id}), "primary")))]


def _lapsed_tutor(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    words = _("The request of {who} for {start:when} has lapsed.", who=view.booker, start=view.lesson.start)
    return [Say(words, (Button(_("My week"), StartFlow("week")),))]


def _offered_student(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    lesson = view.lesson
    words = _(
        "{name} can't do {start:when}, but offers these. The price stays. Answer by {deadline:when}.",
        name=first_name(view.tutor.name),
        start=lesson.start,
        deadline=lesson.deadline or lesson.start,
    )
    args: dict[str, object] = {"lesson": lesson.id}
    times = tuple(
        Button(
            _("{time:when}", time=time),
            StartFlow("accept_time", args | {"time": time.isoformat(), "seal": seal_of(lesson)}),
        )
        for time in lesson.proposed
    )
    return [Say(words, (*times, Button(_("None of these"), StartFlow("refuse_times", args))))]


def _offered_tutor(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    words = counted(
        "I've offered {who} that time and keep it for them.",
        "I've offered {who} those {count} times and keep them free.",
        len(view.lesson.proposed),
        who=view.booker,
    )
    return [Say(words, (Button(_("My week"), StartFlow("week")),))]


def _move_asked(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    lesson, args = view.lesson, {"lesson": view.lesson.id}
    new = lesson.proposed[0] if lesson.proposed else lesson.start
    other = view.other(scene.person.id)
    name = view.booker if view.is_tutor(scene.person.id) else first_name(view.tutor.name)
    if facts.get("actor") == scene.person.id:
        words = _("I've asked {name}. Until they say yes, it stays {start:when}.", name=name, start=lesson.start)
        return [Say(words, (Button(_("My lessons"), StartFlow("my_lessons")),))]
    words = _(
        "{name} asks to move {start:when} to {new}. Please answer by {deadline:when}.",
        name=name,
        start=lesson.start,
        new=when_for(new, scene.person, other.zone),
        deadline=lesson.deadline or lesson.start,
    )
    accept = StartFlow("accept_move", {**args, "seal": seal_of(lesson)})
    keep = StartFlow("refuse_move", dict(args))
    return [Say(words, (Button(_("Accept"), accept, "primary"), Button(_("Keep the old time"), keep)))]


def _moved(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    words = _("Moved: {title} is now {when}.", title=_title(scene, view), when=_when(scene, view))
    return [lesson_card(view, scene.person, words), _invitation(scene, view)]


def _not_moved(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    words = _("{title} stays at {when}.", title=_title(scene, view), when=_when(scene, view))
    return [lesson_card(view, scene.person, words)]


def _cancelled_student(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    lesson, refund = view.lesson, view.lesson.refund or Money(0, view.lesson.price.currency)
    back = _("You get {refund} back.", refund=refund)
    if not refund.amount:
        back = _("As agreed, nothing comes back this late.")
    if facts.get("actor") == lesson.tutor:
        words = _(
            "{name} had to cancel {start:when}, sorry. {back}",
            name=first_name(view.tutor.name),
            start=lesson.start,
            back=back,
        )
        again = Button(_("Other times"), StartFlow("book", {"tutor": lesson.tutor, "like": lesson.id}), "primary")
        return [Say(words, (again, Button(_("Other tutors"), StartFlow("book", {"like": view.lesson.id}))))]
    words = _("Cancelled. {back}", back=back)
    return [Say(words, (Button(_("Book a lesson"), StartFlow("book")),))]


def _cancelled_tutor(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    who, lesson = view.booker, view.lesson
    words = _("{who} has cancelled {start:when}. That time is free again.", who=who, start=lesson.start)
    if facts.get("actor") == lesson.tutor:
        words = _("Cancelled. I've told {who}, who gets everything back.", who=who)
    return [Say(words, (Button(_("My week"), StartFlow("week")),))]


def _cancelled_learner(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    return [Say(_("{title} on {when} is cancelled.", title=_title(scene, view), when=_when(scene, view)))]


def _near(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    title, when = _title(scene, view), _when(scene, view)
    words = _("Tomorrow: {title}, {when}.", title=title, when=when)
    if facts.get("hours") == 1:
        words = _("In an hour: {title}, {when}.", title=title, when=when)
    return [lesson_card(view, scene.person, words)]


def _card_failed(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    payment = payment_of(scene.tx.conn, view.lesson.id)
    if payment is None or view.lesson.status is not Status.HELD:
        return [
            Say(_("The payment did not go through, so the lesson is not booked. Nothing was charged."), _menu_buttons())
        ]
    link = OpenLink(scene.house.link(pay_path(payment, scene.house.secret_key)))
    words = _(
        "The bank said no to that card. Another one may work. I keep the time until {until:clock}.",
        until=view.lesson.deadline or view.lesson.start,
    )
    return [Say(words, (Button(_("Try another card"), link, "primary"),))]


def _too_late(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    words = _("The payment came after the time was gone, sorry. All of it goes back to your card.")
    return [
        Say(words, (Button(_("Other times"), StartFlow("book", {"tutor": view.lesson.tutor, "like": view.lesson.id})),))
    ]


def _refunded(scene: Scene, view: LessonView, facts: Mapping[str, object]) -> list[Reply]:
    amount, currency = cast(tuple[int, str], facts["amount"])
    if view.lesson.status is not Status.CANCELLED:
        return []
    words = _("{amount} is on its way to your card. Banks take up to ten days.", amount=Money(amount, currency))
    return [Say(words, (Button(_("My lessons"), StartFlow("my_lessons")),))]


def _invitation(scene: Scene, view: LessonView) -> Reply:
    """The lesson as a file for any calendar, and the address of a feed that stays right by itself."""
    person = scene.person
    lessons = lessons_of(scene.tx.conn, person.id, view.lesson.when)
    lesson = next(lesson for lesson in lessons if lesson.id == view.lesson.id)
    content = render_invitation(lesson, person.id, person.voice).decode()
    feed = scene.house.link(feed_path(person.id, person.feed_version, scene.house.secret_key))
    words = _("For your calendar. To have every lesson there by itself, subscribe to your feed.")
    buttons = (Button(_("My calendar"), StartFlow("my_calendar")), Button(_("Open the feed"), OpenLink(feed)))
    return Document(words, "lesson.ics", "text/calendar", content, buttons)


def _cancel(lesson: LessonId, label: Text) -> Button:
    return Button(label, StartFlow("cancel_lesson", {"lesson": lesson}))


def _title(scene: Scene, view: LessonView) -> Text:
    return lesson_title(view, scene.person)


def _when(scene: Scene, view: LessonView) -> Text:
    return when_for(view.lesson.start, scene.person, view.other(scene.person.id).zone)


def _reason(reason: str | None) -> Text:
    if not reason:
        return verbatim("")
    return REASONS.get(reason, _("They say: “{reason}”", reason=reason[:120]))


TOLD: dict[type, dict[Role, Words]] = {
    events.LessonRequested: {
        "student": _requested_student,
        "tutor": _requested_tutor,
        "learner": _requested_learner,
    },
    events.HoldExpired: {"student": _nothing},
    events.LessonConfirmed: {
        "student": _confirmed_student,
        "tutor": _confirmed_tutor,
        "learner": _confirmed_learner,
    },
    events.LessonDeclined: {
        "student": _declined_student,
        "tutor": _declined_tutor,
        "learner": _not_booked_learner,
    },
    events.LessonWithdrawn: {
        "student": _withdrawn_student,
        "tutor": _withdrawn_tutor,
        "learner": _not_booked_learner,
    },
    events.RequestExpired: {
        "student": _lapsed_student,
        "tutor": _lapsed_tutor,
        "learner": _not_booked_learner,
    },
    events.TimesProposed: {"student": _offered_student, "tutor": _offered_tutor},
    events.MoveProposed: {"student": _move_asked, "tutor": _move_asked},
    events.MoveAccepted: {"student": _moved, "tutor": _moved, "learner": _confirmed_learner},
    events.MoveRefused: {"student": _not_moved, "tutor": _not_moved},
    events.LessonCancelled: {
        "student": _cancelled_student,
        "tutor": _cancelled_tutor,
        "learner": _cancelled_learner,
    },
    events.LessonNear: {"student": _near, "tutor": _near, "learner": _near},
    events.PaymentFailed: {"student": _card_failed},
    events.PaymentTooLate: {"student": _too_late},
    events.RefundMade: {"student": _refunded},
}
