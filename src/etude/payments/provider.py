"""What Etude needs of a payment provider, in its own words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from etude.core.errors import EtudeError
from etude.core.ids import PaymentId
from etude.core.money import Money
from etude.core.text import _

CheckoutStatus = Literal["open", "complete", "expired"]
MoneyStatus = Literal["none", "authorised", "captured", "cancelled"]


@dataclass(frozen=True, slots=True)
class CheckoutOrder:
    """A page to open for a payment: `key` makes asking twice the same page, `expires` is when it closes by itself.

    `promise` says in the payer's words what is reserved, until when, and what happens if the tutor says no.
    `customer` is the provider's name of a payer who is known already, otherwise `email` saves them typing it.
    """

    payment: PaymentId
    key: str
    title: str
    promise: str
    amount: Money
    expires: datetime
    paid_url: str
    back_url: str
    customer: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class CheckoutPage:
    """A hosted page where one payment can be made."""

    id: str
    url: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class CheckoutState:
    """How a hosted page stands; `intent` names the money behind it once there is any."""

    id: str
    status: CheckoutStatus
    intent: str | None
    customer: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class GivenBack:
    """One refund at the provider; a failed one went back to us."""

    id: str
    amount: Money
    failed: bool


@dataclass(frozen=True, slots=True)
class Decline:
    """A card that was refused: the provider's name of the try, and why in the provider's words."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Authorisation:
    """How the money of one payment stands at the provider."""

    intent: str
    status: MoneyStatus
    amount: Money
    captured: Money
    refunds: tuple[GivenBack, ...] = ()
    decline: Decline | None = None

    @property
    def refunded(self) -> Money:
        """What was given back and stayed there."""
        return Money(sum(one.amount.amount for one in self.refunds if not one.failed), self.amount.currency)


@dataclass(frozen=True, slots=True)
class ProviderEvent:
    """News from the provider, trusted only as a reason to look: whose (`account`, empty for ours) and about what.

    `payment` is our own name of it where the provider carries it along.
    """

    id: str
    account: str
    type: str
    payment: PaymentId | None
    session: str | None
    intent: str | None


class ProviderError(EtudeError):
    """The payment provider did not do what was asked."""

    sentence = _("The payment did not go through.")


class DeclinedError(ProviderError):
    """The bank said no; the same card will not do."""

    sentence = _("The card was declined.")


class RejectedError(ProviderError):
    """The provider refused the request as it stands; nothing was done."""


class NotSentError(ProviderError):
    """The provider could not be reached or would not listen; nothing was done, and trying again can help."""

    permanent = False
    sentence = _("The payment service can't be reached right now.")


class OutcomeUnknownError(ProviderError):
    """The request may have been carried out or not: look before trying again.

    `spent` says that the provider has answered, so that its idempotency key would only repeat that answer.
    """

    permanent = False
    sentence = _("The payment service did not answer in time.")

    def __init__(self, *, spent: bool = False) -> None:
        super().__init__()
        self.spent = spent


class BadSignatureError(ProviderError):
    """A message claims to come from the provider and does not."""


class Provider(Protocol):
    """Hosted checkout that sets money aside, and what can be done with it then.

    Every method may raise NotSentError or OutcomeUnknownError; those that change something also RejectedError, and
    `capture` DeclinedError. `key` makes repeating a request harmless. `signature_header` is where its events carry the
    proof that they are its own.
    """

    name: str
    signature_header: str

    async def open_checkout(self, order: CheckoutOrder) -> CheckoutPage: ...
    async def find_checkout(self, session: str) -> CheckoutState: ...
    async def close_checkout(self, session: str) -> None: ...
    async def look_up(self, intent: str) -> Authorisation: ...
    async def capture(self, intent: str, amount: Money, key: str) -> Authorisation: ...
    async def release(self, intent: str, key: str) -> Authorisation: ...
    async def refund(self, intent: str, amount: Money, key: str) -> Authorisation: ...
    def read_event(self, raw: bytes, signature: str) -> ProviderEvent: ...
    async def close(self) -> None: ...
