"""Money is whole minor units of one currency."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etude.core.money import CurrencyMismatchError, Money

amounts = st.integers(-(10**12), 10**12)


@given(amounts, amounts)
def test_what_is_added_can_be_taken_away(one, other):
    pounds = Money(one, "GBP")
    assert pounds + Money(other, "GBP") - Money(other, "GBP") == pounds
    assert -pounds + pounds == Money(0, "GBP")


@given(st.integers(0, 10**9), st.integers(0, 100))
def test_a_share_and_the_rest_differ_from_the_whole_by_a_rounding_at_most(amount, percent):
    whole = Money(amount, "EUR")
    both = whole.percent(percent) + whole.percent(100 - percent)
    assert 0 <= both.amount - amount <= 1
    assert Money(0, "EUR") <= whole.percent(percent) <= whole


@pytest.mark.parametrize(("amount", "percent", "share"), [(3333, 50, 1667), (1, 50, 1), (1, 49, 0), (4000, 15, 600)])
def test_halves_are_rounded_up(amount, percent, share):
    assert Money(amount, "GBP").percent(percent) == Money(share, "GBP")


@pytest.mark.parametrize(
    ("amount", "currency", "major"), [(4050, "GBP", "40.50"), (4050, "JPY", "4050"), (4050, "KWD", "4.050")]
)
def test_currencies_have_their_own_number_of_decimals(amount, currency, major):
    assert Money(amount, currency).major == Decimal(major)


@pytest.mark.parametrize("do", ["__add__", "__sub__", "__lt__", "__le__"])
def test_pounds_and_euros_do_not_mix(do):
    with pytest.raises(CurrencyMismatchError):
        getattr(Money(1, "GBP"), do)(Money(1, "EUR"))


def test_the_same_number_of_another_currency_is_another_amount():
    assert Money(1, "GBP") != Money(1, "EUR")
    assert sorted([Money(3, "GBP"), Money(1, "GBP")]) == [Money(1, "GBP"), Money(3, "GBP")]
