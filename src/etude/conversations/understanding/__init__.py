"""Understanding without a model: times, amounts, wishes and commands by our own grammar and vocabulary."""

from etude.conversations.understanding.expressions import (
    Age,
    Command,
    Count,
    Distance,
    Duration,
    Moment,
    Price,
    Repeat,
    TimeExpression,
    Understood,
    Unsure,
)
from etude.conversations.understanding.reading import understand
from etude.conversations.understanding.windows import read_windows
from etude.conversations.understanding.wire import to_json

__all__ = [
    "Age",
    "Command",
    "Count",
    "Distance",
    "Duration",
    "Moment",
    "Price",
    "Repeat",
    "TimeExpression",
    "Understood",
    "Unsure",
    "read_windows",
    "to_json",
    "understand",
]
