"""The composition root: the only file that knows everyone. Nothing configures itself at import."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any
from zoneinfo import reset_tzpath

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from starlette.requests import HTTPConnection

from etude.bots.terminal.tickets import ticket_routes
from etude.bots.web_widget.help_routes import help_routes
from etude.bots.web_widget.hub import Hub
from etude.bots.web_widget.policies import Policies, chat_at
from etude.bots.web_widget.routes import Pages, strings_in, widget_routes
from etude.bots.web_widget.socket import Desk
from etude.calendar.routes import feed_routes
from etude.conversations import delivery, left_open, linking, own_data, reactions, standing
from etude.conversations.advice import Advice
from etude.conversations.assisted import Assistant
from etude.conversations.engine import Engine
from etude.conversations.flows import FLOWS
from etude.conversations.handoff import room
from etude.conversations.house import House
from etude.conversations.mail import SmtpMailer
from etude.conversations.opening import greet, open_chat
from etude.conversations.reception import Reception
from etude.conversations.turns import Turns
from etude.conversations.whereabouts import Whereabouts
from etude.core.bus import Bus, SilentBus, open_bus
from etude.core.clock import Clock
from etude.core.database import open_database
from etude.core.files import FileStore
from etude.core.ids import ConversationId, new_secret
from etude.core.jobs.worker import Worker
from etude.core.lessons import timers
from etude.core.settings import Settings
from etude.core.support.office import Office
from etude.core.transaction import Transactions
from etude.core.tutors.profile import rates
from etude.llm import Model
from etude.llm.configured import open_model
from etude.matching import track_record
from etude.matching.indexing import build_index
from etude.matching.places import MapSearch, open_geocoder
from etude.payments import operations
from etude.payments import reactions as money
from etude.payments.page import PayDesk
from etude.payments.provider import Provider
from etude.payments.routes import router as payments
from etude.payments.stripe.provider import StripeProvider

log = logging.getLogger(__name__)
# Several times what a payment provider or Telegram ever sends; a body is read whole before it is known to be theirs.
LARGEST_BODY = 1024 * 1024
CATCH_UP_SECONDS = 10.0
FINISH_SECONDS = 10.0


@dataclass
class Etude:
    """Everything that runs, wired. `couriers` deliver to channels, `rooms` are where operators answer; `listeners` hear
    that something was said."""

    settings: Settings
    clock: Clock
    transactions: Transactions
    house: House
    turns: Turns
    worker: Worker
    provider: Provider
    desk: PayDesk
    files: FileStore
    hub: Hub
    terminal_key: str
    model: Model | None = None
    couriers: dict[str, delivery.Courier] = field(default_factory=dict)
    rooms: dict[str, room.Room] = field(default_factory=dict)
    listeners: list[Callable[[ConversationId, int], None]] = field(default_factory=list)
    tasks: set["asyncio.Task[None]"] = field(default_factory=set)
    bus: Bus = field(default_factory=SilentBus)

    def on_commit(self, wake: set[str]) -> None:
        """Something is safe in the database: let those who wait for it know."""
        for what in sorted(wake):
            kind, _colon, rest = what.partition(":")
            if kind == "jobs":
                self.worker.wake()
            elif kind == "conversation":
                self._in_background(self.turns.drain(ConversationId(rest)))
            elif kind == "said":
                self._said(rest)
                self.bus.tell(rest)

    def hear(self, hint: str | None) -> None:
        """Another process said something, or may have."""
        if hint is None:
            self.hub.look()
        else:
            self._said(hint)

    def _said(self, where: str) -> None:
        conversation, _colon, seq = where.rpartition(":")
        for listener in self.listeners:
            listener(ConversationId(conversation), int(seq))

    async def settle(self) -> None:
        """Wait until nothing is under way: for tests and for a graceful stop."""
        while self.tasks:
            await asyncio.gather(*self.tasks)

    async def rest(self) -> None:
        """Do what is due, and what comes of it, until nothing is."""
        while await self.worker.run_due() or self.tasks:
            await self.settle()

    async def close(self) -> None:
        """Give back every connection."""
        if self.model is not None:
            await self.model.close()
        await self.provider.close()
        await self.transactions.database.close()

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


def build(
    settings: Settings, clock: Clock, provider: Provider | None = None, terminal_key: str = "", telegram: str = ""
) -> Etude:
    """Wire one installation over a migrated database; nothing runs yet.

    Without a `provider` it is Stripe, by the settings' key. `terminal_key` is what terminals of this machine know;
    without one they are shut out. `telegram` is the bot's user name, where there is a bot.
    """
    reset_tzpath(())  # zones come from the pinned tzdata package, not from whatever the system has
    provider = provider or StripeProvider(
        settings.stripe_key.get_secret_value(),
        settings.stripe_webhook_secret.get_secret_value(),
        settings.stripe_api or None,
    )
    transactions = Transactions(open_database(settings.database), clock)
    secret = settings.secret_key.get_secret_value()
    engine = Engine(FLOWS)
    model = open_model(settings, clock)
    advice = Advice(model) if model and settings.openai_advises else None
    house = House(settings.base_url, secret, settings.commission_percent, telegram, _office(settings), advice)
    assistant = Assistant(model) if model else None
    whereabouts = Whereabouts(_maps(settings))
    reception = Reception(reactions.word_notice, greet, open_chat, reactions.where_it_stands, assistant, whereabouts)
    couriers: dict[str, delivery.Courier] = {}
    rooms: dict[str, room.Room] = {}
    mailer = SmtpMailer(settings.smtp_url, settings.mail_from) if settings.smtp_url else None
    jobs = {
        **timers.job_handlers(transactions),
        **operations.job_handlers(transactions, provider),
        **delivery.job_handlers(transactions, couriers, mailer, house),
        **room.job_handlers(transactions, rooms, house.office),
        **left_open.job_handlers(transactions),
        **standing.job_handlers(transactions),
        **own_data.job_handlers(transactions),
        **rates.job_handlers(transactions),
    }
    etude = Etude(
        settings=settings,
        clock=clock,
        transactions=transactions,
        house=house,
        turns=Turns(transactions, engine, reception, house),
        worker=Worker(transactions.database, clock, jobs),
        provider=provider,
        desk=PayDesk(transactions, provider, settings.base_url, secret),
        files=FileStore(settings.files_url, settings.data / "files"),
        hub=Hub(),
        terminal_key=terminal_key or new_secret(),
        model=model,
        couriers=couriers,
        rooms=rooms,
    )
    etude.bus = open_bus(settings.database, etude.worker.name, etude.hear)
    etude.listeners.append(etude.hub.said)
    # Money first: whoever is told about a lesson may be told about its money in the same breath.
    for wiring in (money.handlers(), reactions.handlers(), track_record.handlers()):
        for event, handler in wiring.items():
            transactions.handlers.setdefault(event, []).append(handler)
    transactions.on_commit = etude.on_commit
    transactions.hands = etude.worker
    return etude


def _maps(settings: Settings) -> MapSearch | None:
    agent = f"etude/{version('etude')} ({settings.base_url})"
    geocoder = open_geocoder(settings.geocoder, settings.geocoder_url, agent)
    return MapSearch(geocoder) if geocoder else None


def _office(settings: Settings) -> Office:
    opens, closes = settings.operators_from, settings.operators_until
    return Office(settings.operators_zone, opens, closes, settings.operators_name, bool(settings.operators_group))


def web(etude: Etude, *first: APIRouter) -> FastAPI:
    """Everything over HTTP: the widget, payments, feeds and pages; `first` are routes that come before them."""
    secret = etude.house.secret_key
    desk = Desk(etude.transactions, etude.turns, etude.hub, etude.terminal_key, secret, strings_in)
    pages = FastAPI(
        title="Etude",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        max_body_size=LARGEST_BODY,
        dependencies=[Depends(_refuse_nul)],
    )
    pages.add_middleware(Policies)
    for router in first:
        pages.include_router(router)
    house = etude.house
    pages.include_router(
        payments(
            etude.desk,
            lambda conn, person: linking.chat_of(conn, house, person),
            lambda tx, person: linking.link_back(tx, house, person),
            lambda origin: chat_at(origin, etude.settings.sites, house.base_url),
        )
    )
    pages.include_router(feed_routes(etude.transactions.database, secret, etude.clock, etude.house.calendar))
    pages.include_router(widget_routes(Pages(desk, etude.files, etude.house.base_url, etude.settings.sites)))
    pages.include_router(ticket_routes(etude.transactions, etude.house.office, etude.terminal_key))
    pages.include_router(help_routes(etude.house.base_url))
    return pages


async def _refuse_nul(connection: HTTPConnection) -> None:
    """No address of ours has a NUL in it, and PostgreSQL cannot be asked about one."""
    if "\0" in connection.scope["path"]:
        raise HTTPException(404)


@asynccontextmanager
async def running(etude: Etude) -> AsyncIterator[Etude]:
    """Answer what was left over, then work until the block ends; what is under way then is finished."""
    await etude.turns.catch_up()
    worker = asyncio.create_task(etude.worker.run())
    beside = (etude.bus.run(), _keep_catching_up(etude), _keep_index(etude))
    others = [asyncio.create_task(work) for work in beside]
    try:
        yield etude
    finally:
        etude.worker.stop()
        await asyncio.wait({worker}, timeout=FINISH_SECONDS)
        for task in (worker, *others):
            task.cancel()
        await asyncio.gather(worker, *others, return_exceptions=True)
        await etude.settle()
        await etude.close()


async def _keep_catching_up(etude: Etude) -> None:
    """Another process may die between keeping a message and answering it."""
    while True:
        await asyncio.sleep(CATCH_UP_SECONDS)
        try:
            await etude.turns.catch_up()
        except Exception:  # a database that is being restarted; the next round will do
            log.exception("what was left over could not be looked at")


async def _keep_index(etude: Etude) -> None:
    """The index of tutors is read beforehand where there are many; without it, searches ask the database."""
    while True:
        try:
            await etude.transactions.read(build_index)
        except Exception:  # as above
            log.exception("the index of tutors could not be read")
        await asyncio.sleep(CATCH_UP_SECONDS)
