"""An index of tutors in this process: who may fit, and how good each of them can be at most.

It leaves out nobody who fits, and its ceilings are never too low; who really fits, and how well, is then asked of
the database, the most promising first, until nobody left can be among the best. So the answer is that of looking at
everybody. A change adds a row and leaves the old one dead; rows do not change, so that a selection stays good.
"""

import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from threading import Lock

import numpy as np

from etude.core.ids import PersonId
from etude.core.tutors.model import Format
from etude.matching.columns import Array, Column
from etude.matching.entries import Entry
from etude.matching.ranking import (
    CHILDREN,
    LIKED,
    LOCAL,
    NEAR_BRINGS,
    NEAR_M,
    PLACE,
    SOON_BRINGS,
    SUBJECT,
    WISHED,
    YOUNG,
    musts,
)
from etude.matching.selection import MIXED, SLACK_M, Selection, Terms, cheap
from etude.matching.tastes import NONE_KNOWN, Taste
from etude.matching.taxonomy import load_taxonomy
from etude.matching.week import seen_from
from etude.matching.wishes import PriceLimit, Wishes

STANDING = ("rating", "new", "experience", "years", "answers", "keeps")
KINDS = ("genres", "levels", "languages")
EARTH_M, DEGREE_M = 6_371_009.0, 111_000.0
BITS, WORDS, MOST_MASKS = 64, 6, 32
Key = tuple[Format, int]


