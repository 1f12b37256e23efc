"""A house where Ada teaches and Daniel pays: our server, the sandbox, a real store, a clock that stands still."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Connection, insert, select
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from etude.core import events
from etude.core.clock import SkippingClock, frozen
from etude.core.database import Database
from etude.core.events import Event
from etude.core.ids import LearnerId, LessonId, PersonId
from etude.core.jobs.store import Job
from etude.core.jobs.worker import Worker
from etude.core.lessons import booking, timers
from etude.core.lessons.booking import Offer
from etude.core.lessons.model import Lesson
from etude.core.lessons.store import load_lesson
from etude.core.money import Money
from etude.core.people.store import add_learner, add_person
from etude.core.tables import jobs, tutors
from etude.core.transaction import Transactions, Tx
from etude.core.tutors.model import Policy
from etude.payments.checkout import pay_path, payment_of, start_payment
from etude.payments.ledger.audit import check
from etude.payments.ledger.store import balances
from etude.payments.model import Payment
from etude.payments.operations import job_handlers
from etude.payments.page import PayDesk
from etude.payments.quote import quote
from etude.payments.reactions import handlers
from etude.payments.routes import router
from etude.payments.sandbox import SandboxSettings, create_app
from etude.payments.stripe.provider import StripeProvider

KEY = "sk_test_of_this_house"
SECRET = "a secret of this house"
WEBHOOK_SECRET = "whsec_of_this_house"
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 6, 17, 0, tzinfo=UTC)
PRICE = Money(4000, "GBP")
GOOD = "4242 4242 4242 4242"


@contextlib.asynccontextmanager
async def serve(app: ASGIApp, door: socket.socket) -> AsyncIterator[None]:
    """Serve beside others in this loop, leaving the process's signals alone."""
    config = uvicorn.Config(app, log_level="error", ws="none", timeout_graceful_shutdown=1)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup([door])
    serving = asyncio.create_task(server.main_loop())
    try:
        yield
    finally:
        server.should_exit = True
        await serving
        await server.shutdown([door])


class Stumbling:
    """Stands before the provider and answers in its stead while told to; as there, a key that failed keeps failing."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.stumbles: list[tuple[str, int]] = []
        self.failed: dict[str, int] = {}
        self.asked: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = dict(scope.get("headers", ())).get(b"idempotency-key", b"").decode()
        path = scope.get("path", "")
        self.asked.append(path)
        if key and self.stumbles and path.endswith(self.stumbles[0][0]):
            self.failed[key] = self.stumbles.pop(0)[1]
        status = self.failed.get(key)
        # What is refused at the door is not remembered.
        if status in (401, 403, 429):
            del self.failed[key]
        answer = self.app if status is None else JSONResponse({"error": {"message": "No.", "type": "x"}}, status)
        await answer(scope, receive, send)


def open_door() -> tuple[socket.socket, str]:
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    return door, f"http://127.0.0.1:{door.getsockname()[1]}"


@dataclass
class House:
    """Everything a test may touch; `said` are the events that were published, in order."""

    clock: SkippingClock
    database: Database
    transactions: Transactions
    provider: StripeProvider
    worker: Worker
    browser: httpx.AsyncClient
    url: str
    sandbox: str
    ada: PersonId
    daniel: PersonId
    bank: Stumbling
    said: list[Event] = field(default_factory=list)

    @property
    def key(self) -> dict[str, str]:
        """What opens the provider's API."""
        return {"Authorization": f"Bearer {KEY}"}

    async def hold(self, start: datetime = FRIDAY, student: PersonId | None = None) -> Lesson:
        """Daniel picks a time with Ada, and a payment is asked for."""
        split = quote(PRICE, 15)

        def work(tx: Tx) -> Lesson:
            who = student or self.daniel
            offer = Offer(self.ada, "piano", "online", None, start, 60, split.price, split.fee, Policy(24, 50))
            lesson = booking.hold(tx, offer, who, learner_of(tx.conn, tx.now, who))
            start_payment(tx, lesson)
            return lesson

        return await self.transactions.run(work)

    async def lesson(self, lesson: Lesson) -> Lesson:
        return await self.database.read(lambda conn: load_lesson(conn, lesson.id))

    async def payment(self, lesson: Lesson) -> Payment:
        found = await self.database.read(lambda conn: payment_of(conn, lesson.id))
        assert found is not None
        return found

    async def link(self, lesson: Lesson) -> str:
        return self.url + pay_path(await self.payment(lesson), SECRET)

    async def open_link(self, lesson: Lesson) -> str:
        """Daniel taps the pay button and lands on the provider's page."""
        answer = await self.browser.get(await self.link(lesson))
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def type_card(self, page: str, card: str = GOOD) -> httpx.Response:
        fields = {"email": "daniel@example.org", "card": card, "expiry": "12 / 34", "cvc": "123", "name": "Daniel"}
        return await self.browser.post(page, data=fields)

    async def pay(self, lesson: Lesson, card: str = GOOD) -> httpx.Response:
        """The whole way: the button, the card, and back on our own page."""
        answer = await self.type_card(await self.open_link(lesson), card)
        assert answer.status_code == 303, answer.text
        return await self.browser.get(answer.headers["location"])

    async def faults(self, **faults: object) -> None:
        (await self.browser.post(f"{self.sandbox}/sandbox/faults", json=faults)).raise_for_status()

    async def at_bank(self, name: str, **change: object) -> dict[str, Any]:
        """An object of the provider's, as it stands there or after a POST."""
        method = "POST" if change else "GET"
        url = f"{self.sandbox}/v1/{name}"
        answer = await self.browser.request(method, url, data=change or None, headers=self.key)
        answer.raise_for_status()
        return answer.json()

    async def deliver(self) -> None:
        """The provider's news arrives, and what it brings about is done."""
        (await self.browser.post(f"{self.sandbox}/sandbox/flush")).raise_for_status()
        await self.work()

    async def work(self) -> None:
        while await self.worker.run_due():
            pass

    async def later(self, **step: float) -> None:
        self.clock.skip(timedelta(**step))
        await self.work()

    async def settle_down(self) -> None:
        """All news delivered, all work done, and the books hold."""
        await self.deliver()
        await self.deliver()
        assert await self.database.read(check) == []

    async def tutor_is(self, *, instant: bool) -> None:
        await self.database.write(lambda conn: conn.execute(tutors.update().values(instant_book=instant)))

    async def balance(self, account: str) -> int:
        found = await self.database.read(balances)
        return found.get((account, "GBP"), Money(0, "GBP")).amount

    async def open_jobs(self) -> list[str]:
        waiting = select(jobs.c.kind).where(jobs.c.done_at.is_(None), jobs.c.kind.like("pay%"))
        return await self.database.read(lambda conn: list(conn.execute(waiting).scalars()))

    @staticmethod
    def real_now() -> int:
        """Signatures are dated by the real clock, on both sides."""
        return int(time.time())

    def heard(self, *kinds: type) -> list[str]:
        """The names of the published events of these kinds, in order."""
        return [type(event).__name__ for event in self.said if isinstance(event, kinds)]


