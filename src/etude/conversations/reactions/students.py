"""What whoever booked a lesson is told about it."""

from typing import cast

from etude.conversations.chat import Scene
from etude.conversations.messages import Button, PayLink, Reply, Say, StartFlow
from etude.conversations.parts.lesson_words import (
    LessonView,
    first_name,
    lesson_card,
    lesson_title,
    offer_buttons,
    take_back_button,
    when_for,
)
from etude.conversations.parts.spans import span_words
from etude.conversations.parts.stars import star_buttons
from etude.conversations.parts.ways import MY_LESSONS
from etude.conversations.reactions.phrases import MENU, Facts, invitation, other_times, other_tutors, title_for
from etude.core.lessons.model import Status
from etude.core.money import Money
from etude.core.reviews.reviewing import can_review
from etude.core.reviews.store import find_review
from etude.core.text import Text, _
from etude.core.tutors.store import load_tutor
from etude.payments.checkout import pay_path, payment_of

REASONS: dict[str, Text] = {
    "not_free": _("They are not free then."),
    "not_my_field": _("It is not their field."),
    "full": _("They are fully booked."),
}


def requested(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """The request is out: how long an answer usually takes, and how to take it back."""
    lesson, tutor = view.lesson, load_tutor(scene.tx.conn, view.lesson.tutor)
    words = _(
        "Requested! {name} usually answers within {span}, and has until {deadline:when}. I'll tell you right here.",
        name=first_name(tutor.name),
        span=span_words(tutor),
        deadline=lesson.deadline or lesson.start,
    )
    return [Say(words, (MY_LESSONS, take_back_button(lesson)))]


def confirmed(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """The lesson stands: the tutor said yes, or nobody had to be asked."""
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
    return [lesson_card(view, scene.person, words), invitation(scene, view)]


def declined(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """The request came to nothing, by the tutor or by the student, and what else there is."""
    lesson = view.lesson
    if facts.get("actor") == lesson.student:
        words = _("OK, I've told {name}. Nothing was charged.", name=first_name(view.tutor.name))
    elif not lesson.reason:
        words = _(
            "{name} can't do {start:when}, sorry. Nothing was charged.",
            name=first_name(view.tutor.name),
            start=lesson.start,
        )
    else:
        words = _(
            "{name} can't do {start:when}, sorry. {reason} Nothing was charged.",
            name=first_name(view.tutor.name),
            start=lesson.start,
            reason=_reason(lesson.reason),
        )
    return [Say(words, (other_times(lesson, "primary"), other_tutors(lesson)))]


def withdrawn(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """What the student took back is taken back."""
    words = _("Taken back. Nothing was charged.")
    return [Say(words, (Button(_("Book a lesson"), StartFlow("book")),))]


def lapsed(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """Nobody answered in time: not the tutor the request, or not the student the offer."""
    words = _("{name} didn't answer in time, sorry. Nothing was charged.", name=first_name(view.tutor.name))
    if view.lesson.proposed:
        words = _("Those other times have lapsed, and nothing was charged.")
    again = other_times(view.lesson)
    return [Say(words, (again, other_tutors(view.lesson, "primary")))]


def offered(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """Other times than the one asked for, each a button sealed with what it shows."""
    lesson = view.lesson
    words = _(
        "{name} can't do {start:when}, but offers these. The price stays. Answer by {deadline:when}.",
        name=first_name(view.tutor.name),
        start=lesson.start,
        deadline=lesson.deadline or lesson.start,
    )
    if lesson.reason:
        words = _("{words} {reason}", words=words, reason=_reason(lesson.reason))
    return [Say(words, offer_buttons(lesson))]


def cancelled(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """The lesson is off, by either side, and what of the price comes back."""
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
        if lesson.reason:
            words = _("{words} {reason}", words=words, reason=_reason(lesson.reason))
        again = other_times(lesson, "primary")
        return [Say(words, (again, other_tutors(view.lesson)))]
    words = _("Cancelled. {back}", back=back)
    return [Say(words, (Button(_("Book a lesson"), StartFlow("book")),))]


def fell_through(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """The bank refused what it had set aside: the same lesson again, with another card, is two taps away."""
    lesson = view.lesson
    words = _(
        "The bank refused the payment after all, so {start:when} with {name} isn't booked, sorry. Nothing was charged.",
        start=lesson.start,
        name=first_name(view.tutor.name),
    )
    same = StartFlow("book", {"tutor": lesson.tutor, "like": lesson.id}, {"time": lesson.start.isoformat()})
    return [Say(words, (Button(_("Book it again"), same, "primary"), other_tutors(lesson)))]


def card_failed(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """The bank said no; while the time is kept, another card may be tried."""
    payment = payment_of(scene.tx.conn, view.lesson.id)
    if payment is None or view.lesson.status is not Status.HELD:
        return [Say(_("The payment did not go through, so the lesson is not booked. Nothing was charged."), MENU)]
    link, until = scene.house.link(pay_path(payment, scene.house.secret_key)), view.lesson.deadline or view.lesson.start
    words = _("The bank said no to that card. Another one may work. I keep the time until {until:clock}.", until=until)
    return [PayLink(words, view.lesson.price, link, until, _("Try another card"), lesson=view.lesson.id)]


def too_late(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """Paid when the time was gone: all of it goes back."""
    words = _("The payment came after the time was gone, sorry. All of it goes back to your card.")
    return [Say(words, (other_times(view.lesson),))]


def refunded(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """Money is on its way back for a lesson that was cancelled."""
    amount, currency = cast(tuple[int, str], facts["amount"])
    if view.lesson.status is not Status.CANCELLED:
        return []
    words = _("{amount} is on its way to your card. Banks take up to ten days.", amount=Money(amount, currency))
    return [Say(words, (MY_LESSONS,))]


def over(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """The lesson has taken place: how was it? Asked once, and not where something has become of it meanwhile."""
    lesson = view.lesson
    if not can_review(lesson, find_review(scene.tx.conn, lesson.id), scene.now):
        return []
    words = _(
        "How was {title} on {day:short}? Your stars help others choose. I show you everything before it is public.",
        title=title_for(scene, view),
        day=lesson.start,
    )
    return [Say(words, star_buttons(lesson.id))]


def review_answered(scene: Scene, view: LessonView, facts: Facts) -> list[Reply]:
    """The tutor's reply to their review."""
    words = _("{name} answers your review: “{words}”", name=first_name(view.tutor.name), words=str(facts["words"]))
    return [Say(words, (MY_LESSONS, other_times(view.lesson)))]


def _reason(reason: str) -> Text:
    return REASONS.get(reason, _("They say: “{reason}”", reason=reason[:120]))
