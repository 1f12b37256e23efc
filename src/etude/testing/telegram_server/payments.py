"""Invoices inside Telegram, thinly (https://core.telegram.org/bots/api#payments)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from etude.testing.telegram_server.accounts import Account
from etude.testing.telegram_server.chats import Message
from etude.testing.telegram_server.errors import bad_request
from etude.testing.telegram_server.limits import Limits
from etude.testing.telegram_server.wire import Json


@dataclass
class Checkout:
    """A person who pressed Pay and waits for the bot's consent. `refusal` is what the bot said instead of yes."""

    id: str
    person: Account
    message: Message
    payload: str
    asked_at: datetime
    is_approved: bool | None = None
    refusal: str | None = None

    def to_wire(self) -> Json:
        invoice = self.message.content["invoice"]
        return {
            "id": self.id,
            "from": self.person.to_wire(),
            "currency": invoice["currency"],
            "total_amount": invoice["total_amount"],
            "invoice_payload": self.payload,
        }

    def to_payment(self) -> Json:
        invoice = self.message.content["invoice"]
        return {
            "currency": invoice["currency"],
            "total_amount": invoice["total_amount"],
            "invoice_payload": self.payload,
            "telegram_payment_charge_id": f"telegram-{self.id}",
            "provider_payment_charge_id": f"provider-{self.id}",
        }


class PaymentDesk:
    """Keeps the payload of each invoice and the checkouts that wait."""

    def __init__(self, now: Callable[[], datetime], limits: Limits) -> None:
        self._now = now
        self._limits = limits
        self._payloads: dict[tuple[int, int], str] = {}
        self._checkouts: dict[str, Checkout] = {}

    def register(self, message: Message, payload: str) -> None:
        self._payloads[message.chat.id, message.id] = payload

    def open(self, person: Account, message: Message) -> Checkout:
        number = str(5_300_000_000 + len(self._checkouts))
        payload = self._payloads[message.chat.id, message.id]
        checkout = Checkout(number, person, message, payload, self._now())
        self._checkouts[number] = checkout
        return checkout

    def answer(self, checkout_id: str, refusal: str | None) -> Checkout:
        checkout = self._checkouts.get(checkout_id)
        lifetime = timedelta(seconds=self._limits.pre_checkout_seconds)
        if checkout is None or checkout.is_approved is not None or self._now() - checkout.asked_at > lifetime:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        checkout.is_approved = refusal is None
        checkout.refusal = refusal
        return checkout
