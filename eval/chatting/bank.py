"""A payment provider in memory, for people who always have the money: one call pays."""

from dataclasses import dataclass, replace

from etude.core.money import Money
from etude.payments.provider import (
    Authorisation,
    CheckoutOrder,
    CheckoutPage,
    CheckoutState,
    GivenBack,
    ProviderEvent,
    RejectedError,
)


@dataclass
class Bank:
    """Fulfils `etude.payments.provider.Provider`; `pay` is what the payer does at the page."""

    name: str = "stripe"
    signature_header: str = "signature"

    def __post_init__(self) -> None:
        self._pages: dict[str, CheckoutState] = {}
        self._orders: dict[str, CheckoutOrder] = {}
        self._money: dict[str, Authorisation] = {}

    def pay(self, session: str) -> None:
        """The money is set aside."""
        intent, amount = f"pi_{session}", self._orders[session].amount
        self._pages[session] = replace(self._pages[session], status="complete", intent=intent)
        self._money[intent] = Authorisation(intent, "authorised", amount, Money(0, amount.currency))

    async def open_checkout(self, order: CheckoutOrder) -> CheckoutPage:
        session = f"cs_{order.key}"
        self._orders[session] = order
        self._pages.setdefault(session, CheckoutState(session, "open", None, None, None))
        return CheckoutPage(session, f"https://bank.example/{session}", order.expires)

    async def find_checkout(self, session: str) -> CheckoutState:
        return self._pages[session]

    async def close_checkout(self, session: str) -> None:
        if self._pages[session].status != "open":
            raise RejectedError
        self._pages[session] = replace(self._pages[session], status="expired")

    async def look_up(self, intent: str) -> Authorisation:
        return self._money[intent]

    async def capture(self, intent: str, amount: Money, key: str) -> Authorisation:
        return self._note(replace(self._money[intent], status="captured", captured=amount))

    async def release(self, intent: str, key: str) -> Authorisation:
        return self._note(replace(self._money[intent], status="cancelled"))

    async def refund(self, intent: str, amount: Money, key: str) -> Authorisation:
        money = self._money[intent]
        return self._note(replace(money, refunds=(*money.refunds, GivenBack(f"re_{key}", amount, failed=False))))

    async def close(self) -> None:
        return

    def read_event(self, raw: bytes, signature: str) -> ProviderEvent:
        raise NotImplementedError("This bank sends no events: whoever pays here looks by themselves.")

    def _note(self, money: Authorisation) -> Authorisation:
        self._money[money.intent] = money
        return money
