"""Stripe's published test cards and what each of them does (https://docs.stripe.com/testing)."""

from dataclasses import dataclass
from typing import Literal

from etude.payments.sandbox.errors import CardError

Challenge = Literal["never", "unless_set_up", "always"]


@dataclass(frozen=True)
class Decline:
    """Why a card is declined: the error's code and decline code, and the sentence for the payer."""

    code: str
    message: str
    decline_code: str | None = None


@dataclass(frozen=True)
class Card:
    """One card: `label` says what it is for, `decline` what its charges end in.

    `attaches` says whether it can be saved although it declines; `challenge` when 3-D Secure is asked for; `dispute` is
    the reason of the dispute that follows its charges; `settles_at_once` skips the pending balance; `refund_end` is how
    a refund to it ends later.
    """

    number: str
    label: str
    brand: str = "visa"
    funding: str = "credit"
    decline: Decline | None = None
    attaches: bool = False
    challenge: Challenge = "never"
    dispute: str | None = None
    settles_at_once: bool = False
    refund_end: Literal["succeeded", "failed"] | None = None


GENERIC = Decline("card_declined", "Your card was declined.", "generic_decline")
INSUFFICIENT = Decline("card_declined", "Your card has insufficient funds.", "insufficient_funds")
LOST = Decline("card_declined", "Your card was declined.", "lost_card")
STOLEN = Decline("card_declined", "Your card was declined.", "stolen_card")
EXPIRED = Decline("expired_card", "Your card has expired.", "expired_card")
WRONG_CVC = Decline("incorrect_cvc", "Your card's security code is incorrect.", "incorrect_cvc")
PROCESSING = Decline(
    "processing_error", "An error occurred while processing your card. Try again in a little bit.", "processing_error"
)
VELOCITY = Decline(
    "card_declined", "Your card was declined for making repeated attempts too frequently.", "card_velocity_exceeded"
)
FRAUDULENT = Decline("card_declined", "Your card was declined.", "fraudulent")
UNTESTED = Decline(
    "card_declined",
    "Your card was declined. Your request was in test mode, but used a non test card.",
    "test_mode_live_card",
)
AUTHENTICATION = Decline(
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
    "authentication_required",
)
CHALLENGE_FAILED = Decline(
    "payment_intent_authentication_failure",
    "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
)

CARDS = (
    Card("4242424242424242", "Succeeds"),
    Card("4000056655665556", "Succeeds (debit)", funding="debit"),
    Card("5555555555554444", "Succeeds (Mastercard)", brand="mastercard"),
    Card("2223003122003222", "Succeeds (Mastercard)", brand="mastercard"),
    Card("5200828282828210", "Succeeds (Mastercard debit)", brand="mastercard", funding="debit"),
    Card("5105105105105100", "Succeeds (Mastercard prepaid)", brand="mastercard", funding="prepaid"),
    Card("378282246310005", "Succeeds (American Express)", brand="amex"),
    Card("371449635398431", "Succeeds (American Express)", brand="amex"),
    Card("6011111111111117", "Succeeds (Discover)", brand="discover"),
    Card("4000000000000077", "Money available at once", settles_at_once=True),
    Card("4000002500003155", "3-D Secure until saved", challenge="unless_set_up"),
    Card("4000002760003184", "3-D Secure", challenge="always"),
    Card("4000000000003220", "3-D Secure", challenge="always"),
    Card("4000008400001629", "3-D Secure, then declined", challenge="always", decline=GENERIC),
    Card("4000000000000002", "Declined", decline=GENERIC),
    Card("4000000000009995", "Insufficient funds", decline=INSUFFICIENT),
    Card("4000000000009987", "Lost card", decline=LOST),
    Card("4000000000009979", "Stolen card", decline=STOLEN),
    Card("4000000000000069", "Expired card", decline=EXPIRED),
    Card("4000000000000127", "Wrong security code", decline=WRONG_CVC),
    Card("4000000000000119", "Processing error", decline=PROCESSING),
    Card("4000000000006975", "Used too often", decline=VELOCITY),
    Card("4100000000000019", "Blocked as fraudulent", decline=FRAUDULENT),
    Card("4000000000000341", "Saved, then declined", decline=GENERIC, attaches=True),
    Card("4000000000000259", "Disputed later", dispute="fraudulent"),
    Card("4000000000002685", "Disputed: not received", dispute="product_not_received"),
    Card("4000000000007726", "Refunds pending first", refund_end="succeeded"),
    Card("4000000000005126", "Refunds fail later", refund_end="failed"),
)

_BY_NUMBER = {card.number: card for card in CARDS}

_METHODS = {
    "visa": "4242424242424242",
    "visa_debit": "4000056655665556",
    "mastercard": "5555555555554444",
    "mastercard_debit": "5200828282828210",
    "mastercard_prepaid": "5105105105105100",
    "amex": "378282246310005",
    "discover": "6011111111111117",
    "bypassPending": "4000000000000077",
    "authenticationRequiredOnSetup": "4000002500003155",
    "authenticationRequired": "4000002760003184",
    "threeDSecure2Required": "4000000000003220",
    "authenticationRequiredChargeDeclinedInsufficientFunds": "4000008400001629",
    "chargeDeclined": "4000000000000002",
    "chargeDeclinedInsufficientFunds": "4000000000009995",
    "chargeDeclinedLostCard": "4000000000009987",
    "chargeDeclinedStolenCard": "4000000000009979",
    "chargeDeclinedExpiredCard": "4000000000000069",
    "chargeDeclinedIncorrectCvc": "4000000000000127",
    "chargeDeclinedProcessingError": "4000000000000119",
    "chargeDeclinedVelocityLimitExceeded": "4000000000006975",
    "radarBlock": "4100000000000019",
    "chargeCustomerFail": "4000000000000341",
    "createDispute": "4000000000000259",
    "createDisputeProductNotReceived": "4000000000002685",
    "pendingRefund": "4000000000007726",
    "refundFail": "4000000000005126",
}


def find_test_method(name: str) -> Card | None:
    """The card behind a test payment method such as `pm_card_visa` or token such as `tok_visa`."""
    word = name.removeprefix("pm_card_").removeprefix("tok_")
    if word == name:
        return None
    number = _METHODS.get(word) or _METHODS.get(word.removeprefix("visa_"))
    return _BY_NUMBER[number] if number else None


def read_card(number: str) -> Card:
    """The card with this number; a number that is none raises, one that is no test card is declined when charged."""
    digits = number.replace(" ", "").replace("-", "")
    if not digits.isdecimal() or not 12 <= len(digits) <= 19 or not _passes_luhn(digits):
        raise CardError("Your card number is incorrect.", code="incorrect_number", param="number")
    return _BY_NUMBER.get(digits) or Card(digits, "Not a test card", decline=UNTESTED)


def check_expiry(month: int, year: int, now: tuple[int, int]) -> None:
    """Raise unless the card is valid in the year and month given as `now`."""
    if not 1 <= month <= 12:
        raise CardError("Your card's expiration month is invalid.", code="invalid_expiry_month", param="exp_month")
    if (year, month) < now or year > now[0] + 50:
        raise CardError("Your card's expiration year is invalid.", code="invalid_expiry_year", param="exp_year")


def check_cvc(card: Card, cvc: str) -> None:
    """Raise unless the security code has three digits, or four on American Express."""
    lengths = (3, 4) if card.brand == "amex" else (3,)
    if not cvc.isdecimal() or len(cvc) not in lengths:
        raise CardError("Your card's security code is invalid.", code="invalid_cvc", param="cvc")


def _passes_luhn(digits: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
