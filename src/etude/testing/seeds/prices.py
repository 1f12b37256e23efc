"""Rates for each length and format from the price of an hour."""

from etude.testing.seeds.profile import Rate

_SHARES = {30: 56, 45: 79, 60: 100}


def rates(
    hour: int, currency: str, formats: tuple[str, ...], lengths: tuple[int, ...], step: int = 100, travel: int = 0
) -> tuple[Rate, ...]:
    """`hour` and `travel` in minor units; shorter lessons cost a little more by the minute, all rounded to `step`."""
    return tuple(
        Rate(
            format_,
            minutes,
            _round(hour * _SHARES[minutes] / 100 + (travel if format_ == "student" else 0), step),
            currency,
        )
        for format_ in formats
        for minutes in lengths
    )


def _round(amount: float, step: int) -> int:
    return max(step, round(amount / step) * step)
