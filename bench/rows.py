"""A benchmark's result: one row for each comparison, as a line of JSON or in a table."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Row:
    """Ours beside one peer. A ratio above 1 is better for us; spreads are the lowest and the highest round."""

    name: str
    ours: float
    peer: str
    peer_value: float
    unit: str
    ratio: float
    spread: tuple[float, float]

    def to_json(self) -> str:
        """One line; the spread belongs to the table."""
        fields = ("name", "ours", "peer", "peer_value", "unit", "ratio")
        return json.dumps({field: _short(getattr(self, field)) for field in fields})


def compare(
    name: str, unit: str, ours: Sequence[float], peer: str, theirs: Sequence[float], *, less_is_better: bool
) -> Row:
    """Medians of the rounds, and of the ratios within each round: what slows a machine down slows both sides of one."""
    pairs = zip(ours, theirs, strict=True)
    ratios = [their / our if less_is_better else our / their for our, their in pairs]
    return Row(name, median(ours), peer, median(theirs), unit, median(ratios), (min(ratios), max(ratios)))


def table(rows: Iterable[Row]) -> str:
    """For people."""
    lines = [("what", "ours", "peer", "peer's", "unit", "ratio", "lowest–highest")]
    for row in rows:
        low, high = row.spread
        values = (_words(row.ours), row.peer, _words(row.peer_value), row.unit)
        lines.append((row.name, *values, f"{row.ratio:.2f}", f"{low:.2f}–{high:.2f}"))
    widths = [max(len(line[column]) for line in lines) for column in range(7)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def _short(value: object) -> object:
    return float(f"{value:.4g}") if isinstance(value, float) else value


def _words(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