def learner_of(conn: Connection, now: datetime, person: PersonId) -> LearnerId:
    return add_learner(conn, now, guardian=person, name="Daniel", person=person).id


def add_tutor(conn: Connection, now: datetime, name: str) -> PersonId:
    person = add_person(conn, now, name=name, zone="Europe/London").id
    row = {"person_id": person, "slug": name.lower(), "headline": "Piano in Camden", "bio": "Scales are stories."}
    conn.execute(insert(tutors).values(row | {"instant_book": True, "created_at": now}))
    return person


@pytest.fixture
async def house(database: Database, tmp_path: Path) -> AsyncIterator[House]:
    clock = frozen(NOW)
    transactions = Transactions(database, clock)
    (our_door, url), (their_door, sandbox) = open_door(), open_door()
    provider = StripeProvider(KEY, WEBHOOK_SECRET, sandbox)
    worker = Worker(database, clock, job_handlers(transactions, provider) | deadlines(transactions))
    browser = httpx.AsyncClient(trust_env=False, timeout=60)
    ada = await database.write(lambda conn: add_tutor(conn, NOW, "Ada"))
    daniel = await database.write(lambda conn: add_person(conn, NOW, name="Daniel", zone="Europe/Berlin").id)
    settings = SandboxSettings(
        tmp_path / "bank.sqlite3", sandbox, KEY, webhook_url=f"{url}/webhooks/stripe", webhook_secret=WEBHOOK_SECRET
    )
    bank = Stumbling(create_app(settings, clock.now))
    home = House(clock, database, transactions, provider, worker, browser, url, sandbox, ada, daniel, bank)
    wire(transactions, home.said)
    app = FastAPI()
    app.include_router(router(PayDesk(transactions, provider, url, SECRET), lambda conn, person: f"{url}/chat"))
    async with serve(app, our_door), serve(bank, their_door):
        await home.faults(hold=True)
        yield home
        await browser.aclose()
        await provider.close()


def wire(transactions: Transactions, said: list[Event]) -> None:
    kinds = [kind for kind in vars(events).values() if isinstance(kind, type) and kind.__module__ == events.__name__]
    for kind in kinds:
        transactions.handlers[kind] = [lambda tx, event: said.append(event)]
    for kind, handler in handlers().items():
        transactions.handlers[kind].append(handler)


def deadlines(transactions: Transactions) -> dict[str, object]:
    async def run_timer(job: Job) -> None:
        await transactions.run(lambda tx: timers.run_timer(tx, LessonId(job.word("lesson"))))

    async def remind(job: Job) -> None: ...

    return {"lesson.timer": run_timer, "lesson.reminder": remind}