class TutorIndex:
    """Rows of tutors in columns, and for each subject the rows that teach it or something under it."""

    def __init__(self) -> None:
        self.ids: list[PersonId] = []
        self.zones: list[str] = []
        self.alive = Column("bool")
        self.zone = Column("u2")
        self.where = Column("f8", 2)
        self.travels = Column("i4")
        self.standing = Column("f4", len(STANDING))
        self.rating = Column("f4")
        self.badge = Column("bool")
        self.notice = Column("i4")
        self.week = Column("u8", WORDS)
        self.kinds = {kind: Column("u8") for kind in KINDS}
        self.currency = Column("u1")
        self.lowest = Column("f4", 2)
        self.amounts: dict[Key, Column] = {}
        self.farthest = 0
        self.lock = Lock()
        self._rows: dict[PersonId, int] = {}
        self._teaching: dict[str, Column] = {}
        self._zone_codes: dict[str, int] = {}
        self._currencies: dict[str, int] = {}
        self._bits: dict[str, dict[str, int]] = {kind: {} for kind in KINDS}
        self._masks: dict[object, Array] = {}

    def __len__(self) -> int:
        """How many tutors can be found."""
        return len(self._rows)

    @property
    def dead(self) -> int:
        """Rows that say nothing any more; many of them are a reason to build it anew."""
        return len(self.ids) - len(self._rows)

    @property
    def nbytes(self) -> int:
        """What the columns take, in bytes; names and their rows come on top."""
        own = [each for each in vars(self).values() if isinstance(each, Column)]
        return sum(
            column.nbytes for column in (*own, *self.kinds.values(), *self.amounts.values(), *self._teaching.values())
        )

    def put(self, entry: Entry) -> None:
        """This is what is known of a tutor from now on."""
        with self.lock:
            self._drop(entry.id)
            self._append(entry)

    def drop(self, tutor: PersonId) -> None:
        """This tutor is not to be found."""
        with self.lock:
            self._drop(tutor)

    def select(
        self,
        wishes: Wishes,
        now: datetime,
        zone: str,
        cells: int | None,
        taste: Taste = NONE_KNOWN,
        without: Sequence[PersonId] = (),
    ) -> Selection:
        """Everybody who may fit these wishes, `cells` of a week in `zone`; `without` are looked at elsewhere."""
        must = musts(wishes)
        terms = Terms(wishes, must, now, zone, cells, taste)
        with self.lock:
            rows = self._starting_with(must)
            rows = rows[self._has_all(rows, must)]
            if without:
                gone = [self._rows[each] for each in without if each in self._rows]
                rows = rows[~np.isin(rows, np.array(gone, "i4"))]
            apart = self._distances(rows, wishes) if wishes.place else None
            fits = self._reached(rows, wishes, must, apart)
            rows, apart = rows[fits], None if apart is None else apart[fits]
            if cells is not None and "windows" not in wishes.soft:
                free = self._free(rows, cells, zone, now)
                rows, apart = rows[free], None if apart is None else apart[free]
            return Selection(self, terms, rows, apart, self._ceilings(rows, apart, terms))

    # Who may fit

    def _starting_with(self, must: Wishes) -> Array:
        if not must.subjects:
            return np.flatnonzero(self.alive.values)
        found = [self._teaching[subject].values for subject in must.subjects if subject in self._teaching]
        if not found:
            return np.zeros(0, "i4")
        return found[0] if len(found) == 1 else np.flatnonzero(self._marked(found))

    def _has_all(self, rows: Array, must: Wishes) -> Array:
        fits = np.take(self.alive.values, rows)
        for kind, column in self.kinds.items():
            asked, excluded = getattr(must, kind), getattr(must.not_, kind)
            if asked:
                fits &= (np.take(column.values, rows) & self._mask_of(kind, asked)) != 0
            if excluded and len(self._bits[kind]) <= BITS:
                had = np.take(column.values, rows)
                fits &= (had == 0) | ((had & ~self._mask_of(kind, excluded)) != 0)
        if must.rating_min is not None:
            fits &= self.rating.values[rows] >= must.rating_min - 1e-3
        if must.badge:
            fits &= self.badge.values[rows]
        return fits

    def _reached(self, rows: Array, wishes: Wishes, must: Wishes, apart: Array | None) -> Array:
        """Whether a lesson can take place where it is wished for, at a rate that suits."""
        fits = np.zeros(len(rows), bool)
        if must.online is True or (must.online is None and must.place is None):
            fits |= self._suits(rows, "online", must)
        if must.online is True:
            return fits
        if apart is not None and wishes.place is not None:
            near = apart <= wishes.place.radius_m + SLACK_M
            fits[near] |= self._suits(rows[near], "tutor", must)
            comes = apart <= self.travels.values[rows] + SLACK_M
            fits[comes] |= self._suits(rows[comes], "student", must)
        elif wishes.online is False:
            fits |= self._suits(rows, "tutor", must) | self._suits(rows, "student", must)
        return fits

    def _suits(self, rows: Array, format: Format, must: Wishes) -> Array:
        fits = np.zeros(len(rows), bool)
        if must.at not in (None, format):
            return fits
        limit = must.price_max
        paid = self._in_currency(rows, limit)
        for (offered, minutes), column in self.amounts.items():
            if offered == format and must.minutes in (None, minutes):
                amounts = np.take(column.values, rows)
                fits |= (amounts > 0) & (amounts <= limit.most(minutes)) if limit else amounts > 0
        return fits & paid if paid is not None else fits

    def _in_currency(self, rows: Array, limit: PriceLimit | None) -> Array | None:
        if limit is None or limit.currency is None:
            return None
        codes = self.currency.values[rows]
        return np.asarray((codes == self._currencies.get(limit.currency, MIXED)) | (codes == MIXED))

    def _free(self, rows: Array, cells: int, zone: str, now: datetime) -> Array:
        """Whether any of these half hours is among a tutor's."""
        masks, zones = self.masks(cells, zone, now), np.take(self.zone.values, rows)
        both = np.take(self.week.values, rows, axis=0) & np.take(masks, zones, axis=0)
        return np.asarray(np.bitwise_or.reduce(both, axis=1) != 0)

    def masks(self, cells: int, zone: str, now: datetime) -> Array:
        """The half hours wished for, on the clocks of each zone."""
        key = (cells, zone, now.date(), len(self.zones))
        if key not in self._masks:
            if len(self._masks) >= MOST_MASKS:
                self._masks.clear()
            each = [words(seen_from(cells, zone, other, now.date())) for other in self.zones]
            self._masks[key] = np.array(each, "u8").reshape(-1, WORDS)
        return self._masks[key]

    def _distances(self, rows: Array, wishes: Wishes) -> Array:
        """Metres from the place; infinite where it is not worth to work out."""
        place = wishes.place
        assert place is not None
        apart = np.full(len(rows), np.inf)
        where = self.where.values[rows]
        reach = max(place.radius_m, self.farthest) + SLACK_M
        high = reach / DEGREE_M
        wide = high / max(math.cos(math.radians(min(abs(place.lat) + high, 89.9))), 1e-3)
        east = np.abs(where[:, 1] - place.lon)
        near = (np.abs(where[:, 0] - place.lat) <= high) & (np.minimum(east, 360 - east) <= wide)
        apart[near] = great_circle(place.lat, place.lon, where[near])
        return apart

    def _marked(self, found: Sequence[Array]) -> Array:
        marks = np.zeros(len(self.ids), bool)
        for rows in found:
            marks[rows] = True
        return marks

    # How good they can be

    def _ceilings(self, rows: Array, apart: Array | None, terms: Terms) -> Array:
        wishes, taste = terms.wishes, terms.taste
        weights = np.array([taste.weight(part) for part in STANDING], "f4")
        high = np.take(self.standing.values, rows, axis=0) @ weights
        high += self._subject_part(rows, wishes) * taste.weight("subject")
        if any(getattr(wishes, kind) for kind in KINDS):
            high += WISHED * taste.weight("wished")
        high += LIKED * len(wishes.soft) * taste.weight("liked")
        if wishes.learner_age is not None and wishes.learner_age < YOUNG:
            children = self.kinds["levels"].values[rows] & self._mask_of("levels", ("children",)) != 0
            high += CHILDREN * taste.weight("children") * children
        if apart is not None:
            high += self._place_part(rows, apart, terms)
        for tutor, parts in taste.history.items():
            if tutor in self._rows:
                high[rows == self._rows[tutor]] += sum(parts.values())
        high += SOON_BRINGS * taste.weight("soon") + PLACE * taste.weight("place")
        return np.asarray(high + self.price_ceilings(rows, terms))

    def price_ceilings(self, rows: Array, terms: Terms) -> Array:
        """What the lowest price, of a lesson or by the hour, would bring."""
        limit = terms.wishes.price_max
        column = 0 if limit is not None and limit.amount and limit.per != "hour" else 1
        return cheap(np.take(self.lowest.values[:, column], rows), 60, limit) * terms.taste.weight("price")

    def _subject_part(self, rows: Array, wishes: Wishes) -> Array:
        """What teaching the very thing brings, rather than something under it."""
        has_children = load_taxonomy().children
        names = [_itself(subject) if has_children(subject) else subject for subject in wishes.subjects]
        if len(names) == 1 and names[0] == wishes.subjects[0]:
            return np.full(len(rows), SUBJECT, "f4")
        found = [self._teaching[name].values for name in names if name in self._teaching]
        return np.float32(SUBJECT) * self._marked(found)[rows]

    def _place_part(self, rows: Array, apart: Array, terms: Terms) -> Array:
        place, taste = terms.wishes.place, terms.taste
        assert place is not None
        near = NEAR_BRINGS * taste.weight("distance") * np.exp(-np.maximum(apart - SLACK_M, 0) / NEAR_M)
        if terms.must.online is not True and terms.must.place is not None:
            return near.astype("f4")
        same = self.zone.values[rows] == self._zone_codes.get(place.zone, len(self.zones))
        local = LOCAL * taste.weight("local") * same
        # Online counts the clock alone, and only a wish that is not a must leaves both open.
        return np.asarray(local if terms.must.online is True else np.maximum(near, local))

    # Adding

    def _drop(self, tutor: PersonId) -> None:
        row = self._rows.pop(tutor, None)
        if row is not None:
            self.alive.values[row] = False

    def _append(self, entry: Entry) -> None:
        row = self._rows[entry.id] = len(self.ids)
        self.ids.append(entry.id)
        self.alive.append(True)
        self.zone.append(self._zone_code(entry.zone))
        self.where.append(entry.place or (np.nan, np.nan))
        self.travels.append(entry.radius_m)
        self.farthest = max(self.farthest, entry.radius_m)
        self.standing.append([entry.standing[part] for part in STANDING])
        self.rating.append(-1.0 if entry.rating is None else entry.rating)
        self.badge.append(entry.badge)
        self.notice.append(entry.notice_minutes)
        self.week.append(words(entry.week))
        for kind, column in self.kinds.items():
            column.append(self._bits_of(kind, getattr(entry, kind)))
        self.currency.append(self._currency_code({price.currency for price in entry.prices}))
        self.lowest.append(_lowest(entry))
        for price in entry.prices:
            self.amounts.setdefault((price.format, price.minutes), Column("i4"))
        for column in self.amounts.values():
            column.extend_to(row + 1)
        for price in entry.prices:
            self.amounts[price.format, price.minutes].values[row] = price.amount
        for subject in _taught(entry.subjects):
            self._teaching.setdefault(subject, Column("i4")).append(row)

    def _zone_code(self, zone: str) -> int:
        if zone not in self._zone_codes:
            self._zone_codes[zone] = len(self.zones)
            self.zones.append(zone)
        return self._zone_codes[zone]

    def _currency_code(self, currencies: set[str]) -> int:
        if len(currencies) != 1:
            return MIXED
        return self._currencies.setdefault(currencies.pop(), len(self._currencies) % MIXED)

    def _bits_of(self, kind: str, values: Sequence[str]) -> int:
        bits, known = 0, self._bits[kind]
        for value in values:
            bits |= 1 << known.setdefault(value, len(known)) % BITS
        return bits

    def _mask_of(self, kind: str, values: Sequence[str]) -> np.uint64:
        known = self._bits[kind]
        return np.uint64(sum({1 << known[value] % BITS for value in values if value in known}))


