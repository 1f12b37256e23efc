"""A Stripe-compatible server of our own for demos, development and tests: real client library, no money."""

from etude.payments.sandbox.app import create_app
from etude.payments.sandbox.settings import (
    LiveKeyRefusedError,
    ProductionRefusedError,
    SandboxFaults,
    SandboxSettings,
)

__all__ = ["LiveKeyRefusedError", "ProductionRefusedError", "SandboxFaults", "SandboxSettings", "create_app"]
