"""Which amounts and currencies a charge may have (https://docs.stripe.com/currencies)."""

from etude.payments.sandbox.errors import ParameterError
from etude.payments.sandbox.params import Params

_CURRENCIES = frozenset(
    """
    aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf
    chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg
    huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk
    mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub
    rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx usd uyu uzs vnd
    vuv wst xaf xcd xof xpf yer zar zmw
    """.split()  # noqa: SIM905
)
_ZERO_DECIMAL = frozenset("bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf".split())  # noqa: SIM905
_THREE_DECIMAL = frozenset("bhd jod kwd omr tnd".split())  # noqa: SIM905

_LEAST = {"gbp": 30, "dkk": 250, "nok": 300, "sek": 300, "czk": 1500, "huf": 17500, "pln": 200, "hkd": 400, "mxn": 1000}
_LEAST_ELSEWHERE = 50
_MOST = 99_999_999


def read_currency(params: Params, key: str = "currency") -> str:
    """A currency that Stripe knows, in small letters."""
    currency = params.need(key).lower()
    if currency not in _CURRENCIES:
        raise ParameterError(f"Invalid currency: {currency}.", param=params.name(key))
    return currency


def check_charge(amount: int, currency: str, param: str = "amount") -> None:
    """Raise unless the amount may be charged (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts)."""
    if amount < _LEAST.get(currency, _LEAST_ELSEWHERE):
        least = spell(_LEAST.get(currency, _LEAST_ELSEWHERE), currency)
        raise ParameterError(f"Amount must be at least {least}.", code="amount_too_small", param=param)
    if amount > _MOST:
        raise ParameterError(
            f"Amount must be no more than {spell(_MOST, currency)}.", code="amount_too_large", param=param
        )


def spell(amount: int, currency: str) -> str:
    """Minor units as a person reads them, such as `£30.00` or `1,200 JPY`."""
    digits = 0 if currency in _ZERO_DECIMAL else 3 if currency in _THREE_DECIMAL else 2
    number = f"{amount / 10**digits:,.{digits}f}"
    sign = {"gbp": "£", "eur": "€", "usd": "$"}.get(currency)
    return f"{sign}{number}" if sign else f"{number} {currency.upper()}"
