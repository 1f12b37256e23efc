"""The few pages a payer sees on our own site, around the provider's."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from etude.core.lessons.model import Lesson, Status
from etude.core.text import Text, Voice, _
from etude.payments.checkout import is_payable
from etude.payments.model import Payment, PaymentStatus

_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
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


def describe(payment: Payment, lesson: Lesson) -> Notice:
    """What to tell the payer about how their payment stands."""
    if is_payable(payment, lesson):
        words = _("Your time is kept until {until:clock}.", until=lesson.deadline or lesson.start)
        return Notice("wait", _("Not paid yet"), words, payable=True)
    if payment.status in (PaymentStatus.AUTHORISED, PaymentStatus.CAPTURED):
        return _describe_paid(lesson)
    if payment.status in (PaymentStatus.RELEASED, PaymentStatus.REFUNDED):
        return Notice("good", _("Your money is on its way back"), _("Your bank may take a few days to show it."))
    if payment.status is PaymentStatus.FAILED:
        return Notice("sorry", _("The payment did not go through"), _("Your chat says how to go on."))
    return Notice("sorry", _("This time is no longer kept"), _("Nothing was taken. You can pick a time again."), 410)


def _describe_paid(lesson: Lesson) -> Notice:
    if lesson.status in (Status.EXPIRED, Status.DECLINED, Status.WITHDRAWN, Status.CANCELLED):
        heading = _("Your money is on its way back")
        return Notice("sorry", heading, _("The lesson does not take place, so nothing is kept."))
    if lesson.status in (Status.REQUESTED, Status.COUNTERED):
        words = _("Your request for {start:when} is sent. Nothing is taken before it is accepted.", start=lesson.start)
        return Notice("good", _("Thank you!"), words)
    return Notice("good", _("Thank you!"), _("Your lesson on {start:when} is booked.", start=lesson.start))


def draw(
    notice: Notice, voice: Voice, chat_url: str, pay_url: str | None = None, back_url: str | None = None
) -> Response:
    """The page, in the reader's language and zone, with the way back to the chat: a link, or a POST to `back_url`."""
    page = _templates.get_template("notice.html").render(
        lang=voice.locale,
        mood=notice.mood,
        heading=notice.heading.render(voice),
        words=notice.words.render(voice),
        pay_url=pay_url if notice.payable else None,
        pay_label=_("Pay now").render(voice),
        chat_url=chat_url,
        back_url=back_url,
        chat_label=_("Back to the chat").render(voice),
    )
    return HTMLResponse(page, notice.status, headers=dict(_HEADERS))
