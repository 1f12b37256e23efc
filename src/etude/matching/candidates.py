"""One search: who may fit comes from the index or from SQL, who does is settled by what the database says of each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from sqlalchemy import Connection

from etude.calendar.openings import taken_times
from etude.calendar.slots import open_starts
from etude.calendar.store import load_availability
from etude.core.ids import PersonId
from etude.core.intervals import Interval
from etude.core.money import Money
from etude.core.text import Text, zone_named
from etude.core.tutors.model import Format
from etude.core.tutors.store import load_tutors
from etude.matching.indexing import View, index_view
from etude.matching.ranking import Fit, fit, score, teaches
from etude.matching.reasons import tell_reasons
from etude.matching.selection import Selection
from etude.matching.store import candidate_ids
from etude.matching.tastes import NONE_KNOWN, Taste
from etude.matching.week import HORIZON, wished_in_week
from etude.matching.windows import windows_contain
from etude.matching.wishes import PriceLimit, Wishes

__all__ = ["HORIZON", "Best", "Match", "Search", "wanted_starts"]

# Most tutors have time in the week to come; the rest of the month is looked at for the others.
SOON = timedelta(days=7)
# Up to so many, everybody is looked at, and the total is exact; more are counted by their weekly hours.
COUNTED = 20
CHEAPEST = 24
_ALL_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Match:
    """A tutor who fits, with the lesson on offer, their next free time (UTC), and why they are shown."""

    tutor: PersonId
    format: Format
    minutes: int
    price: Money
    next_time: datetime
    distance: int | None
    reasons: tuple[Text, ...]
    parts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Best:
    """The first matches, and how many there are in all."""

    matches: tuple[Match, ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Scored:
    found: Fit
    first: datetime
    parts: Mapping[str, float]

    @property
    def rank(self) -> tuple[float, PersonId]:
        """What is sorted by: the higher score first, and of two equal ones always the same."""
        return -sum(self.parts.values()), self.found.tutor.id


class Search:
    """What one search has in hand: the transaction, the moment, and whose it is."""

    def __init__(self, conn: Connection, now: datetime, zone: str, locale: str, taste: Taste = NONE_KNOWN) -> None:
        self._conn = conn
        self._now = now
        self._zone = zone
        self._locale = locale
        self._taste = taste
        self._view = index_view(conn)

    def best(self, wishes: Wishes, count: int) -> Best:
        """The best `count` matches: those that looking at everybody would find."""
        scored: list[_Scored] = []
        many, batches = self._candidates(wishes)
        everyone = many <= COUNTED
        for ids, ceiling in batches:
            scored += self._score(ids, wishes)
            scored.sort(key=lambda each: each.rank)
            if not everyone and len(scored) >= count and -scored[count - 1].rank[0] > ceiling:
                break
        else:
            many = len(scored)
        return Best(tuple(self._match(each, wishes) for each in scored[:count]), many)

    def among(self, ids: Sequence[PersonId], wishes: Wishes, *, whatever_taught: bool = False) -> list[Match]:
        """Those of these tutors who fit, the best first."""
        scored = self._score(ids, wishes, whatever_taught=whatever_taught)
        return [self._match(each, wishes) for each in sorted(scored, key=lambda each: each.rank)]

    def cheapest(self, wishes: Wishes, limit: PriceLimit) -> list[Match]:
        """Of those who fit, the ones who ask the least, the cheapest first."""
        ids = self._cheapest_ids(wishes)
        return sorted(self.among(ids, wishes), key=lambda match: limit.asked(match.price, match.minutes))

    def _cheapest_ids(self, wishes: Wishes) -> list[PersonId]:
        if self._view is None:
            return candidate_ids(self._conn, wishes)
        return [*self._select(self._view, wishes).cheapest(CHEAPEST), *self._view.changed]

    def _candidates(self, wishes: Wishes) -> tuple[int, Iterable[tuple[list[PersonId], float]]]:
        """How many may fit, and who: in batches, each with the highest score of those who come after."""
        if self._view is None:
            ids = candidate_ids(self._conn, wishes)
            return 0, [(ids[at : at + _ALL_AT_ONCE], float("inf")) for at in range(0, len(ids), _ALL_AT_ONCE)]
        selection, changed = self._select(self._view, wishes), self._view.changed
        first = [(changed, float("inf"))] if changed else []
        return len(selection) + len(changed), chain(first, selection.batches())

    def _select(self, view: View, wishes: Wishes) -> Selection:
        cells = wished_in_week(wishes, self._now, self._zone)
        return view.index.select(wishes, self._now, self._zone, cells, self._taste, view.changed)

    def _score(self, ids: Sequence[PersonId], wishes: Wishes, *, whatever_taught: bool = False) -> list[_Scored]:
        fits = [
            found
            for tutor in load_tutors(self._conn, ids)
            if tutor.listed and (whatever_taught or teaches(tutor, wishes)) and (found := fit(tutor, wishes))
        ]
        firsts = self._first_times(fits, wishes)
        return [
            _Scored(found, first, score(found, wishes, first, self._now, self._taste))
            for found in fits
            if (first := firsts.get(found.tutor.id))
        ]

    def _first_times(self, fits: Sequence[Fit], wishes: Wishes) -> dict[PersonId, datetime]:
        """When each could begin; where the times are only nice to have, any time does."""
        wanted = wanted_starts(wishes, self._zone)
        firsts = self._free(fits, Interval(self._now, self._now + SOON), wanted)
        left = [found for found in fits if found.tutor.id not in firsts]
        firsts |= self._free(left, Interval(self._now + SOON, self._now + HORIZON), wanted)
        if wanted is not None and "windows" in wishes.soft:
            left = [found for found in left if found.tutor.id not in firsts]
            firsts |= self._free(left, Interval(self._now, self._now + HORIZON), None)
        return firsts

    def _free(
        self, fits: Sequence[Fit], window: Interval, wanted: Callable[[datetime], bool] | None
    ) -> dict[PersonId, datetime]:
        if not fits:
            return {}
        ids, longest = [found.tutor.id for found in fits], max(found.rate.minutes for found in fits)
        hours = load_availability(self._conn, ids, window)
        taken = taken_times(self._conn, hours, window, longest)
        firsts: dict[PersonId, datetime] = {}
        for found in fits:
            tutor = found.tutor.id
            if tutor in hours:
                starts = open_starts(hours[tutor], taken[tutor], found.rate.minutes, self._now, window)
                if (first := next(filter(wanted, starts) if wanted else starts, None)) is not None:
                    firsts[tutor] = first
        return firsts

    def _match(self, scored: _Scored, wishes: Wishes) -> Match:
        found, rate = scored.found, scored.found.rate
        told = tell_reasons(found, scored.parts, wishes, self._locale)
        first, parts = scored.first, dict(scored.parts)
        return Match(found.tutor.id, rate.format, rate.minutes, rate.price, first, found.distance, told, parts)


def wanted_starts(wishes: Wishes, zone: str) -> Callable[[datetime], bool] | None:
    """Says of a start (UTC) whether it is wished for; None where every time is."""
    excluded = wishes.not_.weekdays
    if not wishes.windows and not excluded:
        return None
    local_zone = zone_named(zone)

    def wanted(start: datetime) -> bool:
        local = start.astimezone(local_zone)
        return local.weekday() not in excluded and windows_contain(wishes.windows, local)

    return wanted
