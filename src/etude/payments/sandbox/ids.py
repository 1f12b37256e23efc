"""Identifiers of the length and prefix that Stripe's have, so that columns and logs meet realistic ones."""

import secrets
import string

_ALPHABET = string.ascii_letters + string.digits
_LENGTHS = {"cs_test": 58, "acct": 16, "cus": 14, "req": 14, "whsec": 32, "trr": 24, "cus_sess": 24}


def mint(prefix: str) -> str:
    """A fresh id such as `pi_3Qm…`; the prefix says what it names."""
    length = _LENGTHS.get(prefix, 24)
    return f"{prefix}_" + "".join(secrets.choice(_ALPHABET) for _ in range(length))


def mint_secret(owner: str) -> str:
    """The client secret of an intent or session: its id and a random half."""
    return f"{owner}_secret_" + "".join(secrets.choice(_ALPHABET) for _ in range(25))
