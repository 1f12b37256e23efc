"""A whole Etude on loopback: the app, the payment sandbox and a mail server, over a seeded database and a clock that
stands still until it is moved."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import socket

import httpx
from pydantic import SecretStr
from sqlalchemy import select

from etude.app import Etude, build, web
from etude.bots.web_widget.serving import address_of, open_door, serving
from etude.core.clock import SkippingClock, frozen
from etude.core.settings import Settings
from etude.payments.model import PaymentStatus
from etude.payments.sandbox import SandboxFaults, SandboxSettings, create_app
from etude.payments.sandbox.deliveries import trusted
from etude.payments.sandbox.visitor import pay_with_test_card
from etude.payments.tables import payments
from etude.testing.mail_server import MailServer, receiving_mail
from etude.testing.time_travel import travel

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""A Tuesday."""
KEY = "sk_test_of_this_world"
WEBHOOK_SECRET = "whsec_of_this_world"  # noqa: S105 - it signs events of a sandbox
SECRET = SecretStr("a secret of this world, long enough to be one")
TERMINAL_KEY = "the key of this world"
MOST_ROUNDS = 200


@dataclass
class World:
    """Everything a test may touch; `browser` follows no redirects unless told to."""

    settings: Settings
    clock: SkippingClock
    url: str
    sandbox: str
    mail: MailServer
    browser: httpx.AsyncClient
    site: AsyncExitStack
    etude: Etude = field(init=False)
    delivered: int = 0

    async def settle(self) -> None:
        """Until nothing is due, under way or on its way: jobs, turns, and the sandbox's webhooks."""
        for _round in range(MOST_ROUNDS):
            await self.etude.settle()
            tried = await self.etude.worker.run_due()
            flushed = (await self.browser.post(f"{self.sandbox}/sandbox/flush")).json()
            await self.etude.settle()
            quiet = not tried and flushed["delivered"] == self.delivered
            self.delivered = flushed["delivered"]
            if quiet:
                return
        raise AssertionError("The world does not come to rest.")

    async def restart(self) -> None:
        """Stop the server with everything it holds in memory, and start it again on the same database and port."""
        await self.site.aclose()
        await self.open_site(open_door(int(self.url.rpartition(":")[2])))
        await self.etude.turns.catch_up()

    async def open_site(self, door: socket) -> None:
        """Build Etude and serve it until `site` is closed."""
        self.etude = build(self.settings, self.clock, terminal_key=TERMINAL_KEY)
        self.site.push_async_callback(self.etude.close)
        await self.site.enter_async_context(serving(web(self.etude), door))

    async def later(self, step: timedelta) -> None:
        """Let time pass."""
        await travel(self.etude, self.clock, step, self.settle)

    async def pay(self, link: str, card: str, email: str = "student@etude.example") -> httpx.Response:
        """Open a pay link, fill in the test-card page and submit it, as a person would."""
        answer = await pay_with_test_card(self.browser, link, card, email)
        await self.settle()
        return answer

    async def lapse(self) -> None:
        """The bank lets go of the money that it set aside last, and nobody has heard of it yet."""
        newest = select(payments.c.intent_id).where(payments.c.status == PaymentStatus.AUTHORISED.value)
        newest = newest.order_by(payments.c.updated_at.desc(), payments.c.id.desc()).limit(1)
        intent = await self.etude.transactions.read(lambda conn: conn.execute(newest).scalar_one())
        url, key = f"{self.sandbox}/v1/payment_intents/{intent}/cancel", {"Authorization": f"Bearer {KEY}"}
        (await self.browser.post(url, headers=key)).raise_for_status()


@asynccontextmanager
async def running_world(database_url: str, folder: Path, start: datetime = START) -> AsyncIterator[World]:
    """A world over a migrated, seeded database; everything of it lives in `folder` and ends with the block."""
    clock = frozen(start)
    door, sandbox_door = open_door(0), open_door(0)
    url, sandbox = address_of(door), address_of(sandbox_door)
    async with AsyncExitStack() as stack:
        stack.callback(door.close)
        stack.callback(sandbox_door.close)
        mail = await stack.enter_async_context(receiving_mail(folder / "mail"))
        settings = Settings(
            data=folder,
            database_url=database_url,
            public_url=url,
            secret_key=SECRET,
            stripe_key=SecretStr(KEY),
            stripe_webhook_secret=SecretStr(WEBHOOK_SECRET),
            stripe_api=sandbox,
            smtp_url=mail.url,
            # Whatever a developer's environment says, nothing of a test leaves this machine.
            openai_key=SecretStr(""),
            openai_url="",
            geocoder="",
            geocoder_url="",
            telegram_token=SecretStr(""),
            files_url="",
            operators_group=0,
        )
        await stack.enter_async_context(serving(create_app(_sandbox(folder, sandbox, url), clock.now), sandbox_door))
        browser = await stack.enter_async_context(httpx.AsyncClient(timeout=60, verify=trusted()))
        site = await stack.enter_async_context(AsyncExitStack())
        world = World(settings, clock, url, sandbox, mail, browser, site)
        await world.open_site(door)
        yield world


def _sandbox(folder: Path, url: str, site: str) -> SandboxSettings:
    """Events are held until they are asked for, so that nothing depends on how fast a machine is."""
    return SandboxSettings(
        database=folder / "sandbox.sqlite3",
        public_url=url,
        secret_key=KEY,
        webhook_url=f"{site}/webhooks/stripe",
        webhook_secret=WEBHOOK_SECRET,
        faults=SandboxFaults(hold=True),
    )
