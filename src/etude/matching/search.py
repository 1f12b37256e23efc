"""From wishes to tutors: filter exactly, then rank; when nothing fits, say which one wish would have to give."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import Connection

from etude.calendar.openings import next_openings
from etude.core.ids import LearnerId, LessonId, PersonId
from etude.core.intervals import Interval
from etude.core.lessons.store import load_lesson
from etude.matching.candidates import HORIZON, Match, Search, wanted_starts
from etude.matching.relaxing import raise_price, soften, soften_more
from etude.matching.shown import load_taste
from etude.matching.tastes import NONE_KNOWN
from etude.matching.wishes import Wishes

__all__ = ["Found", "Match", "Way", "find_tutors", "free_times", "match_tutor", "other_times", "times_near", "ways_on"]

NEAR = timedelta(days=3)
# With fewer than these, it is worth to say what one wish less would bring.
FEW, MOST_WAYS = 3, 3


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
    conn: Connection,
    now: datetime,
    wishes: Wishes,
    zone: str,
    locale: str,
    skip: int,
    count: int,
    person: PersonId | None = None,
) -> Found:
    """The best tutors for these wishes, `count` of them after the first `skip`; times are wished for in `zone`.

    With a `person` their taste counts. Where fewer than a few fit, `others` say what one wish less would bring.
    """
    search = Search(conn, now, zone, locale, load_taste(conn, now, person) if person else NONE_KNOWN)
    best = search.best(wishes, skip + count + 1)
    if best.total:
        others = tuple(_ways(search, wishes, best.total)) if best.total < FEW else ()
        return Found(best.matches[skip : skip + count], best.total, None, others)
    ways = list(_ways(search, wishes, 0))
    if not ways:
        return Found((), 0, None)
    first, *rest = ways
    best = search.best(first.wishes, skip + count + 1)
    return Found(best.matches[skip : skip + count], best.total, first.relaxed, tuple(rest))


def ways_on(conn: Connection, now: datetime, wishes: Wishes, zone: str, locale: str) -> list[Way]:
    """Which one wish could give to bring more tutors than these wishes do."""
    search = Search(conn, now, zone, locale)
    return _ways(search, wishes, search.best(wishes, 1).total)


def _ways(search: Search, wishes: Wishes, there: int) -> list[Way]:
    """Each single wish that brings more tutors than there are; the cheapest of them where it is the price."""
    found = (_way(search, wishes, relaxed, softer) for relaxed, softer in soften(wishes))
    return list(islice((way for way in found if way.count > there), MOST_WAYS))


def _way(search: Search, wishes: Wishes, relaxed: str, softer: Wishes) -> Way:
    if relaxed == "price_max" and wishes.price_max:
        softer = _barely_dearer(search, wishes, softer)
    return Way(relaxed, softer, search.best(softer, 1).total)


def _barely_dearer(search: Search, wishes: Wishes, softer: Wishes) -> Wishes:
    """A limit that a few of those keep who cost the least more, in the currency that was meant."""
    limit = wishes.price_max
    assert limit is not None
    matches = search.cheapest(softer, limit)
    currency = limit.currency or (matches[0].price.currency if matches else None)
    asked = [limit.asked(match.price, match.minutes) for match in matches if match.price.currency == currency]
    return raise_price(wishes, sorted(asked))


def match_tutor(
    conn: Connection, now: datetime, tutor: PersonId, wishes: Wishes, zone: str, locale: str
) -> Match | None:
    """One chosen tutor, meeting as many of the wishes as they can; None when they have no free time at all."""
    search = Search(conn, now, zone, locale)
    for softer in soften_more(wishes):
        if found := search.among([tutor], softer, whatever_taught=True):
            return found[0]
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
    wanted = wanted_starts(wishes, zone)
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
    window, wanted = Interval(max(now, near - NEAR), max(now, near) + NEAR), wanted_starts(wishes, zone)
    free = next_openings(conn, [tutor], now, minutes, window, except_lesson=mine, viewer=zone)[tutor]
    best = [time for time in free if wanted is None or wanted(time)] or free
    return sorted(sorted(best, key=lambda time: abs(time - near))[:count])


def other_times(
    conn: Connection, now: datetime, lesson_id: LessonId, zone: str, count: int, wishes: Wishes | None = None
) -> list[datetime]:
    """Other times (UTC) at which a lesson's tutor and learner are both free, of those wished for in `zone`."""
    lesson = load_lesson(conn, lesson_id)
    wanted = wanted_starts(wishes, zone) if wishes else None
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
