"""Those who may fit, the most promising first, with what nobody after them can exceed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from etude.core.ids import PersonId
from etude.core.text import zone_named
from etude.core.tutors.model import Format
from etude.matching.columns import Array
from etude.matching.ranking import (
    CHEAP_BRINGS,
    CHEAP_SCALE,
    CHEAP_UNASKED,
    PLACE,
    SOON,
    SOON_BRINGS,
    place_rank,
    rate_rank,
)
from etude.matching.tastes import Taste
from etude.matching.week import CELL, CELLS, cell_at
from etude.matching.wishes import PriceLimit, Wishes

if TYPE_CHECKING:
    from etude.matching.index import TutorIndex

CHUNK, BATCH, HEAD = 64, 8, 2048
# Ceilings are sums of short floats, and clocks may change by an hour on the way to a first time.
SLACK, CHANGE_MINUTES = 1e-4, 60
# Where a place is so near an edge that only the exact distance tells, in metres.
SLACK_M = 25.0
MIXED = 255
SOON_MINUTES = SOON.total_seconds() / 60


@dataclass(frozen=True, slots=True)
class Terms:
    """What was asked: all wishes, those of them that must be met, and by whom and when."""

    wishes: Wishes
    must: Wishes
    now: datetime
    zone: str
    cells: int | None
    taste: Taste


class Selection:
    """Rows of an index with their ceilings."""

    def __init__(self, index: "TutorIndex", terms: Terms, rows: Array, apart: Array | None, ceilings: Array) -> None:
        self._index = index
        self._terms = terms
        self._rows = rows
        self._apart = apart
        self._ceilings = ceilings

    def __len__(self) -> int:
        return len(self._rows)

    def batches(self) -> Iterator[tuple[list[PersonId], float]]:
        """Everybody, a few at a time, with the ceiling of all who come after."""
        waiting: list[tuple[float, int]] = []
        for rows, next_ceiling in self._chunks():
            waiting += zip(self._closer(rows).tolist(), rows.tolist(), strict=True)
            waiting.sort(reverse=True)
            while waiting and waiting[0][0] >= next_ceiling:
                batch, waiting = waiting[:BATCH], waiting[BATCH:]
                ceiling = max(waiting[0][0] if waiting else -np.inf, next_ceiling)
                yield [self._index.ids[row] for _high, row in batch], ceiling + SLACK

    def cheapest(self, count: int) -> list[PersonId]:
        """Those with the lowest price by the hour of any rate, wherever and however long."""
        lowest = np.full(len(self._rows), np.inf)
        for (_format, minutes), column in self._index.amounts.items():
            amounts = column.values[self._rows].astype("f8") * 60 / minutes
            lowest = np.where((amounts > 0) & (amounts < lowest), amounts, lowest)
        return [self._index.ids[self._rows[at]] for at in np.argsort(lowest, kind="stable")[:count]]

    def _chunks(self) -> Iterator[tuple[Array, float]]:
        """Rows by their ceiling, in growing chunks, with the highest ceiling that is left."""
        left = np.arange(len(self._rows))
        while len(left):
            high = self._ceilings[left]
            head = np.argpartition(-high, HEAD)[:HEAD] if len(left) > HEAD else np.arange(len(left))
            best = left[head[np.argsort(-high[head], kind="stable")]]
            rest = np.ones(len(left), bool)
            rest[head] = False
            left = left[rest]
            beyond = float(self._ceilings[left].max()) if len(left) else -np.inf
            at, size = 0, CHUNK
            while at < len(best):
                after = float(self._ceilings[best[at + size]]) if at + size < len(best) else beyond
                yield self._rows[np.sort(best[at : at + size])], after + SLACK
                at, size = at + size, size * 2

    def _closer(self, rows: Array) -> Array:
        """Ceilings that know the price and the earliest time."""
        terms, weigh, at = self._terms, self._terms.taste.weight, np.searchsorted(self._rows, rows)
        known = self._index.price_ceilings(rows, terms) + PLACE * weigh("place") + SOON_BRINGS * weigh("soon")
        closer = self._price_and_place(rows, at) + self._soon(rows) * weigh("soon")
        return np.asarray(self._ceilings[at].astype("f8") - known + closer)

    def _price_and_place(self, rows: Array, at: Array) -> Array:
        """Of the rate that would be offered; the most there can be where the index cannot tell which one that is."""
        index, terms = self._index, self._terms
        weigh, limit = terms.taste.weight, terms.wishes.price_max
        found = np.zeros(len(rows))
        open_, unsure = np.ones(len(rows), bool), self._is_unsure(rows, at)
        for format, minutes in sorted(index.amounts, key=lambda key: rate_rank(key[0], key[1], terms.wishes)):
            if terms.must.minutes not in (None, minutes):
                continue
            amounts = index.amounts[format, minutes].values[rows]
            here = open_ & (amounts > 0) & self._reaches(format, rows, at)
            if terms.must.price_max is not None:
                here &= amounts <= terms.must.price_max.most(minutes)
            first = PLACE * weigh("place") * (place_rank(format, terms.wishes) == 0)
            found = np.where(here, cheap(amounts, minutes, limit) * weigh("price") + first, found)
            open_ &= ~here
        return np.where(unsure | open_, index.price_ceilings(rows, terms) + PLACE * weigh("place"), found)

    def _is_unsure(self, rows: Array, at: Array) -> Array:
        """Who charges in several currencies, or lives on the very edge of what is near enough."""
        unsure = self._index.currency.values[rows] == MIXED
        place = self._terms.wishes.place
        if self._apart is None or place is None:
            return np.asarray(unsure)
        apart = self._apart[at]
        edges = (np.abs(apart - reach) <= SLACK_M for reach in (place.radius_m, self._index.travels.values[rows]))
        return np.asarray(unsure | np.logical_or(*edges))

    def _reaches(self, format: Format, rows: Array, at: Array) -> Array:
        must, wishes = self._terms.must, self._terms.wishes
        if must.at not in (None, format):
            return np.zeros(len(rows), bool)
        if format == "online":
            return np.full(len(rows), must.online is True or (must.online is None and must.place is None))
        if must.online is True or wishes.place is None or self._apart is None:
            return np.full(len(rows), must.online is not True and wishes.online is False)
        reach = wishes.place.radius_m if format == "tutor" else self._index.travels.values[rows]
        return np.asarray(self._apart[at] <= reach)

    def _soon(self, rows: Array) -> Array:
        """What a lesson at the first half hour that may be free would bring."""
        index, terms = self._index, self._terms
        notice = index.notice.values[rows].astype("i8")
        zones = index.zone.values[rows]
        starts = {code: self._minute_of_week(index.zones[code]) for code in np.unique(zones)}
        begins = (np.array([starts[code] for code in zones], "i8") + notice) // CELL
        week = index.week.values[rows]
        if terms.cells is not None and "windows" not in terms.wishes.soft:
            week = week & index.masks(terms.cells, terms.zone, terms.now)[zones]
        bits = np.unpackbits(np.ascontiguousarray(week).view("u1"), axis=1, bitorder="little")[:, :CELLS]
        ahead = (begins[:, None] + np.arange(CELLS)) % CELLS
        first = np.take_along_axis(bits, ahead, 1).argmax(1)
        wait = notice + np.maximum(first * CELL - CELL - CHANGE_MINUTES, 0)
        return np.asarray(SOON_BRINGS * np.exp(-np.maximum(wait, self._minutes_to_first_date()) / SOON_MINUTES))

    def _minute_of_week(self, zone: str) -> int:
        local = self._terms.now.astimezone(zone_named(zone))
        return cell_at(local) * CELL + local.minute % CELL

    def _minutes_to_first_date(self) -> float:
        """How long it is at least until the first date that is wished for begins."""
        firsts = [(window.dates or (None, None))[0] for window in self._terms.wishes.windows]
        if not firsts or None in firsts or "windows" in self._terms.wishes.soft:
            return 0.0
        today = self._terms.now.astimezone(zone_named(self._terms.zone)).date()
        return max(0.0, (min(first for first in firsts if first) - today).days - 1) * 1440.0


def cheap(amounts: Array, minutes: int, limit: PriceLimit | None) -> Array:
    """What these prices bring; the same as `price_part`."""
    if limit is not None and limit.amount:
        asked = -(-amounts.astype("i8") * 60 // minutes) if limit.per == "hour" else amounts
        return np.asarray(CHEAP_BRINGS * np.maximum(0.0, 1 - asked / limit.amount))
    return np.asarray(CHEAP_UNASKED * np.exp(-(amounts * 60 / minutes / 100) / CHEAP_SCALE))
