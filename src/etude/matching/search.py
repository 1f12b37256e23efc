"""From wishes to tutors: filter exactly, then rank; when nothing fits, say which one wish would have to give."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import Connection

from etude.calendar.openings import next_openings
from etude.core.ids import LearnerId, LessonId, PersonId
from etude.core.intervals import Interval
from etude.core.lessons.store import load_lesson
from etude.core.money import Money
from etude.core.text import Text, zone_named
from etude.core.tutors.model import Format
from etude.core.tutors.store import load_tutors
from etude.matching.ranking import Fit, fit, reasons, score
from etude.matching.relaxing import raise_price, soften, soften_more
from etude.matching.store import candidate_ids
from etude.matching.wishes import Wishes, windows_contain

HORIZON = timedelta(days=28)
NEAR = timedelta(days=3)
IN_SQL = ("genres", "levels", "languages")
MOST_WAYS = 3


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
class Way:
    """Softer wishes that somebody meets: `relaxed` names the wish that gave, `count` how many tutors it brings."""

    relaxed: str
    wishes: Wishes
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """The best matches; `relaxed` names the wish that had to give, None when all were met.

    `others` are the other wishes that could give instead.
    """

    matches: tuple[Match, ...]
    total: int
    relaxed: str | None
    others: tuple[Way, ...] = ()

    @property
    def first(self) -> Match | None:
        return self.matches[0] if self.matches else None


def find_tutors(
    conn: Connection, now: datetime, wishes: Wishes, zone: str, locale: str, skip: int, count: int
) -> Found:
    """The best tutors for these wishes, `count` of them after the first `skip`; times are wished for in `zone`."""
    ids = candidate_ids(conn, wishes)
    ranked = _rank(conn, now, ids, wishes, zone, locale)
    if ranked:
        return Found(tuple(ranked[skip : skip + count]), len(ranked), None)
    ways = list(islice(_soften_until_found(conn, now, wishes, ids, zone, locale), MOST_WAYS))
    if not ways:
        return Found((), 0, None)
    (best, matches), *rest = ways
    others = tuple(way for way, _matches in rest)
    return Found(tuple(matches[skip : skip + count]), len(matches), best.relaxed, others)


def ways_on(conn: Connection, now: datetime, wishes: Wishes, zone: str, locale: str) -> list[Way]:
    """Which one wish could give to bring more tutors than these wishes do."""
    ids = candidate_ids(conn, wishes)
    there = len(_rank(conn, now, ids, wishes, zone, locale))
    ways = _soften_until_found(conn, now, wishes, ids, zone, locale, more_than=there)
    return [way for way, _matches in islice(ways, MOST_WAYS)]


def _soften_until_found(
    conn: Connection,
    now: datetime,
    wishes: Wishes,
    ids: Sequence[PersonId],
    zone: str,
    locale: str,
    more_than: int = 0,
) -> Iterator[tuple[Way, list[Match]]]:
    """Each softer wish that brings somebody, with whom; the cheapest first where the price gave."""
    for relaxed, softer in soften(wishes):
        considered = candidate_ids(conn, softer) if relaxed in IN_SQL else ids
        matches = _rank(conn, now, considered, softer, zone, locale)
        if relaxed == "price_max" and wishes.price_max:
            softer, matches = _barely_dearer(wishes, matches)
        if len(matches) > more_than:
            yield Way(relaxed, softer, len(matches)), matches


def _barely_dearer(wishes: Wishes, matches: Sequence[Match]) -> tuple[Wishes, list[Match]]:
    """Those who cost the least more, in the currency that was meant."""
    limit = wishes.price_max
    assert limit is not None
    currency = limit.currency or (matches[0].price.currency if matches else None)
    same = [match for match in matches if match.price.currency == currency]
    cheapest = sorted(same, key=lambda match: limit.asked(match.price, match.minutes))
    dearer = raise_price(wishes, [limit.asked(match.price, match.minutes) for match in cheapest])
    raised = dearer.price_max or limit
    return dearer, [match for match in cheapest if raised.allows(limit.asked(match.price, match.minutes))]


def match_tutor(
    conn: Connection, now: datetime, tutor: PersonId, wishes: Wishes, zone: str, locale: str
) -> Match | None:
    """One chosen tutor, meeting as many of the wishes as they can; None when they have no free time at all."""
    for softer in soften_more(wishes):
        ranked = _rank(conn, now, [tutor], softer, zone, locale)
        if ranked:
            return ranked[0]
    return None


def free_times(
    conn: Connection,
    now: datetime,
    tutor: PersonId,
    minutes: int,
    wishes: Wishes,
    zone: str,
    learner: LearnerId | None,
    count: int,
    mine: LessonId | None = None,
) -> list[datetime]:
    """A tutor's next free times (UTC): those wished for first; without any of these, simply the next.

    The time of the lesson `mine`, which is kept for whoever asks, counts as free.
    """
    wanted = _wanted(wishes, zone)
    window = Interval(now, now + HORIZON)
    for condition in (wanted, None) if wanted else (None,):
        times = next_openings(
            conn, [tutor], now, minutes, window, condition, count, learner, except_lesson=mine, viewer=zone
        )[tutor]
        if times:
            return times
    return []


def times_near(
    conn: Connection,
    now: datetime,
    tutor: PersonId,
    minutes: int,
    near: datetime,
    wishes: Wishes,
    zone: str,
    count: int,
    mine: LessonId | None = None,
) -> list[datetime]:
    """A tutor's free times (UTC) nearest to a moment, in order, those wished for if there are any.

    There are none where it lies beyond what can be booked.
    """
    window, wanted = Interval(max(now, near - NEAR), max(now, near) + NEAR), _wanted(wishes, zone)
    free = next_openings(conn, [tutor], now, minutes, window, except_lesson=mine, viewer=zone)[tutor]
    best = [time for time in free if wanted is None or wanted(time)] or free
    return sorted(sorted(best, key=lambda time: abs(time - near))[:count])


def other_times(
    conn: Connection, now: datetime, lesson_id: LessonId, zone: str, count: int, wishes: Wishes | None = None
) -> list[datetime]:
    """Other times (UTC) at which a lesson's tutor and learner are both free, of those wished for in `zone`."""
    lesson = load_lesson(conn, lesson_id)
    wanted = _wanted(wishes, zone) if wishes else None
    return next_openings(
        conn,
        [lesson.tutor],
        now,
        lesson.minutes,
        Interval(now, now + HORIZON),
        lambda start: start != lesson.start and (wanted is None or wanted(start)),
        count,
        lesson.learner,
        except_lesson=lesson_id,
        viewer=zone,
    )[lesson.tutor]