def great_circle(lat: float, lon: float, places: Array) -> Array:
    """Metres from one point to many, by the haversine formula on the sphere that `places` measures on too."""
    at, other = math.radians(lat), np.radians(places[:, 0])
    north, east = np.sin((other - at) / 2), np.sin(np.radians(places[:, 1] - lon) / 2)
    return np.asarray(2 * EARTH_M * np.arcsin(np.sqrt(north**2 + math.cos(at) * np.cos(other) * east**2)))


def words(cells: int) -> Array:
    """Half hours of a week as they stand in a column."""
    return np.frombuffer(cells.to_bytes(WORDS * 8, "little"), "<u8")


def _lowest(entry: Entry) -> tuple[float, float]:
    """The lowest price of a lesson, and by the hour; a little below, for short floats."""
    lesson = min((price.amount for price in entry.prices), default=0)
    hour = min((price.amount * 60 / price.minutes for price in entry.prices), default=0)
    return lesson * 0.9999 - 1, hour * 0.9999 - 1


def _taught(subjects: Sequence[str]) -> Iterator[str]:
    """Each subject, everything above it, and where there are subjects under it also the mark of itself."""
    above, taxonomy = dict.fromkeys(subjects), load_taxonomy()
    for subject in subjects:
        above |= dict.fromkeys(_above(subject))
        if taxonomy.children(subject):
            yield _itself(subject)
    yield from above


def _above(subject: str) -> Sequence[str]:
    if subject not in _ABOVE:
        _ABOVE[subject] = tuple(load_taxonomy().ancestors(subject))
    return _ABOVE[subject]


_ABOVE: dict[str, tuple[str, ...]] = {}


def _itself(subject: str) -> str:
    return f"={subject}"
