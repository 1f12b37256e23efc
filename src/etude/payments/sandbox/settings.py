"""What the sandbox is told at start."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

API_VERSION = "2026-10-28.endive"
"""The one version of Stripe's API whose shapes are modelled (https://docs.stripe.com/api/versioning)."""


class ProductionRefusedError(Exception):
    """The payment sandbox moves no money, so it refuses to start in production. Configure a real Stripe key instead."""


class LiveKeyRefusedError(Exception):
    """The payment sandbox accepts only a test key, one that begins with sk_test_."""


@dataclass(frozen=True)
class SandboxFaults:
    """What goes wrong on purpose, so that callers can prove they bear it.

    `duplicate` sends every delivery twice, `delay` waits that many seconds before a first attempt, `drop` is the share
    (0 to 1) of attempts that never arrive and count as failed, `shuffle` delivers what is pending in random order,
    `hold` delivers nothing until a flush. `latency` waits that many seconds before an API request is answered, and
    `lose_answers` is how many of the next POST requests are carried out but never answered: the connection just ends.
    """

    duplicate: bool = False
    delay: float = 0.0
    drop: float = 0.0
    shuffle: bool = False
    hold: bool = False
    latency: float = 0.0
    lose_answers: int = 0


@dataclass(frozen=True)
class SandboxSettings:
    """The sandbox's file, address, keys and prices.

    `public_url` is where browsers and the API client reach this server, with the mount path if there is one. A
    `webhook_url` given here receives the platform's events and those of connected accounts, as `stripe listen` forwards
    both (https://docs.stripe.com/stripe-cli/use-cli). `merchant` is the name that payers read on the hosted pages. Fees
    are a percentage plus a fixed amount in minor units. Charged money becomes available after `settlement`
    (https://docs.stripe.com/payouts#payout-speed). `retry_first` is the wait before the second attempt of a delivery;
    it doubles up to `retry_longest`, with `retry_attempts` in all.
    """

    database: Path
    public_url: str
    secret_key: str = "sk_test_etude"  # noqa: S105 - a test key opens nothing
    webhook_url: str | None = None
    webhook_secret: str | None = None
    faults: SandboxFaults = field(default_factory=SandboxFaults)
    production: bool = False
    merchant: str = "Etude"
    fee_percent: float = 1.5
    fee_fixed: int = 20
    settlement: timedelta = timedelta(days=2)
    retry_first: timedelta = timedelta(seconds=1)
    retry_longest: timedelta = timedelta(hours=3)
    retry_attempts: int = 16

    def checked(self) -> "SandboxSettings":
        """The same settings with a tidy address, or the error that says why they cannot be used."""
        if self.production:
            raise ProductionRefusedError(ProductionRefusedError.__doc__)
        if not self.secret_key.startswith("sk_test_"):
            raise LiveKeyRefusedError(LiveKeyRefusedError.__doc__)
        return replace(self, public_url=self.public_url.rstrip("/"))