def _rank(
    conn: Connection, now: datetime, ids: Sequence[PersonId], wishes: Wishes, zone: str, locale: str
) -> list[Match]:
    tutors = load_tutors(conn, ids)
    fits = [found for tutor in tutors if tutor.listed and (found := fit(tutor, wishes)) is not None]
    firsts = _first_times(conn, now, fits, _wanted(wishes, zone))
    scored = [(found, score(found, wishes, firsts[found.tutor.id], now)) for found in fits if firsts[found.tutor.id]]
    scored.sort(key=lambda pair: (-sum(pair[1].values()), pair[0].tutor.id))
    return [_match(found, parts, firsts[found.tutor.id], wishes, locale) for found, parts in scored]


def _first_times(
    conn: Connection, now: datetime, fits: list[Fit], wanted: Callable[[datetime], bool] | None
) -> dict[PersonId, datetime | None]:
    """When each could begin; lessons of one length are looked up together."""
    firsts: dict[PersonId, datetime | None] = {}
    window = Interval(now, now + HORIZON)
    for minutes in {found.rate.minutes for found in fits}:
        ids = [found.tutor.id for found in fits if found.rate.minutes == minutes]
        openings = next_openings(conn, ids, now, minutes, window, wanted, 1)
        firsts |= {tutor: times[0] if times else None for tutor, times in openings.items()}
    return firsts


def _wanted(wishes: Wishes, zone: str) -> Callable[[datetime], bool] | None:
    excluded = wishes.not_.weekdays
    if not wishes.windows and not excluded:
        return None
    local_zone = zone_named(zone)

    def wanted(start: datetime) -> bool:
        local = start.astimezone(local_zone)
        return local.weekday() not in excluded and windows_contain(wishes.windows, local)

    return wanted


def _match(found: Fit, parts: dict[str, float], first: datetime | None, wishes: Wishes, locale: str) -> Match:
    assert first is not None
    rate = found.rate
    told = reasons(found, wishes, locale)
    return Match(found.tutor.id, rate.format, rate.minutes, rate.price, first, found.distance, told, parts)
