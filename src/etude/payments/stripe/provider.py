"""Stripe as a payment provider: hosted Checkout, manual capture, separate charges and transfers."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import stripe

from etude.core.money import Money
from etude.payments.provider import (
    Authorisation,
    BadSignatureError,
    CheckoutOrder,
    CheckoutPage,
    CheckoutState,
    OutcomeUnknownError,
    ProviderEvent,
)
from etude.payments.stripe.amounts import to_stripe
from etude.payments.stripe.errors import translated
from etude.payments.stripe.reading import REFERENCE, read_event, read_intent, read_session

if TYPE_CHECKING:
    from stripe.params.checkout import SessionCreateParams

# Two of them fit into a job's lease.
_SECONDS = 20
_MONEY = ["latest_charge.refunds"]


class _Http(stripe.HTTPXClient):
    """Hands httpx the encoded form as content: as `data`, which the library says, httpx means to refuse it one day."""

    def _get_request_args_kwargs(
        self, method: str, url: str, headers: Mapping[str, str], post_data: str | None
    ) -> list[Any]:
        return [(method, url), {"headers": headers, "content": post_data or b"", "timeout": _SECONDS}]


class StripeProvider:
    """The real thing, or any server that speaks its language at `api_url`.

    The library's own retries are off: a lost answer is looked up, not repeated in the dark.
    """

    name = "stripe"
    signature_header = "stripe-signature"

    def __init__(self, secret_key: str, webhook_secret: str, api_url: str | None = None) -> None:
        self._webhook_secret = webhook_secret
        self._http = _Http(timeout=_SECONDS)
        self._client = stripe.StripeClient(
            secret_key,
            http_client=self._http,
            max_network_retries=0,
            base_addresses={"api": api_url.rstrip("/")} if api_url else {},
        )
        self._payments = self._client.v1.payment_intents
        self._sessions = self._client.v1.checkout.sessions

    async def open_checkout(self, order: CheckoutOrder) -> CheckoutPage:
        with translated():
            session = await self._sessions.create_async(_session(order), {"idempotency_key": order.key})
        if session.url is None:
            raise OutcomeUnknownError(spent=True)
        return CheckoutPage(session.id, session.url, datetime.fromtimestamp(session.expires_at, UTC))

    async def find_checkout(self, session: str) -> CheckoutState:
        with translated():
            return read_session(await self._sessions.retrieve_async(session))

    async def close_checkout(self, session: str) -> None:
        with translated():
            await self._sessions.expire_async(session)

    async def look_up(self, intent: str) -> Authorisation:
        with translated():
            return read_intent(await self._payments.retrieve_async(intent, {"expand": _MONEY}))

    async def capture(self, intent: str, amount: Money, key: str) -> Authorisation:
        with translated():
            captured = await self._payments.capture_async(
                intent, {"amount_to_capture": to_stripe(amount), "expand": _MONEY}, {"idempotency_key": key}
            )
        return read_intent(captured)

    async def release(self, intent: str, key: str) -> Authorisation:
        with translated():
            return read_intent(await self._payments.cancel_async(intent, {"expand": _MONEY}, {"idempotency_key": key}))

    async def refund(self, intent: str, amount: Money, key: str) -> Authorisation:
        with translated():
            await self._client.v1.refunds.create_async(
                {"payment_intent": intent, "amount": to_stripe(amount)}, {"idempotency_key": key}
            )
        return await self.look_up(intent)

    def read_event(self, raw: bytes, signature: str) -> ProviderEvent:
        """Raises BadSignatureError unless Stripe signed exactly these bytes, within the last five minutes."""
        try:
            return read_event(self._client.construct_event(raw, signature, self._webhook_secret))
        # Letters that no signature has make the comparison itself fail, with a TypeError.
        except (ValueError, TypeError, stripe.SignatureVerificationError) as error:
            raise BadSignatureError from error

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.close_async()  # type: ignore[no-untyped-call]


def _session(order: CheckoutOrder) -> "SessionCreateParams":
    reference = {REFERENCE: str(order.payment)}
    params: SessionCreateParams = {
        "mode": "payment",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": order.amount.currency.lower(),
                    "unit_amount": to_stripe(order.amount),
                    "product_data": {"name": order.title},
                },
            }
        ],
        # Kept for later bookings, which are paid without the card's owner at hand. Both settings also make Stripe offer
        # only what can be set aside first and used again (https://docs.stripe.com/payments/dynamic-payment-methods).
        "payment_intent_data": {
            "capture_method": "manual",
            "setup_future_usage": "off_session",
            "metadata": reference,
        },
        # Shown beside the button (https://docs.stripe.com/payments/checkout/customization/policies).
        "custom_text": {"submit": {"message": order.promise}},
        "client_reference_id": order.payment,
        "metadata": reference,
        "success_url": order.paid_url,
        "cancel_url": order.back_url,
        "expires_at": int(order.expires.timestamp()),
        "locale": "auto",
    }
    if order.customer:
        params["customer"] = order.customer
    else:
        params["customer_creation"] = "always"
        if order.email:
            params["customer_email"] = order.email
    return params
