"""What a payment intent looks like (https://docs.stripe.com/api/payment_intents/object)."""

from etude.payments.sandbox.call import Call
from etude.payments.sandbox.errors import Json
from etude.payments.sandbox.ids import mint, mint_secret

KIND = "payment_intent"


def draw(call: Call, amount: int, currency: str) -> Json:
    """A new intent that nobody has paid yet."""
    name = mint("pi")
    return {
        "id": name,
        "object": KIND,
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": mint_secret(name),
        "confirmation_method": "automatic",
        "created": call.now,
        "currency": currency,
        "customer": None,
        "description": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "processing": None,
        "receipt_email": None,
        "review": None,
        "setup_future_usage": None,
        "shipping": None,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }
