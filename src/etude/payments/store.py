"""Payments, the provider's names of people, and its events, in the database."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, update

from etude.core.database import insert_into
from etude.core.errors import NotYoursError
from etude.core.ids import LessonId, PaymentId, PersonId, new_id
from etude.core.lessons.model import Lesson
from etude.core.lessons.store import load_lesson
from etude.core.money import Money
from etude.core.people.model import is_one_address
from etude.core.people.store import change_person, load_person
from etude.core.statements import Statement, insert_row
from etude.core.tables import lessons
from etude.core.transaction import Tx
from etude.payments.model import Payment, PaymentStatus
from etude.payments.provider import ProviderEvent
from etude.payments.tables import payments, provider_customers, provider_events

_ONE = select(payments).where(payments.c.id == bindparam("id"))
_LOAD, _LOCK = Statement(_ONE), Statement(_ONE.with_for_update())
_OF_LESSON = Statement(select(payments).where(payments.c.lesson_id == bindparam("lesson")))


def add_payment(tx: Tx, lesson: Lesson, provider: str) -> Payment:
    """A payment that waits for its payer."""
    payment_id = PaymentId(new_id("pay"))
    row = {"id": payment_id, "lesson_id": lesson.id, "amount": lesson.price.amount, "currency": lesson.price.currency}
    row |= {"status": PaymentStatus.OPEN.value, "provider": provider, "created_at": tx.now, "updated_at": tx.now}
    insert_row(tx.conn, payments, **row, captured=0, refunded=0, attempts=0, spent=0)
    return load_payment(tx.conn, payment_id)


def payment_of(conn: Connection, lesson: LessonId) -> Payment | None:
    """The payment for a lesson, if one was asked for."""
    row = _OF_LESSON.first(conn, lesson=lesson)
    return _payment(row) if row else None


def load_payment(conn: Connection, payment_id: PaymentId, *, lock: bool = False) -> Payment:
    """The payment; raises NotYoursError when there is none. With `lock`, nobody else can change it meanwhile."""
    row = (_LOCK if lock else _LOAD).first(conn, id=payment_id)
    if row is None:
        raise NotYoursError
    return _payment(row)


def lock_payment(tx: Tx, payment_id: PaymentId) -> tuple[Payment, Lesson]:
    """A payment and its lesson, the lesson locked first as everywhere."""
    lesson = load_lesson(tx.conn, load_payment(tx.conn, payment_id).lesson, lock=True)
    return load_payment(tx.conn, payment_id, lock=True), lesson


def view_payment(conn: Connection, payment_id: PaymentId) -> tuple[Payment, Lesson]:
    """A payment and its lesson as they stand, for whoever decides again under the lock."""
    payment = load_payment(conn, payment_id)
    return payment, load_lesson(conn, payment.lesson)


def change_payment(tx: Tx, payment: Payment, **fields: Any) -> Payment:
    """Set fields of the payment."""
    columns = {_COLUMNS.get(name, name): _column(value) for name, value in fields.items()}
    changed = update(payments).where(payments.c.id == payment.id)
    tx.conn.execute(changed.values(columns | {"updated_at": tx.now}))
    return replace(payment, updated_at=tx.now, **fields)


def open_payments(conn: Connection, opened_before: datetime, limit: int) -> list[PaymentId]:
    """Unpaid payments whose page was opened some time ago, those looked up longest ago first."""
    query = _waiting().where(payments.c.updated_at <= opened_before)
    oldest = query.order_by(payments.c.looked_up_at.asc().nulls_first(), payments.c.id).limit(limit)
    return [PaymentId(row.id) for row in conn.execute(oldest)]


def any_open(conn: Connection) -> bool:
    """Whether some opened page is still unpaid."""
    return conn.execute(_waiting().limit(1)).first() is not None


def all_payments(conn: Connection) -> list[Payment]:
    """Every payment, for comparing with the books."""
    return [_payment(row) for row in conn.execute(select(payments).order_by(payments.c.id))]


def note_look_up(tx: Tx, payment_id: PaymentId) -> None:
    """The provider was just asked how this payment stands."""
    tx.conn.execute(update(payments).where(payments.c.id == payment_id).values(looked_up_at=tx.now))


def find_payment(conn: Connection, event: ProviderEvent) -> PaymentId | None:
    """Which payment an event is about, by our own name of it or by the provider's names."""
    names = [
        column == name
        for column, name in (
            (payments.c.id, event.payment),
            (payments.c.session_id, event.session),
            (payments.c.intent_id, event.intent),
        )
        if name
    ]
    for named in names:
        found = conn.execute(select(payments.c.id).where(named)).scalar()
        if found is not None:
            return PaymentId(found)
    return None


