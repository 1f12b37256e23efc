"""What every endpoint is given: the request's parameters, the store it may write, and the time."""

from dataclasses import dataclass, field, replace

from etude.payments.sandbox.errors import Json, missing, missing_reference
from etude.payments.sandbox.params import Params
from etude.payments.sandbox.settings import SandboxSettings
from etude.payments.sandbox.store import PLATFORM, Store


@dataclass(frozen=True)
class Call:
    """One request to the API, or one click on a hosted page, or one tick of time.

    `now` is in Unix seconds, from the injected clock; `delay` is how many seconds the faults keep webhooks back.
    """

    store: Store
    settings: SandboxSettings
    now: int
    params: Params = field(default_factory=lambda: Params({}))
    path: dict[str, str] = field(default_factory=dict)
    request_id: str | None = None
    idempotency_key: str | None = None
    delay: float = 0.0

    @property
    def account(self) -> str:
        """The connected account this is about, or the platform's empty name."""
        return self.store.account

    def within(self, account: str) -> "Call":
        """The same call on behalf of another account."""
        return replace(self, store=self.store.within(account))

    def on_platform(self) -> "Call":
        """The same call on behalf of the platform."""
        return self.within(PLATFORM)

    def load(self, kind: str, label: str | None = None) -> Json:
        """The object named in the path."""
        name = self.path["id"]
        found = self.store.find(kind, name)
        if found is None:
            raise missing(label or kind, name)
        return found

    def refer(self, kind: str, name: str, param: str, label: str | None = None) -> Json:
        """The object named by a parameter."""
        found = self.store.find(kind, name)
        if found is None:
            raise missing_reference(label or kind, name, param)
        return found
