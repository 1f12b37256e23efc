"""The few pages a payer sees on our own site, around the provider's."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from etude.core.lessons.lifecycle import answer_by
from etude.core.lessons.model import Lesson, Status
from etude.core.text import Text, Voice, _
from etude.core.tutors.model import Tutor
from etude.payments.checkout import is_payable
from etude.payments.model import Payment, PaymentStatus

# Whoever came from a chat in another tab is back there as soon as this one is closed; else the link is followed.
_CLOSES = """document.querySelector("a[data-back]")?.addEventListener("click", event => {
  if (!window.opener) return;
  event.preventDefault();
  window.close();
  setTimeout(() => location.assign(event.target.href), 300);
})"""
_DIGEST = base64.b64encode(hashlib.sha256(_CLOSES.encode()).digest()).decode()
_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{_DIGEST}'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)


@dataclass(frozen=True, slots=True)
class Notice:
    """A page of few words: `mood` picks its sign (good, wait or sorry)."""

    mood: str
    heading: Text
    words: Text
    status: int = 200
    payable: bool = False


UNKNOWN = Notice(
    "sorry", _("This link doesn't work"), _("It may have been cut off on the way. The one in your chat is whole."), 404
)
UNREACHABLE = Notice(
    "wait",
    _("The payment page can't be reached right now"),
    _("Nothing was taken. Please try again in a moment."),
    503,
    payable=True,
)


def promise(lesson: Lesson, tutor: Tutor) -> Text:
    """What paying now means, as the chat says it; the same words for as long as the time is held."""
    name, until = _first_name(tutor), lesson.deadline or lesson.start
    if tutor.instant_book:
        return _("{price} is taken right away, and {tutor} is booked.", price=lesson.price, tutor=name)
    return _(
        "{price} is only reserved, and taken if {tutor} says yes. If not, or without an answer by {answer:when}, "
        "you pay nothing. Your time is kept until {until:clock}.",
        price=lesson.price,
        tutor=name,
        answer=answer_by(until, lesson.start),
        until=until,
    )


def describe(payment: Payment, lesson: Lesson, tutor: Tutor) -> Notice:
    """What to tell the payer about how their payment stands."""
    if is_payable(payment, lesson):
        words = _("Your time is kept until {until:clock}.", until=lesson.deadline or lesson.start)
        return Notice("wait", _("Not paid yet"), words, payable=True)
    if payment.status in (PaymentStatus.AUTHORISED, PaymentStatus.CAPTURED):
        return _describe_paid(lesson, tutor)
    if payment.status in (PaymentStatus.RELEASED, PaymentStatus.REFUNDED):
        return Notice("good", _("Your money is on its way back"), _("Your bank may take a few days to show it."))
    if payment.status is PaymentStatus.FAILED:
        return Notice("sorry", _("The payment did not go through"), _("Your chat says how to go on."))
    return Notice("sorry", _("This time is no longer kept"), _("Nothing was taken. You can pick a time again."), 410)


def _describe_paid(lesson: Lesson, tutor: Tutor) -> Notice:
    if lesson.status in (Status.EXPIRED, Status.DECLINED, Status.WITHDRAWN, Status.CANCELLED):
        heading = _("Your money is on its way back")
        return Notice("sorry", heading, _("The lesson does not take place, so nothing is kept."))
    if lesson.status in (Status.REQUESTED, Status.COUNTERED):
        words = _(
            "Your request for {start:when} is sent. {price} is reserved, and taken only if {tutor} says yes. "
            "If not, or without an answer by {answer:when}, you pay nothing.",
            start=lesson.start,
            price=lesson.price,
            tutor=_first_name(tutor),
            answer=lesson.deadline or lesson.start,
        )
        return Notice("good", _("Thank you!"), words)
    return Notice("good", _("Thank you!"), _("Your lesson on {start:when} is booked.", start=lesson.start))


def _first_name(tutor: Tutor) -> str:
    return (tutor.name or "").partition(" ")[0]


def draw(
    notice: Notice, voice: Voice, chat_url: str | None, pay_url: str | None = None, back_url: str | None = None
) -> Response:
    """The page, in the reader's language and zone, with the way back to the chat: a link, or a POST to `back_url`.

    Where the chat is in no browser (`chat_url` is None), the page says that it can be closed.
    """
    page = _templates.get_template("notice.html").render(
        lang=voice.locale,
        mood=notice.mood,
        heading=notice.heading.render(voice),
        words=notice.words.render(voice),
        pay_url=pay_url if notice.payable else None,
        pay_label=_("Pay now").render(voice),
        chat_url=chat_url,
        back_url=back_url,
        script=_CLOSES,
        close_words=_("You can close this page. Your chat goes on where you left it.").render(voice),
        chat_label=_("Back to the chat").render(voice),
    )
    return HTMLResponse(page, notice.status, headers=dict(_HEADERS))
