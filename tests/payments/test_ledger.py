"""The books: every entry balances, none is booked twice or changed, and they say what the payments say."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, delete, event, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import StaticPool

from etude.core.clock import frozen
from etude.core.database import Database, metadata
from etude.core.ids import PersonId
from etude.core.lessons import booking, timers
from etude.core.lessons.booking import Offer
from etude.core.lessons.model import Lesson, Status
from etude.core.money import Money
from etude.core.people.store import add_learner, add_person
from etude.core.tables import tutors
from etude.core.transaction import Transactions, Tx
from etude.core.tutors.model import Policy
from etude.payments.checkout import start_payment
from etude.payments.ledger.audit import check
from etude.payments.ledger.entries import DifferentEntryError, Line, UnbalancedError
from etude.payments.ledger.store import balances, post
from etude.payments.provider import Authorisation, Decline, GivenBack
from etude.payments.quote import divide, quote
from etude.payments.reactions import handlers
from etude.payments.settlement import next_step
from etude.payments.standing import take_in
from etude.payments.store import payment_of, view_payment
from etude.payments.tables import ledger_entries, ledger_lines

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CASH, TUTOR, FEES = "provider:stripe", "tutor:ada", "platform:fees"


@pytest.fixture
def transactions(database: Database) -> Transactions:
    return Transactions(database, frozen(NOW))


def sale(amount: int = 4000, currency: str = "GBP") -> list[Line]:
    fee = amount * 15 // 100
    return [Line(CASH, amount, currency), Line(TUTOR, fee - amount, currency), Line(FEES, -fee, currency)]


async def test_an_entry_is_booked_once_for_each_key(transactions, database):
    assert await transactions.run(lambda tx: post(tx, "sale:1", "sale", sale()))
    assert not await transactions.run(lambda tx: post(tx, "sale:1", "sale", list(reversed(sale()))))
    assert await database.read(balances) == {
        (CASH, "GBP"): Money(4000, "GBP"),
        (TUTOR, "GBP"): Money(-3400, "GBP"),
        (FEES, "GBP"): Money(-600, "GBP"),
    }


async def test_a_key_stands_for_one_fact_only(transactions):
    await transactions.run(lambda tx: post(tx, "sale:1", "sale", sale()))
    with pytest.raises(DifferentEntryError):
        await transactions.run(lambda tx: post(tx, "sale:1", "sale", sale(5000)))


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [Line(CASH, 0, "GBP")],
        [Line(CASH, 1, "GBP")],
        [Line(CASH, 1, "GBP"), Line(FEES, -1, "EUR")],
        [*sale(), Line(CASH, 1, "EUR")],
    ],
)
async def test_what_does_not_balance_in_every_currency_is_refused(transactions, database, lines):
    with pytest.raises(UnbalancedError):
        await transactions.run(lambda tx: post(tx, "odd", "sale", lines))
    assert await database.read(balances) == {}


async def test_balances_can_be_read_as_they_were(database):
    clock = frozen(NOW)
    transactions = Transactions(database, clock)
    await transactions.run(lambda tx: post(tx, "sale:1", "sale", sale()))
    clock.skip(timedelta(days=1))
    await transactions.run(lambda tx: post(tx, "sale:2", "sale", sale()))
    assert (await database.read(lambda conn: balances(conn, NOW)))[CASH, "GBP"].amount == 4000
    assert (await database.read(balances))[CASH, "GBP"].amount == 8000


TAMPERING: list[Callable[[Connection], object]] = [
    lambda conn: conn.execute(update(ledger_lines).where(ledger_lines.c.id == 1).values(amount=1)),
    lambda conn: conn.execute(update(ledger_lines).where(ledger_lines.c.account == TUTOR).values(account="tutor:eve")),
    lambda conn: conn.execute(update(ledger_entries).where(ledger_entries.c.key == "sale:1").values(kind="gift")),
    lambda conn: conn.execute(update(ledger_entries).where(ledger_entries.c.key == "sale:2").values(key="sale:9")),
    lambda conn: (
        conn.execute(delete(ledger_lines).where(ledger_lines.c.entry_id == 2)),
        conn.execute(delete(ledger_entries).where(ledger_entries.c.id == 2)),
    ),
]


@pytest.mark.parametrize("tamper", TAMPERING)
async def test_whoever_changes_the_books_is_found_out(transactions, database, tamper):
    for number in (1, 2, 3):
        await transactions.run(lambda tx, key=f"sale:{number}": post(tx, key, "sale", sale()))
    assert await database.read(check) == []
    await database.write(tamper)
    assert await database.read(check) != []


async def test_the_chain_cannot_fork(transactions, database):
    await transactions.run(lambda tx: post(tx, "sale:1", "sale", sale()))
    await transactions.run(lambda tx: post(tx, "sale:2", "sale", sale()))
    row = {"key": "x", "at": NOW, "kind": "sale", "previous_hash": "0" * 64, "hash": "1" * 64}
    with pytest.raises(IntegrityError):
        await database.write(lambda conn: conn.execute(ledger_entries.insert().values(row)))


async def test_many_may_book_at_once(transactions, database):
    bookings = (transactions.run(lambda tx, key=f"sale:{n}": post(tx, key, "sale", sale())) for n in range(30))
    assert all(await asyncio.gather(*bookings))
    assert await database.read(check) == []


amounts = st.integers(0, 10_000_000)


@given(amounts, st.integers(0, 100))
def test_a_price_is_divided_without_a_remainder(price, percent):
    split = quote(Money(price, "EUR"), percent)
    assert split.fee + split.net == split.price == Money(price, "EUR")
    assert 0 <= split.fee.amount <= price


@given(st.integers(1, 10_000_000), st.integers(0, 100), st.data())
def test_what_is_kept_of_a_price_is_divided_in_the_same_proportion(price, percent, data):
    kept = data.draw(st.integers(0, price))
    split = quote(Money(price, "EUR"), percent)
    share = divide(replace(LESSON, price=split.price, fee=split.fee), Money(kept, "EUR"))
    assert share.fee.amount + share.net.amount == kept
    assert abs(share.fee.amount * price - split.fee.amount * kept) <= price
    assert share.fee.amount >= 0 <= share.net.amount


LESSON = Lesson(
    id="les_1",  # type: ignore[arg-type]
    tutor=PersonId("ada"),
    student=PersonId("daniel"),
    learner="lea_1",  # type: ignore[arg-type]
    subject="piano",
    format="online",
    place=None,
    start=NOW,
    end=NOW + timedelta(hours=1),
    status=Status.CONFIRMED,
    price=Money(4000, "EUR"),
    fee=Money(600, "EUR"),
    policy=Policy(24, 50),
    deadline=None,
    proposed=(),
    proposed_by=None,
    reason=None,
    refund=None,
    sequence=1,
    created_at=NOW,
    updated_at=NOW,
)


@dataclass
class Bank:
    """A provider that exists on paper: it does what it is asked, and remembers how it stood before."""

    price: Money
    history: list[Authorisation]

    def now(self) -> Authorisation:
        return self.history[-1]

    def change(self, **values: object) -> None:
        self.history.append(replace(self.now(), **values))  # type: ignore[arg-type]

    def obey(self, operation: str, amount: Money) -> None:
        money = self.now()
        if operation == "capture":
            assert (money.status, amount.amount <= money.amount.amount) == ("authorised", True)
            self.change(status="captured", captured=amount)
        elif operation == "release":
            assert money.status == "authorised"
            self.change(status="cancelled")
        else:
            assert 0 < amount.amount <= (money.captured - money.refunded).amount
            self.change(refunds=(*money.refunds, GivenBack(f"re_{len(self.history)}", amount, failed=False)))

    def return_a_refund(self) -> None:
        self.change(refunds=tuple(replace(one, failed=True) for one in self.now().refunds))


ACTS = ("authorise", "decline", "lapse", "look", "old news", "operate", "operate", "refund returns")
DEEDS = ("expire", "confirm", "cancel early", "cancel late", "settle", "decline", "withdraw")


BEGINNINGS = (
    (),
    ("authorise", "look"),
    ("authorise", "look", "confirm", "operate"),
    ("authorise", "look", "confirm", "operate", "cancel early", "operate"),
    ("authorise", "look", "confirm", "operate", "cancel late", "operate"),
)


@given(
    beginning=st.sampled_from(BEGINNINGS),
    price=st.integers(1, 5_000_00),
    percent=st.integers(0, 100),
    acts=st.lists(st.sampled_from(ACTS + DEEDS), max_size=20),
    instant=st.booleans(),
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_happens_in_whatever_order_the_books_hold(beginning, price, percent, acts, instant):
    """Random histories of one payment, old news of the provider among them; then everything is given time to settle."""
    with in_memory() as conn:
        bank, lesson = start(conn, Money(price, "GBP"), percent, instant=instant)
        for number, act in enumerate((*beginning, *acts, "look", "operate", "look", "operate", "look")):
            perform(conn, bank, lesson, act, number)
            assert check(conn) == []
        payment, after = view_payment(conn, payment_of(conn, lesson.id).id)
        money = bank.now()
        assert (payment.captured, payment.refunded) == (money.captured, money.refunded)
        assert next_step(after, payment, money) is None
        held = balances(conn).get((f"held:{lesson.id}", "GBP"), Money(0, "GBP"))
        over = after.status in (Status.SETTLED, Status.CANCELLED, Status.DECLINED, Status.WITHDRAWN, Status.EXPIRED)
        assert held.amount == (0 if over else -money.captured.amount)


@cache
def empty_database() -> Engine:
    """Made once; every history is forgotten at its end."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    event.listen(engine, "connect", lambda raw, _record: setattr(raw, "isolation_level", None))
    event.listen(engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN"))
    with engine.begin() as conn:
        metadata.create_all(conn)
    return engine


@contextmanager
def in_memory() -> Iterator[Connection]:
    with empty_database().connect() as conn, conn.begin() as forgotten:
        yield conn
        forgotten.rollback()


def start(conn: Connection, price: Money, percent: int, *, instant: bool) -> tuple[Bank, Lesson]:
    ada, daniel = (add_person(conn, NOW, name=name).id for name in ("Ada", "Daniel"))
    profile = {"person_id": ada, "slug": "ada", "headline": "", "bio": "", "instant_book": instant, "created_at": NOW}
    conn.execute(tutors.insert().values(profile))
    split = quote(price, percent)
    offer = Offer(ada, "piano", "online", None, NOW + timedelta(days=2), 60, price, split.fee, Policy(24, 50))
    tx = Tx(conn, NOW)
    lesson = booking.hold(tx, offer, daniel, add_learner(conn, NOW, guardian=daniel, name="Daniel").id)
    start_payment(tx, lesson)
    return Bank(price, [Authorisation("pi_1", "none", price, Money(0, price.currency))]), lesson


def perform(conn: Connection, bank: Bank, lesson: Lesson, act: str, number: int) -> None:
    tx = Tx(conn, NOW + timedelta(seconds=number), {kind: [handler] for kind, handler in handlers().items()})
    payment, current = view_payment(conn, payment_of(conn, lesson.id).id)
    if act in DEEDS:
        do(tx, current, act)
    elif act == "authorise" and bank.now().status == "none":
        bank.change(status="authorised")
    elif act == "decline" and bank.now().status == "none":
        bank.change(decline=Decline(f"ch_{number}", "no"))
    elif act == "lapse" and bank.now().status == "authorised":
        bank.change(status="cancelled")
    elif act == "refund returns" and bank.now().refunds:
        bank.return_a_refund()
    elif act == "old news":
        take_in(tx, payment.id, None, bank.history[len(bank.history) // 2])
    elif act == "operate" and payment.intent:
        step = next_step(current, payment, bank.now())
        if step is not None:
            bank.obey(step.operation, step.amount)
        take_in(tx, payment.id, None, bank.now())
    elif act == "look":
        take_in(tx, payment.id, None, bank.now())


def do(tx: Tx, lesson: Lesson, deed: str) -> None:
    """What people and timers may do with the lesson as it stands."""
    if deed == "expire" and lesson.status is Status.HELD:
        booking.release(tx, lesson.id)
    elif lesson.status is Status.REQUESTED and deed in ("confirm", "decline"):
        answer = booking.confirm if deed == "confirm" else partial(booking.decline, reason=None)
        answer(tx, lesson.id, lesson.tutor)
    elif lesson.status is Status.REQUESTED and deed == "withdraw":
        booking.withdraw(tx, lesson.id, lesson.student)
    elif lesson.status is Status.CONFIRMED and deed in ("cancel early", "cancel late"):
        later = lesson.start - timedelta(hours=30 if deed == "cancel early" else 2)
        booking.cancel(replace_time(tx, later), lesson.id, lesson.student)
    elif lesson.status is Status.CONFIRMED and deed == "settle":
        timers.run_timer(replace_time(tx, lesson.end), lesson.id)
        timers.run_timer(replace_time(tx, lesson.end + timedelta(hours=72)), lesson.id)


def replace_time(tx: Tx, now: datetime) -> Tx:
    return Tx(tx.conn, now, tx.handlers, tx.events, tx.wake)
