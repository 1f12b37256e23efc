"""The hosted page of a payment: found again, or opened once however often the link is followed."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from etude.core.ids import PaymentId
from etude.core.lessons.model import Lesson
from etude.core.people.model import Person
from etude.core.people.store import load_person
from etude.core.text import _
from etude.core.transaction import Transactions, Tx
from etude.core.tutors.store import load_tutor
from etude.payments.catch_up import watch
from etude.payments.checkout import is_payable, paid_path
from etude.payments.model import Payment
from etude.payments.notices import promise
from etude.payments.provider import (
    CheckoutOrder,
    CheckoutPage,
    CheckoutStatus,
    OutcomeUnknownError,
    Provider,
    RejectedError,
)
from etude.payments.reactions import ask_to_close
from etude.payments.standing import refresh
from etude.payments.store import change_payment, customer_of, forget_customer, lock_payment, view_payment

# Stripe refuses a page that ends within half an hour; the rest is for asking again after a lost answer. The hold ends
# sooner, and then the page is shut (https://docs.stripe.com/api/checkout/sessions/create).
LASTS = timedelta(minutes=35)
AT_LEAST = timedelta(minutes=31)


@dataclass(frozen=True, slots=True)
class PayDesk:
    """Where hosted pages are opened: by whom, and under which address and secret our own links are made."""

    transactions: Transactions
    provider: Provider
    base_url: str
    secret: str


async def find_page(desk: PayDesk, payment_id: PaymentId) -> str | None:
    """The address at which the payment can be made now; None when it is made or no longer wanted.

    Raises NotSentError, OutcomeUnknownError or RejectedError when the provider does not give one.
    """
    payment, lesson = await desk.transactions.read(lambda conn: view_payment(conn, payment_id))
    if not is_payable(payment, lesson):
        return None
    if payment.session is not None:
        status = await _status_of(desk.provider, payment.session)
        if status == "open":
            return payment.session_url
        if status == "complete":
            await refresh(desk.transactions, desk.provider, payment_id)
            return None
    return await _open_page(desk, payment_id, payment.session)


async def _status_of(provider: Provider, session: str) -> CheckoutStatus:
    """How a page stands; one that the provider does not know, such as another account's, is over."""
    try:
        return (await provider.find_checkout(session)).status
    except RejectedError:
        return "expired"


async def _open_page(desk: PayDesk, payment_id: PaymentId, ended: str | None) -> str | None:
    try:
        return await _try_page(desk, payment_id, ended)
    except RejectedError:
        # An address or a customer that the provider does not take is no reason not to be able to pay.
        await desk.transactions.run(lambda tx: _drop_attempt(tx, payment_id, forget=True))
        return await _try_page(desk, payment_id, ended, bare=True)
    except OutcomeUnknownError as error:
        if error.spent:
            await desk.transactions.run(lambda tx: _drop_attempt(tx, payment_id, forget=False))
        raise


async def _try_page(desk: PayDesk, payment_id: PaymentId, ended: str | None, *, bare: bool = False) -> str | None:
    claimed = await desk.transactions.run(lambda tx: _claim(tx, payment_id, ended))
    if claimed is None:
        return None
    if claimed.session is not None:
        return claimed.session_url
    order = await desk.transactions.read(lambda conn: _order(conn, desk, claimed, bare=bare))
    page = await desk.provider.open_checkout(order)
    return await desk.transactions.run(lambda tx: _keep(tx, payment_id, page))


def _claim(tx: Tx, payment_id: PaymentId, ended: str | None) -> Payment | None:
    """Count one attempt at a page before it is made, so that two who follow the link at once make the same page."""
    payment, lesson = lock_payment(tx, payment_id)
    if not is_payable(payment, lesson):
        return None
    if payment.session != ended:
        return payment
    if payment.session is None and payment.session_expires and payment.session_expires - AT_LEAST >= tx.now:
        return payment
    ends = (tx.now + LASTS).replace(microsecond=0)
    fresh = {"session": None, "session_url": None, "intent": None, "session_expires": ends}
    return change_payment(tx, payment, attempts=payment.attempts + 1, **fresh)


def _drop_attempt(tx: Tx, payment_id: PaymentId, *, forget: bool) -> None:
    """The next attempt is a new one."""
    payment, lesson = lock_payment(tx, payment_id)
    change_payment(tx, payment, session_expires=None)
    if forget:
        forget_customer(tx, payment.provider, lesson.student)


def _keep(tx: Tx, payment_id: PaymentId, page: CheckoutPage) -> str | None:
    payment, lesson = lock_payment(tx, payment_id)
    payment = change_payment(tx, payment, session=page.id, session_url=page.url, session_expires=page.expires)
    if not is_payable(payment, lesson):
        # The hold ended while the page was being made.
        ask_to_close(tx, payment, page.id)
        return None
    watch(tx)
    return page.url


def _order(conn: Connection, desk: PayDesk, payment: Payment, *, bare: bool) -> CheckoutOrder:
    _payment, lesson = view_payment(conn, payment.id)
    student = load_person(conn, lesson.student)
    back = desk.base_url + paid_path(payment, desk.secret)
    assert payment.session_expires is not None
    return CheckoutOrder(
        payment=payment.id,
        key=f"{payment.id}:checkout:{payment.attempts}",
        title=_title(conn, lesson, student),
        promise=promise(lesson, load_tutor(conn, lesson.tutor)).render(student.voice),
        amount=payment.amount,
        expires=payment.session_expires,
        # Filled in by Stripe, so that whoever has paid is told from whoever only has the link
        # (https://docs.stripe.com/payments/checkout/custom-success-page).
        paid_url=f"{back}?session={{CHECKOUT_SESSION_ID}}",
        back_url=back,
        customer=None if bare else customer_of(conn, payment.provider, lesson.student),
        email=None if bare else student.email,
    )


def _title(conn: Connection, lesson: Lesson, student: Person) -> str:
    tutor = load_tutor(conn, lesson.tutor)
    return _("Lesson with {tutor}, {start:when}", tutor=tutor.name, start=lesson.start).render(student.voice)
