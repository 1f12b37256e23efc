"""Stripe counts some currencies in other units than ISO 4217 (https://docs.stripe.com/currencies#zero-decimal)."""

from decimal import Decimal

from etude.core.money import Money, exponent
from etude.payments.provider import RejectedError

_WHOLE = {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"}
_THOUSANDTHS = {"BHD", "JOD", "KWD", "OMR", "TND"}


def to_stripe(money: Money) -> int:
    """The amount as Stripe wants it; raises RejectedError when it cannot be said there.

    The króna and the Ugandan shilling are whole in life and hundredths at Stripe; thousandths must end in a zero.
    """
    exact = money.major.scaleb(_exponent(money.currency))
    amount = int(exact)
    if amount != exact or (money.currency in _THOUSANDTHS and amount % 10):
        raise RejectedError
    return amount


def from_stripe(amount: int, currency: str) -> Money:
    """Stripe's amount and lower-case currency as money."""
    known = currency.upper()
    return Money(int(Decimal(amount).scaleb(exponent(known) - _exponent(known))), known)


def _exponent(currency: str) -> int:
    if currency in _WHOLE:
        return 0
    return 3 if currency in _THOUSANDTHS else 2
