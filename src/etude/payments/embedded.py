"""The payment sandbox beside an installation that has no key of Stripe's: the same way of payment, and no money."""

from pydantic import SecretStr
from starlette.applications import Starlette

from etude.core.ownership import Keys
from etude.core.settings import Settings
from etude.payments.sandbox import SandboxSettings, create_app


def with_sandbox(settings: Settings, keys: Keys, sandbox: str) -> Settings:
    """The settings of an installation that pays into the sandbox at this address."""
    own = {
        "stripe_key": SecretStr(keys.stripe),
        "stripe_webhook_secret": SecretStr(keys.webhook),
        "stripe_api": sandbox,
    }
    return settings.model_copy(update=own)


def make_sandbox(settings: Settings, keys: Keys, sandbox: str, site: str) -> Starlette:
    """The sandbox to serve at `sandbox`, with a file of its own; its events go to `site`."""
    return create_app(
        SandboxSettings(
            database=settings.data / "sandbox.sqlite3",
            public_url=sandbox,
            secret_key=keys.stripe,
            webhook_url=f"{site}/webhooks/stripe",
            webhook_secret=keys.webhook,
            production=settings.production,
        )
    )