def customer_of(conn: Connection, provider: str, person: PersonId) -> str | None:
    """Under which name the provider knows this person."""
    known = select(provider_customers.c.customer_id).where(
        provider_customers.c.provider == provider, provider_customers.c.person_id == person
    )
    return conn.execute(known).scalar()


def keep_payer(tx: Tx, provider: str, person: PersonId, customer: str | None, email: str | None) -> None:
    """Remember how the provider knows a person, and their address if it is one and we have none."""
    if customer is not None:
        row = {"provider": provider, "person_id": person, "customer_id": customer}
        tx.conn.execute(insert_into(tx.conn, provider_customers).values(row).on_conflict_do_nothing())
    if email is not None and is_one_address(email) and load_person(tx.conn, person).email is None:
        change_person(tx.conn, person, email=email)


def forget_customer(tx: Tx, provider: str, person: PersonId) -> None:
    """The provider does not know that name any more."""
    tx.conn.execute(
        delete(provider_customers).where(
            provider_customers.c.provider == provider, provider_customers.c.person_id == person
        )
    )


def forget_payer(conn: Connection, person: PersonId) -> None:
    """How a provider knows a person, and the address they paid from; amounts stay in the books."""
    conn.execute(delete(provider_customers).where(provider_customers.c.person_id == person))
    theirs = select(lessons.c.id).where(lessons.c.student_id == person)
    conn.execute(update(payments).where(payments.c.lesson_id.in_(theirs)).values(payer_email=None, customer_id=None))


def keep_event(tx: Tx, provider: str, event: ProviderEvent, raw: bytes) -> bool:
    """Store what the provider told; False when it had told it before."""
    row = {"provider": provider, "account": event.account, "event_id": event.id, "type": event.type}
    stored = insert_into(tx.conn, provider_events).values(row | {"raw": raw.decode(), "received_at": tx.now})
    return tx.conn.execute(stored.on_conflict_do_nothing()).rowcount == 1


def note_applied(tx: Tx, provider: str, account: str, event_id: str) -> None:
    """What the event told has been taken in."""
    mine = (provider_events.c.provider == provider, provider_events.c.account == account)
    applied = update(provider_events).where(*mine, provider_events.c.event_id == event_id)
    tx.conn.execute(applied.values(applied_at=tx.now))


def _waiting() -> Any:
    return select(payments.c.id).where(
        payments.c.status == PaymentStatus.OPEN.value, payments.c.session_id.is_not(None)
    )


_COLUMNS = {"session": "session_id", "intent": "intent_id", "customer": "customer_id"}


def _column(value: object) -> object:
    if isinstance(value, Money):
        return value.amount
    return value.value if isinstance(value, PaymentStatus) else value


def _payment(row: Row[Any]) -> Payment:
    return Payment(
        id=row.id,
        lesson=row.lesson_id,
        amount=Money(row.amount, row.currency),
        status=PaymentStatus(row.status),
        captured=Money(row.captured, row.currency),
        refunded=Money(row.refunded, row.currency),
        provider=row.provider,
        attempts=row.attempts,
        spent=row.spent,
        session=row.session_id,
        session_url=row.session_url,
        session_expires=row.session_expires,
        intent=row.intent_id,
        customer=row.customer_id,
        payer_email=row.payer_email,
        last_decline=row.last_decline,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
