"""What is paid with where: the currency that a bare number means."""

from functools import lru_cache

from etude.core.money import exponent
from etude.matching.places import load_gazetteer
from etude.matching.wishes import Wishes

_OF_COUNTRY = {"GB": "GBP", "US": "USD", "CH": "CHF", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "JP": "JPY", "SE": "SEK"}
_OF_COUNTRY |= {"DK": "DKK", "NO": "NOK", "PL": "PLN", "CZ": "CZK", "MX": "MXN", "IN": "INR", "SG": "SGD", "ZA": "ZAR"}
_OF_COUNTRY |= dict.fromkeys(("DE", "AT", "ES", "FR", "IE", "IT", "NL", "BE", "PT", "FI", "GR"), "EUR")


@lru_cache(maxsize=256)
def currency_in(zone: str) -> str | None:
    """What is paid with where clocks show this zone, None where nobody knows."""
    country = next((place.country for place in load_gazetteer().places if place.zone == zone), None)
    return _OF_COUNTRY.get(country or "")


def price_in_place(wishes: Wishes) -> Wishes:
    """The same wishes; "not more than 35" near Camden is £35."""
    limit, place = wishes.price_max, wishes.place
    currency = currency_in(place.zone) if place is not None and limit is not None and limit.currency is None else None
    if limit is None or currency is None:
        return wishes
    amount = limit.amount * 10 ** exponent(currency) // 10 ** exponent("")
    return wishes.model_copy(update={"price_max": limit.model_copy(update={"amount": amount, "currency": currency})})
