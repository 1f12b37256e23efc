"""Days by name and by count, in the order in which their readings are tried."""

from etude.conversations.understanding.dates import read_dates
from etude.conversations.understanding.dayspecs import Days, Found
from etude.conversations.understanding.landmarks import (
    read_nth,
    read_shaded,
    read_shifted,
    read_week_beside,
    read_week_of,
)
from etude.conversations.understanding.offsets import read_counted, read_relative
from etude.conversations.understanding.repetitions import read_monthdays, read_repeating
from etude.conversations.understanding.stretches import read_plain


def read_days(days: Days, at: int) -> Found:
    """The days that begin at `at`, and the position after them."""
    tokens = days.tokens
    if not tokens[at].readings:
        return None
    return (
        read_week_of(days, at)
        or read_shifted(days, at)
        or read_week_beside(days, at)
        or read_nth(days, at)
        or read_monthdays(days, at)
        or read_dates(tokens, at, days.today, days.month_first)
        or read_repeating(days, at)
        or read_counted(days, at)
        or read_shaded(days, at)
        or read_relative(days, at)
        or read_plain(days, at)
    )
